using System.Collections.Immutable;

namespace AdaptLab.Retrieval;

/// <summary>Cuts documents into chunks of whole sentences that fit a number of tokens.</summary>
/// <remarks>
/// A chunk never crosses a heading. A sentence longer than a chunk is cut at its commas, a clause longer than one between words, and a word between characters;
/// only a single character may exceed the limit. Everything but white space, and headings with nothing below them, is in some chunk.
/// </remarks>
public sealed class Chunker
{
    /// <summary>Raised with every change of where documents are cut: what was cut before is cut again.</summary>
    public const int Version = 2;

    private readonly int _maxTokens;
    private readonly int _overlapTokens;
    private readonly Func<string, int> _countTokens;

    /// <param name="overlapTokens">As many whole sentences as fit in it are repeated at the start of the next chunk.</param>
    /// <exception cref="ArgumentOutOfRangeException">No room for text, or an overlap that fills the chunk.</exception>
    public Chunker(int maxTokens, int overlapTokens, Func<string, int> countTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(overlapTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlapTokens, maxTokens);
        _maxTokens = maxTokens;
        _overlapTokens = overlapTokens;
        _countTokens = countTokens;
    }

    /// <param name="path">Headings are looked for in `.md` and `.markdown` files.</param>
    public ImmutableArray<Chunk> Split(string path, string text)
    {
        var lines = new LineIndex(text);
        var chunks = ImmutableArray.CreateBuilder<Chunk>();
        foreach (var section in Sections.Of(path, text))
        {
            var units = Sentences.In(text, section.Start, section.End).SelectMany(unit => Fitting(text, unit)).ToList();
            foreach (var (start, end) in Pack(text, units))
                chunks.Add(new Chunk(path, text[start..end], start, lines.LineOf(start), lines.LineOf(end - 1), section.Heading));
        }

        return chunks.ToImmutable();
    }

    /// <summary>Greedily: each chunk takes as many units as fit, and begins with the tail of the one before.</summary>
    private IEnumerable<(int Start, int End)> Pack(string text, List<(int Start, int End)> units)
    {
        var first = 0;
        var next = 0;   // the first unit that is in no chunk yet
        while (next < units.Count)
        {
            // Overlap gives way where it would leave no room for anything new.
            while (first < next && Tokens(text, units[first].Start, units[next].End) > _maxTokens)
                first++;

            next++;
            while (next < units.Count && Tokens(text, units[first].Start, units[next].End) <= _maxTokens)
                next++;
            yield return (units[first].Start, units[next - 1].End);

            var overlap = next;
            while (overlap - 1 > first && Tokens(text, units[overlap - 1].Start, units[next - 1].End) <= _overlapTokens)
                overlap--;
            first = overlap;
        }
    }

    private IEnumerable<(int Start, int End)> Fitting(string text, (int Start, int End) unit)
    {
        if (Fits(text, unit))
            return [unit];

        return Sentences.Clauses(text, unit.Start, unit.End).SelectMany(clause => Fits(text, clause) ? [clause]
            : Sentences.Words(text, clause.Start, clause.End).SelectMany(word => Fits(text, word) ? [word]
            : Sentences.Characters(text, word.Start, word.End)));
    }

    private bool Fits(string text, (int Start, int End) part) => Tokens(text, part.Start, part.End) <= _maxTokens;

    private int Tokens(string text, int start, int end) => _countTokens(text[start..end]);
}
