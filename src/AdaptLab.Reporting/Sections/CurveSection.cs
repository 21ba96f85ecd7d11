using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Curves;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What more examples bring, and what those of one set are worth in those of another.</summary>
internal static class CurveSection
{
    /// <summary>The code block's info string: where this stands in the Markdown, HTML has the plot.</summary>
    public const string Fence = "curves";

    private const int Columns = 24;

    /// <summary>The first screen's part: where curves cross, and the plot. Nothing where there are none.</summary>
    public static void WritePlot(StringBuilder report, Comparison comparison)
    {
        if (comparison.Curves.IsEmpty)
            return;
        var crossings = comparison.CurveSentences.ToArray();
        foreach (var sentence in crossings)
            report.Append($"- {MarkdownText.Inline(sentence)}\n");
        report.Append($"{(crossings.Length > 0 ? "\n" : "")}```{Fence}\n{Draw(comparison)}```\n\n");
    }

    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Curves.IsEmpty)
            return;
        var curves = CurveTable.Of(comparison);
        var table = new MarkdownTable(curves.Columns.Select(column => (column.Header, column.IsNumeric)));
        foreach (var row in curves.Rows)
            table.Add(row.Select(MarkdownText.Inline));
        report.Append($"## What more examples bring\n\n{table}\n");
        report.Append("Each seed drew parts of its own, the smaller within the larger, with each label's share. Where curves cross is read from curves that never fall, on a logarithmic scale; its interval counts rows, seeds and the draw of the examples.\n\n");
    }

    /// <summary>A bar a point, all on one scale.</summary>
    private static string Draw(Comparison comparison)
    {
        var most = comparison.Curves.Max(curve => curve.Points.Max(point => point.Score.Value));
        var text = new StringBuilder();
        foreach (var curve in comparison.Curves)
        {
            text.Append($"{MarkdownText.OneLine(curve.Name)}\n");
            foreach (var point in curve.Points)
                text.Append($"{Figures.Count(point.Examples),8}  {new string('█', Bar(point))}{new string(' ', Columns - Bar(point))}  {Figures.Percent(point.Score)}\n");
        }

        return text.ToString();

        int Bar(CurvePoint point) => most == 0 ? 0 : (int)Math.Round(point.Score.Value / most * Columns);
    }
}
