using System.Xml.Linq;
using AdaptLab.Reporting.Plots;
using AdaptLab.Results;

namespace AdaptLab.Reporting;

/// <summary>The report's plots by themselves, as SVG without colours: those come from the style sheet of the page around
/// them, by the classes of report.css.</summary>
public static class ComparisonPlots
{
    /// <param name="width">In pixels, as wide as it will be shown.</param>
    public static string AccuracyAgainstLatency(Comparison comparison, double width) => Text(AccuracyLatencyPlot.Draw(comparison, width));

    /// <summary>Null where there is nothing to show, or too many labels to see any.</summary>
    public static string? Confusion(Comparison comparison, double width) =>
        comparison.Ranked.IsEmpty || comparison.Record.IsWritten || comparison.Record.Labels.Length > ConfusionPlot.Room.Labels ? null : Text(ConfusionPlot.Draw(comparison, width));

    /// <summary>Null where the spec asks for no learning curves.</summary>
    public static string? Curves(Comparison comparison, double width) => comparison.Curves.IsEmpty ? null : Text(CurvePlot.Draw(comparison, width));

    private static string Text(XElement plot) => plot.ToString(SaveOptions.DisableFormatting);
}
