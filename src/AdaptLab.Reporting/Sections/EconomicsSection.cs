using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Economics;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What it takes to get a candidate ready, and to answer with it.</summary>
internal static class EconomicsSection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Ranked.IsEmpty)
            return;

        report.Append("## What it costs\n\n").Append(Markdown(CostTable.Of(comparison))).Append('\n');
        if (CostTable.Note(comparison) is { } note)
            report.Append($"{MarkdownText.Inline(note)}\n\n");
        if (CostTable.WhenPreparingPays(comparison) is { Rows.IsEmpty: false } pairs)
            report.Append("### When preparing pays\n\n").Append(Markdown(pairs)).Append('\n');
    }

    private static MarkdownTable Markdown(SummaryTable costs)
    {
        var table = new MarkdownTable(costs.Columns.Select(column => (column.Header, column.IsNumeric)));
        foreach (var row in costs.Rows)
            table.Add(row.Select(MarkdownText.Inline));
        return table;
    }
}
