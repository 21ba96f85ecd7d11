using System.Globalization;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>How figures are written, on every surface: terminal, editor, Markdown, HTML.</summary>
public static class Figures
{
    /// <summary>Stands where there is no figure.</summary>
    public const string None = "–";

    /// <summary>U+2212, as wide as a plus sign.</summary>
    private const string Minus = "−";

    /// <summary>"88.1 %".</summary>
    public static string Percent(double share, int decimals = 1) => Fixed(share * 100, decimals) + " %";

    /// <summary>"88.1 % [82.2–92.3]".</summary>
    public static string Percent(Interval interval) => $"{Percent(interval.Value)} {Limits(interval)}";

    /// <summary>"[82.2–92.3]".</summary>
    public static string Limits(Interval interval) => $"[{Fixed(interval.Low * 100, 1)}–{Fixed(interval.High * 100, 1)}]";

    /// <summary>"0.87", as F1 is usually given.</summary>
    public static string Share(double? share) => share is { } value ? Fixed(value, 2) : None;

    /// <summary>"+14.2" or "−6.9": a difference in percentage points.</summary>
    public static string Points(double difference)
    {
        var text = Fixed(difference * 100, 1);
        return text.StartsWith(Minus, StringComparison.Ordinal) || text == "0.0" ? text : "+" + text;
    }

    /// <summary>"6.9 points": how far two figures lie apart.</summary>
    public static string Distance(double difference) => Fixed(Math.Abs(difference) * 100, 1) + " points";

    /// <summary>"p = 0.021" or "p &lt; 0.001"; with a digit more where it would else read as 0.050, the line itself.</summary>
    public static string P(double p) =>
        p < 0.001 ? "p < 0.001"
        : p > 0.995 ? "p = 1"
        : p is >= 0.0495 and < 0.0505 ? "p = " + Fixed(p, 4)
        : "p = " + Fixed(p, p < 0.0995 ? 3 : 2);

    /// <summary>One request's time: "0.4 ms", "14 ms", "1.2 s".</summary>
    public static string Latency(double? milliseconds) => milliseconds switch
    {
        null => None,
        < 0.95 => Fixed(milliseconds.Value, 1) + " ms",
        < 999.5 => Fixed(milliseconds.Value, 0) + " ms",
        _ => Seconds(milliseconds.Value / 1000),
    };

    /// <summary>A preparation's time: "–" for none, "40 ms", "0.6 s", "31 s", "12 min", "2.5 h".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        <= 0 => None,
        < 0.0995 => Fixed(Math.Max(1, seconds * 1000), 0) + " ms",
        < 599.5 => Seconds(seconds),
        < 2 * 3600 => Fixed(seconds / 60, 0) + " min",
        _ => Fixed(seconds / 3600, 1) + " h",
    };

    /// <summary>"2,800".</summary>
    public static string Count(double count) => Math.Round(count).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"1,500": rounded up to two digits, as befits an estimate.</summary>
    public static string About(double count)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, count))) - 1));
        return Count(Math.Ceiling((count / unit) - 1e-9) * unit);
    }

    /// <summary>"1.25", "0.0042": an amount in a currency that the reader knows.</summary>
    public static string Money(double amount) => amount switch
    {
        >= 100 => Fixed(amount, 0),
        >= 1 or < 1e-12 => Fixed(amount, 2),
        // Two digits that say something, without an exponent.
        _ => Math.Round((decimal)amount, 1 - (int)Math.Floor(Math.Log10(amount))).ToString("0.############", CultureInfo.InvariantCulture),
    };

    /// <summary>"160 rows", "1 row".</summary>
    public static string Count(int count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>"4", "3.7": rows as a mean over seeds.</summary>
    public static string MeanRows(double rows) => rows < 10 && rows != Math.Round(rows) ? Fixed(rows, 1) : Count(rows);

    /// <summary>"just now", "2 minutes ago", "3 days ago".</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } => Count((int)age.TotalMinutes, "minute") + " ago",
        { TotalHours: < 24 } => Count((int)age.TotalHours, "hour") + " ago",
        _ => Count((int)age.TotalDays, "day") + " ago",
    };

    /// <summary>"412 MB", "1.3 GB".</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        <= 0 => None,
        < 999_500_000 => Fixed(Math.Max(1, bytes / 1e6), 0) + " MB",
        _ => Fixed(bytes / 1e9, 1) + " GB",
    };

    /// <summary>"10.1 M", "7.0 B": a model's parameters.</summary>
    public static string Parameters(long parameters) => parameters switch
    {
        <= 0 => None,
        < 999_500 => Fixed(parameters / 1e3, 0) + " k",
        < 999_500_000 => Fixed(parameters / 1e6, 1) + " M",
        _ => Fixed(parameters / 1e9, 1) + " B",
    };

    private static string Seconds(double seconds) => Fixed(seconds, seconds < 9.95 ? 1 : 0) + " s";

    private static string Fixed(double value, int decimals)
    {
        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // "−0.0" tells a sign that the figure does not have.
        var isZero = text.All(c => c is '-' or '0' or '.');
        return isZero ? text.TrimStart('-') : text.Replace("-", Minus, StringComparison.Ordinal);
    }
}
