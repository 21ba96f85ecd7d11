using System.Globalization;
using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What was looked up for the eval rows, where something was: shortly here, row by row in HTML.</summary>
internal static class CitationSection
{
    /// <summary>The code block's info string: where this stands in the Markdown, HTML has a list whose rows open.</summary>
    public const string Fence = "citations";

    private const int MostRows = 20;
    private const int MostCited = 4;
    private const int LongestText = 100;

    public static void Write(StringBuilder report, Comparison comparison)
    {
        var rows = RowsOf(comparison);
        if (rows.Length == 0)
            return;
        report.Append("## What was looked up\n\n");
        report.Append("What stood before the model beside the row, nearest first, with its score: among a row's examples, and among its pieces of documents, the greater is the nearer. ");
        report.Append("Rows that were answered wrongly come first.\n\n");
        report.Append($"```{Fence}\n");
        foreach (var row in rows.Take(MostRows))
        {
            report.Append($"{Plain(comparison.Record.Rows[row].Source, LongestText)}  {Plain(comparison.Record.Rows[row].Text, LongestText)}\n");
            foreach (var reader in CitedBy.Of(comparison, row))
                report.Append($"  {Plain(reader.Name, LongestText)} {(reader.IsRight ? "✓" : "✗")}  {string.Join(", ", reader.Citations.Take(MostCited).Select(Short))}{(reader.Citations.Length > MostCited ? ", …" : "")}\n");
        }

        if (rows.Length > MostRows)
            report.Append($"… and {Figures.Count(rows.Length - MostRows, "more row")}: the reports as HTML and as JSON have all of them, with the texts.\n");
        report.Append("```\n\n");
    }

    /// <summary>Those for which something was looked up; first the ones that whoever looked it up still got wrong.</summary>
    public static int[] RowsOf(Comparison comparison) =>
    [
        .. Enumerable.Range(0, comparison.Record.Rows.Length)
            .Select(row => (row, readers: CitedBy.Of(comparison, row)))
            .Where(cited => cited.readers.Length > 0)
            .OrderBy(cited => cited.readers.Count(reader => reader.IsRight) / (double)cited.readers.Length)
            .Select(cited => cited.row),
    ];

    public static string Score(double score) => score.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Short(Citation citation) => $"{Plain(citation.Source, LongestText)} ({Score(citation.Score)})";

    private static string Plain(string text, int length) => MarkdownText.Clip(text, length);
}

/// <summary>Candidates that read the very same beside a row.</summary>
/// <param name="Name">Theirs, joined.</param>
/// <param name="IsRight">Whether they answered the row rightly.</param>
internal sealed record CitedBy(string Name, bool IsRight, Citation[] Citations)
{
    public static CitedBy[] Of(Comparison comparison, int row) =>
    [
        .. comparison.Ranked
            .Select(candidate => (candidate, cited: candidate.Run.CitationsOf(row).ToArray()))
            .Where(reader => reader.cited.Length > 0)
            .GroupBy(reader => (reader.candidate.Answers[row].IsRight, string.Join('\n', reader.cited.Select(citation => $"{citation.Source} {citation.Score}"))))
            .Select(same => new CitedBy(string.Join(", ", same.Select(reader => reader.candidate.Name)), same.Key.IsRight, same.First().cited)),
    ];
}
