using System.Collections.Immutable;

namespace AdaptLab.Models.Inference;

/// <summary>A piece of an answer that is copied: fixed tokens, or some words of one of the texts; and what may follow it.</summary>
/// <param name="Fixed">Null for words of a text.</param>
/// <param name="Next">Numbers of the pieces of which one follows; empty for the last one.</param>
public sealed record CopiedPiece(ImmutableArray<int>? Fixed, ImmutableArray<int> Next);

/// <summary>
/// Decoding by copying: an answer is put together from fixed pieces and from words that stand in the texts at hand, and the
/// model only chooses which. So it cannot make up what no text says, nor slip to a more usual word.
/// </summary>
/// <remarks>A nondeterministic automaton over tokens, which holds every way in which what was written so far can have come about.</remarks>
public sealed class CopyingConstraint : ITokenConstraint
{
    private readonly ImmutableArray<CopiedPiece> _pieces;
    private readonly ImmutableArray<CopySource> _sources;
    private List<Place> _places;

    /// <param name="pieces">Each refers to others by their places in this list.</param>
    /// <param name="first">The pieces of which one comes first.</param>
    public CopyingConstraint(ImmutableArray<CopiedPiece> pieces, ImmutableArray<int> first, ImmutableArray<CopySource> sources)
    {
        (_pieces, _sources) = (pieces, sources);
        _places = [.. first.SelectMany(Beginnings).Distinct()];
    }

    /// <param name="Source">Of a text that is copied from.</param>
    /// <param name="At">The token that comes next, in the fixed piece or in the source.</param>
    private readonly record struct Place(int Piece, int Source, int At);

    public IReadOnlyCollection<int> Allowed() => _places.Select(TokenAt).ToHashSet();

    public void Advance(int token) => _places = [.. _places.Where(place => TokenAt(place) == token).SelectMany(After).Distinct()];

    private int TokenAt(Place place) => _pieces[place.Piece].Fixed is { } text ? text[place.At] : _sources[place.Source].Ids[place.At];

    private IEnumerable<Place> Beginnings(int piece) => _pieces[piece].Fixed is not null
        ? [new Place(piece, 0, 0)]
        : _sources.SelectMany((source, number) => Enumerable.Range(0, source.Ids.Length).Where(at => source.Starts[at]).Select(at => new Place(piece, number, at)));

    private IEnumerable<Place> After(Place place)
    {
        var next = place with { At = place.At + 1 };
        var piece = _pieces[place.Piece];
        var length = piece.Fixed?.Length ?? _sources[place.Source].Ids.Length;
        if (next.At < length) yield return next;
        if (piece.Fixed is null ? !_sources[place.Source].Ends[next.At] : next.At < length) yield break;
        foreach (var beginning in piece.Next.SelectMany(Beginnings)) yield return beginning;
    }
}
