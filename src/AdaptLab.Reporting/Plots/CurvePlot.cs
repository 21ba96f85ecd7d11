using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Results;
using AdaptLab.Results.Curves;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Plots;

/// <summary>Learning curves, a picture for each strategy on the same scales: the score with its interval against the number of
/// examples, a line for each training set, named at its end.</summary>
internal static class CurvePlot
{
    private const double Height = 250, Gap = 34, Top = 34, Bottom = 200, Left = 46, TextSize = 12;

    /// <summary>Of one strategy's place; a narrower one has no room for the names and the numbers.</summary>
    private const double Narrowest = 280;

    private const int PerLine = 3, LongestName = 20;

    /// <param name="width">As wide as it will be shown: text keeps its size.</param>
    public static XElement Draw(Comparison comparison, double width)
    {
        var strategies = comparison.Curves.Select(curve => curve.Strategy).Distinct().ToArray();
        // The first set has the accent everywhere; the others are told apart by their names, and by dashes.
        var sets = comparison.Curves.Select(curve => curve.TrainingSet).Distinct().ToArray();
        var points = comparison.Curves.SelectMany(curve => curve.Points).ToArray();
        double low = Math.Floor(points.Min(point => point.Score.Low) * 10) / 10, high = Math.Ceiling(points.Max(point => point.Score.High) * 10) / 10;
        var names = sets.Max(set => Svg.TextWidth(MarkdownText.Clip(set, LongestName), TextSize)) + 12;
        var fitting = Math.Clamp((int)((width - Left) / Narrowest), 1, PerLine);
        var perLine = Math.Clamp(strategies.Length, Math.Min(2, fitting), fitting);
        var each = ((width - Left) / perLine) - Gap;
        var lines = (strategies.Length + perLine - 1) / perLine;

        var picture = Svg.Picture("curves", width, lines * Height, $"{comparison.Metric} against the number of examples", Describe(comparison));
        for (var i = 0; i < strategies.Length; i++)
        {
            var panel = new Panel(Left + (i % perLine * (each + Gap)), i / perLine * Height, each - names, low, high, points.Min(point => point.Examples), points.Max(point => point.Examples));
            picture.Add(Axis(panel, strategies[i], comparison, isFirst: i % perLine == 0));
            var curves = comparison.Curves.Where(curve => curve.Strategy == strategies[i]).ToArray();
            var ends = Ends(panel, curves);
            picture.Add(curves.Select((curve, c) => Curve(panel, comparison, curve, Array.IndexOf(sets, curve.TrainingSet), ends[c])));
        }

        return picture;
    }

    private static XElement Axis(Panel panel, string strategy, Comparison comparison, bool isFirst)
    {
        var axis = Svg.Group("axis", Svg.Text("title", isFirst ? 0 : panel.Left, panel.Top + 16, isFirst ? $"{MarkdownText.Clip(strategy, 40)}: {comparison.Metric}" : MarkdownText.Clip(strategy, 40)));
        var step = panel.High - panel.Low > 0.5 ? 2 : 1;
        for (var tick = (int)Math.Round(panel.Low * 10); tick <= (int)Math.Round(panel.High * 10); tick += step)
        {
            axis.Add(Svg.Line("grid", panel.Left, panel.Y(tick / 10.0), panel.Left + panel.Width, panel.Y(tick / 10.0)));
            if (isFirst)
                axis.Add(Svg.Text("", panel.Left - 8, panel.Y(tick / 10.0) + 4, (tick * 10).ToString(CultureInfo.InvariantCulture) + " %", "end"));
        }

        // Where two numbers would touch, the smaller one gives way: the whole set's is the one that is looked for.
        var free = double.PositiveInfinity;
        foreach (var size in comparison.Curves.Where(curve => curve.Strategy == strategy).SelectMany(curve => curve.Points.Select(point => point.Examples)).Distinct().OrderDescending())
        {
            axis.Add(Svg.Line("tick", panel.X(size), panel.Bottom, panel.X(size), panel.Bottom + 5));
            var half = (Svg.TextWidth(Figures.Count(size), TextSize) / 2) + 2;
            if (panel.X(size) + half > free)
                continue;
            axis.Add(Svg.Text("", panel.X(size), panel.Bottom + 19, Figures.Count(size), "middle"));
            free = panel.X(size) - half;
        }

        axis.Add(Svg.Text("title", panel.Left + panel.Width, panel.Bottom + 38, "examples (log scale)", "end"));
        return axis;
    }

    private static XElement Curve(Panel panel, Comparison comparison, LearningCurve curve, int set, double end)
    {
        var group = Svg.Group(set == 0 ? "curve first" : set == 1 ? "curve" : "curve further");
        group.Add(Svg.Path("line", curve.Points.Select(point => (panel.X(point.Examples), panel.Y(point.Score.Value)))));
        foreach (var point in curve.Points)
        {
            var x = panel.X(point.Examples);
            group.Add(new XElement(
                "g",
                Svg.Hint($"{curve.Strategy} on {Figures.Count(point.Examples)} of {curve.TrainingSet}: {comparison.Metric} {Figures.Percent(point.Score)}"),
                Svg.Line("whisker", x, panel.Y(point.Score.Low), x, panel.Y(point.Score.High)),
                Svg.Circle("", x, panel.Y(point.Score.Value), 3.5)));
        }

        group.Add(Svg.Text("name", panel.X(curve.Whole.Examples) + 9, end + 4, MarkdownText.Clip(curve.TrainingSet, LongestName)));
        return group;
    }

    /// <summary>Where each curve's name stands: beside its last point, and a line below one that ends there too.</summary>
    private static double[] Ends(Panel panel, LearningCurve[] curves)
    {
        var ends = curves.Select(curve => panel.Y(curve.Whole.Score.Value)).ToArray();
        var order = Enumerable.Range(0, ends.Length).OrderBy(i => ends[i]).ToArray();
        for (var i = 1; i < order.Length; i++)
        {
            var (above, below) = (order[i - 1], order[i]);
            if (Math.Abs(panel.X(curves[above].Whole.Examples) - panel.X(curves[below].Whole.Examples)) < 90)
                ends[below] = Math.Max(ends[below], ends[above] + TextSize + 3);
        }

        return ends;
    }

    private static string Describe(Comparison comparison) => string.Join("; ", comparison.Curves.Select(curve =>
        $"{curve.Name}: {string.Join(", ", curve.Points.Select(point => $"{Figures.Percent(point.Score.Value)} with {Figures.Count(point.Examples)}"))}")) + ".";

    /// <summary>One strategy's place on the page and its scales.</summary>
    private sealed record Panel(double Left, double Top, double Width, double Low, double High, int Fewest, int Most)
    {
        public double Bottom => Top + CurvePlot.Bottom;

        public double X(int examples) =>
            Left + 10 + (Fewest == Most ? 0 : Math.Log((double)examples / Fewest) / Math.Log((double)Most / Fewest) * (Width - 20));

        public double Y(double share) => Bottom - ((share - Low) / Math.Max(0.1, High - Low) * (CurvePlot.Bottom - CurvePlot.Top));
    }
}
