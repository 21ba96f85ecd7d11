using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>The first screen: the verdict, the learning curves where there are any, the intervals, the table.</summary>
internal static class SummarySection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        var record = comparison.Record;
        report.Append($"# {MarkdownText.Inline(record.Task)}\n\n");
        report.Append($"**{MarkdownText.Inline(comparison.Verdict[0])}**\n");
        foreach (var sentence in comparison.Verdict.Skip(1))
            report.Append($"{MarkdownText.Inline(sentence)}\n");
        report.Append($"\n{Context(comparison)}\n\n");
        CurveSection.WritePlot(report, comparison);
        if (comparison.Best is not null)
            report.Append($"```{IntervalChart.Fence}\n{IntervalChart.Draw(comparison)}```\n\n");
        report.Append(Table(comparison)).Append('\n');
        foreach (var advice in comparison.Advice)
            report.Append($"- **Advice.** {MarkdownText.Inline(advice.Text)} ({MarkdownText.Inline(advice.Source)})\n");
        foreach (var domination in comparison.Dominations)
            report.Append($"- {MarkdownText.Inline(domination.Sentence)}\n");
        if (comparison.Dominations.Any() || !comparison.Advice.IsEmpty)
            report.Append('\n');
    }

    // "classify, 8 labels · eval 160 rows · nano (embedded, 10.1 M) · 3 seeds · chance 14.4 %"
    private static string Context(Comparison comparison)
    {
        var record = comparison.Record;
        return string.Join(" · ",
        [
            MarkdownText.Inline(SummaryTable.Kind(record.TaskKind, record.Labels.Length, record.Fields.Length)),
            Headline.Eval(record),
            MarkdownText.Inline(string.Join(", ", record.Models.Select(model => model.Describe()))),
            Figures.Count(record.Seeds, "seed"),
            .. comparison.Chance is { } chance ? [$"chance {Figures.Percent(chance.Share)} (always {MarkdownText.Label(record.Labels[chance.Label])})"] : Array.Empty<string>(),
        ]);
    }

    private static MarkdownTable Table(Comparison comparison)
    {
        var summary = SummaryTable.Of(comparison);
        var table = new MarkdownTable(summary.Columns.Select(column => (column.Header, column.IsNumeric)));
        foreach (var (row, index) in summary.Rows.Select((row, index) => (row, index)))
        {
            var isBest = index == 0 && comparison.Best is not null;
            table.Add(row.Select((cell, column) => isBest && column == 0 ? $"**{MarkdownText.Inline(cell)}**" : MarkdownText.Inline(cell)));
        }

        return table;
    }
}
