using System.Globalization;
using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Reporting.Sections;

/// <summary>The intervals on one scale, drawn in characters.</summary>
internal static class IntervalChart
{
    /// <summary>The code block's info string: where this stands in the Markdown, HTML has the plot.</summary>
    public const string Fence = "intervals";

    private const int Columns = 60;
    private const int LongestName = 32;

    public static string Draw(Comparison comparison)
    {
        var (low, high, step) = Scale(comparison);
        var names = comparison.Ranked.Select(candidate => MarkdownText.Clip(candidate.Name, LongestName)).ToArray();
        var title = $"{comparison.Metric}, 95 % interval";
        var indent = Math.Max(MarkdownText.Width(title), names.Max(MarkdownText.Width)) + 2;

        var chance = ShownChance(comparison, low);
        var text = new StringBuilder();
        text.Append(title.PadRight(indent)).Append(Ticks(low, high, step)).Append('\n');
        foreach (var (candidate, name) in comparison.Ranked.Zip(names))
            text.Append(MarkdownText.Pad(name, indent, right: false)).Append(Line(candidate.Score, chance, low, high)).Append('\n');
        if (chance is { } share)
            text.Append(new string(' ', indent + Column(share, low, high))).Append("┊ chance\n");
        return text.ToString();
    }

    /// <summary>From a round figure below all intervals to one above them, in percentage points.</summary>
    public static (int Low, int High, int Step) Scale(Comparison comparison)
    {
        var low = (int)Math.Floor(comparison.Ranked.Min(candidate => candidate.Score.Low) * 10) * 10;
        var high = Math.Min(100, (int)Math.Ceiling(comparison.Ranked.Max(candidate => candidate.Score.High) * 10) * 10);

        // Chance is shown where it is near, or not even reached: far below, it would squeeze what matters.
        if (comparison is { Metric: "accuracy", Chance.Share: var chance } && low - Math.Floor(chance * 10) * 10 <= 20)
            (low, high) = (Math.Min(low, (int)Math.Floor(chance * 10) * 10), Math.Max(high, (int)Math.Ceiling(chance * 10) * 10));
        return high - low >= 20 ? (low, high, high - low > 60 ? 20 : 10) : (Math.Max(0, high - 20), Math.Max(20, high), 10);
    }

    /// <summary>Null where chance lies below the scale, or is not known for the metric.</summary>
    public static double? ShownChance(Comparison comparison, int low) =>
        comparison is { Metric: "accuracy", Chance.Share: var share } && share * 100 >= low ? share : null;

    private static string Line(Interval interval, double? chance, int low, int high)
    {
        var line = new string(' ', Columns + 1).ToCharArray();
        if (chance is { } share)
            line[Column(share, low, high)] = '┊';
        int from = Column(interval.Low, low, high), to = Column(interval.High, low, high);
        for (var column = from; column <= to; column++)
            line[column] = '─';
        (line[from], line[to], line[Column(interval.Value, low, high)]) = ('├', '┤', '●');
        return new string(line).TrimEnd();
    }

    private static string Ticks(int low, int high, int step)
    {
        var line = new string(' ', Columns + 8).ToCharArray();
        for (var tick = (low + step - 1) / step * step; tick <= high; tick += step)
        {
            var label = tick.ToString(CultureInfo.InvariantCulture) + " %";
            label.CopyTo(0, line, Math.Max(0, Column(tick / 100.0, low, high) - 1), label.Length);
        }

        return new string(line).TrimEnd();
    }

    private static int Column(double share, int low, int high) => (int)Math.Round((share * 100 - low) / (high - low) * Columns);
}
