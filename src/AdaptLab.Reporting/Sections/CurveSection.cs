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

    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Curves.IsEmpty)
            return;

        report.Append("## What more examples bring\n\n");
        foreach (var crossing in comparison.Crossings)
            report.Append($"- {MarkdownText.Inline(crossing.Sentence)}\n");
        if (!comparison.Crossings.IsEmpty)
            report.Append('\n');
        report.Append($"```{Fence}\n{Draw(comparison)}```\n\n");
        report.Append(Table(comparison)).Append('\n');
    }

    private static MarkdownTable Table(Comparison comparison)
    {
        int[] sizes = [.. comparison.Curves.SelectMany(curve => curve.Points.Select(point => point.Examples)).Distinct().Order()];
        var table = new MarkdownTable([("strategy", false), ("examples of", false), .. sizes.Select(size => (Figures.Count(size), true))]);
        foreach (var curve in comparison.Curves)
            table.Add(
            [
                MarkdownText.Inline(curve.Strategy),
                MarkdownText.Inline(curve.TrainingSet),
                .. sizes.Select(size => curve.Points.FirstOrDefault(point => point.Examples == size) is { } point ? Figures.Percent(point.Score) : ""),
            ]);
        return table;
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
                text.Append($"{Figures.Count(point.Examples),8}  {new string('█', Bar(point))}{new string(' ', Columns - Bar(point))}  {Figures.Percent(point.Score.Value)}\n");
        }

        return text.ToString();

        int Bar(CurvePoint point) => most == 0 ? 0 : (int)Math.Round(point.Score.Value / most * Columns);
    }
}
