using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Reporting.Sections;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Plots;

/// <summary>Accuracy with its interval against p95 latency on a log axis; the Pareto front drawn; every point labelled.</summary>
internal static class AccuracyLatencyPlot
{
    private const double Left = 46, Top = 34, BelowAxis = 44, AtRight = 4;
    private const double LeastHeight = 270, MostHeight = 384;
    private const double TextSize = 13;
    private const int LongestName = 34;

    /// <param name="width">As wide as it will be shown: text keeps its size.</param>
    public static XElement Draw(Comparison comparison, double width)
    {
        var height = Math.Clamp(width * 0.42, LeastHeight, MostHeight);
        var frame = new Box(Left, Top, width - AtRight - Left, height - BelowAxis - Top);
        var timed = comparison.Ranked.Where(candidate => candidate.P95Milliseconds is not null).ToArray();
        var (low, high, step) = IntervalChart.Scale(comparison);
        var names = timed.Select(candidate => MarkdownText.Clip(candidate.Name, LongestName)).ToArray();
        var widths = names.Select((name, i) => Svg.TextWidth(name, TextSize) * (timed[i] == comparison.Best ? 1.06 : 1)).ToArray();

        // Room on the right, so that the slowest candidates' labels can stand where one looks for them.
        var room = Math.Min(widths.DefaultIfEmpty().Max() + 20, width * 0.24);
        var axis = LogAxis.Of([.. timed.Select(candidate => candidate.P95Milliseconds!.Value)], Left + 12, frame.Right - room);
        double Y(double share) => frame.Bottom - (share * 100 - low) / (high - low) * frame.Height;

        var front = comparison.ParetoFront.ToArray();
        var x = Apart([.. timed.Select(candidate => axis.Position(candidate.P95Milliseconds!.Value))]);
        var points = timed.Select((candidate, i) => new Labelled(x[i], Y(candidate.Score.Value), widths[i], TextSize + 3)).ToArray();
        var line = FrontLine([.. front.Select(candidate => points[Array.IndexOf(timed, candidate)])], frame).ToArray();
        var strokes = timed
            .Select((candidate, i) => new Box(x[i] - 4, Y(candidate.Score.High), 8, Y(candidate.Score.Low) - Y(candidate.Score.High)))
            .Concat(line.Zip(line.Skip(1), (from, to) => new Box(from.X, from.Y - 1, to.X - from.X, 2)))
            .ToArray();
        var boxes = LabelPlacement.Place(points, strokes, new Box(Left, Top - 10, frame.Width, frame.Height + 8));

        return Svg.Picture(
            "plot", width, height, $"{comparison.Metric} against latency", Describe(comparison, timed),
            Grid(low, high, step, axis, Y, frame, comparison),
            Svg.Path("front", line),
            timed.Select((candidate, i) => Candidate(comparison, candidate, front.Contains(candidate), points[i], boxes[i], names[i], Y)));
    }

    // Steps: what is to be had at a latency is the best of the points up to it.
    private static IEnumerable<(double X, double Y)> FrontLine(Labelled[] corners, Box frame)
    {
        for (var i = 0; i < corners.Length; i++)
        {
            if (i > 0)
                yield return (corners[i].X, corners[i - 1].Y);
            yield return (corners[i].X, corners[i].Y);
        }

        yield return (frame.Right, corners.Length == 0 ? frame.Bottom : corners[^1].Y);
    }

    // Intervals of equally fast candidates would cover each other: each stands a little to the right of the one before.
    private static double[] Apart(double[] x)
    {
        const double distance = 12;
        var moved = new double[x.Length];
        var last = double.NegativeInfinity;
        foreach (var i in Enumerable.Range(0, x.Length).OrderBy(i => x[i]))
            last = moved[i] = Math.Max(x[i], last + distance);
        return moved;
    }

    private static XElement Grid(int low, int high, int step, LogAxis axis, Func<double, double> y, Box frame, Comparison comparison)
    {
        var (right, bottom) = (frame.Right, frame.Bottom);
        var grid = Svg.Group("axis", Svg.Text("title", 0, 16, $"{comparison.Metric}, with 95 % interval"));
        for (var tick = (low + step - 1) / step * step; tick <= high; tick += step)
            grid.Add(
                Svg.Line("grid", Left, y(tick / 100.0), right, y(tick / 100.0)),
                Svg.Text("", Left - 8, y(tick / 100.0) + 4, tick.ToString(CultureInfo.InvariantCulture) + " %", "end"));
        foreach (var tick in axis.Ticks())
            grid.Add(
                Svg.Line("tick", axis.Position(tick), bottom, axis.Position(tick), bottom + 5),
                Svg.Text("", axis.Position(tick), bottom + 19, Figures.Latency(tick), "middle"));
        grid.Add(Svg.Text("title", right, bottom + 40, "latency of one request, p95 (log scale)", "end"));
        if (IntervalChart.ShownChance(comparison, low) is { } chance)
            grid.Add(
                Svg.Line("chance", Left, y(chance), right, y(chance)),
                Svg.Text("", right, y(chance) - 5, $"chance {Figures.Percent(chance)}", "end"));
        return grid;
    }

    private static XElement Candidate(
        Comparison comparison, CandidateSummary candidate, bool isOnFront, Labelled point, Box label, string name, Func<double, double> y)
    {
        var classes = (isOnFront ? "point front-point" : "point") + (candidate == comparison.Best ? " best" : "");
        var group = Svg.Group(
            classes,
            Svg.Hint($"{candidate.Name}: {Figures.Percent(candidate.Score)}, p95 {Figures.Latency(candidate.P95Milliseconds)}, {comparison.Standing(candidate)}"),
            Svg.Line("whisker", point.X, y(candidate.Score.Low), point.X, y(candidate.Score.High)),
            Svg.Line("whisker", point.X - 4, y(candidate.Score.Low), point.X + 4, y(candidate.Score.Low)),
            Svg.Line("whisker", point.X - 4, y(candidate.Score.High), point.X + 4, y(candidate.Score.High)));

        // A label that had to go far is tied to its point by a thin line.
        double nearX = Math.Clamp(point.X, label.X, label.X + label.Width), nearY = Math.Clamp(point.Y, label.Y + 2, label.Y + label.Height - 2);
        if (Math.Sqrt(Math.Pow(nearX - point.X, 2) + Math.Pow(nearY - point.Y, 2)) > 14)
            group.Add(Svg.Line("leader", point.X, point.Y, nearX, nearY));
        var anchor = label.X >= point.X ? "start" : label.X + label.Width <= point.X ? "end" : "middle";
        var textX = anchor switch { "start" => label.X, "end" => label.X + label.Width, _ => label.X + label.Width / 2 };
        group.Add(Svg.Circle("", point.X, point.Y, LabelPlacement.PointRadius), Svg.Text("name", textX, label.Y + TextSize - 1, name, anchor));
        return group;
    }

    private static string Describe(Comparison comparison, CandidateSummary[] timed) => string.Join("; ", timed.Select(candidate =>
        $"{candidate.Name}: {comparison.Metric} {Figures.Percent(candidate.Score)}, p95 latency {Figures.Latency(candidate.P95Milliseconds)}")) + ".";
}
