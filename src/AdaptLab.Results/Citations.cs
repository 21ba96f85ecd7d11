using System.Collections.Immutable;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Results;

/// <summary>Something that was looked up for a row and that the model read.</summary>
/// <param name="Source">Where it stands: "handbook/leave.md:12".</param>
/// <param name="Text">What was read, on one line and cut short: a piece of a document, or an example with its answer.</param>
/// <param name="Score">How near it is to the row: cosine similarity, BM25 or a sum of reciprocal ranks, as the search has it. Of a
/// row's examples, or of its pieces of documents, the greater is the nearer.</param>
public sealed record Citation(string Source, string Text, double Score)
{
    /// <summary>Enough to recognise a passage by; the whole stands at its source.</summary>
    private const int LongestText = 200;

    /// <summary>With the text cut short and the score rounded.</summary>
    public static Citation Of(string source, string text, double score) => new(source, MarkdownText.Clip(text, LongestText), Math.Round(score, 4));
}

/// <summary>What was looked up for each eval row. A passage that many rows share stands here once.</summary>
/// <param name="Rows">For each eval row, nearest first; empty where nothing was looked up.</param>
public sealed record RowCitations(ImmutableArray<CitedPassage> Passages, ImmutableArray<ImmutableArray<CitedAt>> Rows)
{
    /// <summary>Null where nothing was looked up for any row.</summary>
    public static RowCitations? Of(IReadOnlyList<ImmutableArray<Citation>> rows)
    {
        if (rows.All(row => row.IsDefaultOrEmpty))
            return null;
        var passages = ImmutableArray.CreateBuilder<CitedPassage>();
        var places = new Dictionary<CitedPassage, int>();
        var cited = rows.Select(row => (row.IsDefault ? [] : row).Select(citation =>
        {
            var passage = new CitedPassage(citation.Source, citation.Text);
            if (!places.TryGetValue(passage, out var place))
            {
                places.Add(passage, place = passages.Count);
                passages.Add(passage);
            }

            return new CitedAt(place, citation.Score);
        }).ToImmutableArray()).ToImmutableArray();
        return new RowCitations(passages.ToImmutable(), cited);
    }

    /// <summary>Nearest first.</summary>
    public IEnumerable<Citation> OfRow(int row) =>
        Rows[row].Select(cited => new Citation(Passages[cited.Passage].Source, Passages[cited.Passage].Text, cited.Score));

    /// <summary>What is wrong with it, as the rest of a sentence; null where it is sound.</summary>
    internal string? Problem(int rows) =>
        Passages.IsDefault || Passages.Contains(null!) ? "lacks the passages that it cites."
        : Rows.IsDefault || Rows.Length != rows ? $"does not cite something for each of the {rows} eval rows."
        : Rows.Any(row => row.IsDefault || row.Any(cited => cited.Passage < 0 || cited.Passage >= Passages.Length || !double.IsFinite(cited.Score)))
            ? "cites a passage that is not there." : null;
}

/// <param name="Source">As of <see cref="Citation.Source"/>.</param>
/// <param name="Text">As of <see cref="Citation.Text"/>.</param>
public sealed record CitedPassage(string Source, string Text);

/// <param name="Passage">Index into <see cref="RowCitations.Passages"/>.</param>
/// <param name="Score">As of <see cref="Citation.Score"/>.</param>
public readonly record struct CitedAt(int Passage, double Score);
