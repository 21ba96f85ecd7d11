using System.Globalization;
using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>How much of each label is found.</summary>
internal static class RecallSection
{
    // More columns than this fit no page.
    private const int MostCandidates = 6;

    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Ranked.IsEmpty || comparison.Record.IsWritten)
            return;

        var shown = comparison.Ranked.Take(MostCandidates).ToArray();
        var table = new MarkdownTable([("label", false), ("rows", true), .. shown.Select(candidate => (MarkdownText.Inline(candidate.Name), true))]);
        for (var label = 0; label < comparison.Record.Labels.Length; label++)
        {
            var scores = shown.Select(candidate => candidate.Confusion.Scores(label)).ToArray();
            table.Add(
            [
                MarkdownText.Label(comparison.Record.Labels[label]),
                Figures.Count(scores[0].Rows),
                .. scores.Select(score => score.Recall is { } recall ? Figures.Percent(recall, 0) : Figures.None),
            ]);
        }

        report.Append("## Recall by label\n\n").Append(table).Append('\n');
        if (comparison.Ranked.Length > MostCandidates)
            report.Append($"The best {MostCandidates.ToString(CultureInfo.InvariantCulture)} candidates; the others are left out.\n\n");
    }
}
