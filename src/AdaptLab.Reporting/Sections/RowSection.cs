using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>Single eval rows that are worth a look.</summary>
internal static class RowSection
{
    private const int MostRows = 20;
    private const int LongestText = 400;

    public static void WriteDisagreements(StringBuilder report, Comparison comparison)
    {
        if (comparison.DisagreedRows.IsEmpty)
            return;

        // The most telling rows first: where about half of the candidates are right.
        var rows = comparison.DisagreedRows
            .OrderBy(row => Math.Abs(2 * comparison.Ranked.Count(candidate => candidate.Answers[row].IsRight) - comparison.Ranked.Length))
            .Take(MostRows).ToArray();
        report.Append("## Rows on which the candidates disagree\n\n");
        report.Append(Of(rows.Length, comparison.DisagreedRows.Length, "those that divide the candidates most evenly"));
        foreach (var row in rows)
            Row(report, comparison, row);
    }

    public static void WriteAllWrong(StringBuilder report, Comparison comparison)
    {
        if (comparison.RowsAllGetWrong.IsEmpty)
            return;

        // Those that are farthest from what is expected; of labels none is nearer than another.
        var rows = comparison.RowsAllGetWrong.OrderBy(row => comparison.Ranked.Sum(candidate => candidate.Answers[row].Score)).Take(MostRows).ToArray();
        report.Append("## Rows that every candidate gets wrong\n\n");
        report.Append($"Hard, or {(comparison.Record.IsWritten ? "answered" : "labelled")} wrongly: worth reading. ")
            .Append(Of(rows.Length, comparison.RowsAllGetWrong.Length, comparison.Record.IsWritten ? "the worst" : "the first"));
        foreach (var row in rows)
            Row(report, comparison, row);
    }

    private static string Of(int shown, int all, string which) =>
        shown == all ? $"{Figures.Count(all, "row")}.\n\n" : $"{Figures.Count(shown)} of {Figures.Count(all, "row")}, {which}.\n\n";

    private static void Row(StringBuilder report, Comparison comparison, int row)
    {
        var record = comparison.Record;
        var info = record.Rows[row];
        report.Append($"- **{MarkdownText.Label(comparison.Expected(row))}** · {MarkdownText.Inline(info.Source)}\n");
        report.Append($"  > {MarkdownText.Inline(MarkdownText.Clip(info.Text, LongestText))}\n\n");

        var right = comparison.Ranked.Where(candidate => candidate.Answers[row].IsRight).ToArray();
        var wrong = comparison.Ranked
            .Where(candidate => !candidate.Answers[row].IsRight)
            .GroupBy(candidate => candidate.Answers[row].Text)
            .Select(group => $"✗ {MarkdownText.Label(group.Key)}: {Who(group, row)}");
        string[] parts = right.Length > 0 ? [$"✓ {Who(right, row)}", .. wrong] : [.. wrong];
        report.Append($"  {string.Join(" · ", parts)}\n\n");
    }

    private static string Who(IEnumerable<CandidateSummary> candidates, int row) =>
        string.Join(", ", candidates.Select(candidate => $"{MarkdownText.Inline(candidate.Name)} {Figures.Share(candidate.Answers[row].Probability)}"));
}
