namespace AdaptLab.Reporting.Plots;

/// <summary>A logarithmic axis of latencies in milliseconds.</summary>
internal sealed class LogAxis
{
    private readonly double _low, _high, _from, _to;

    private LogAxis(double low, double high, double from, double to) => (_low, _high, _from, _to) = (low, high, from, to);

    /// <param name="from">Where the axis begins on the page.</param>
    public static LogAxis Of(IReadOnlyCollection<double> latencies, double from, double to)
    {
        // What is faster than the clock can tell stands at the clock's resolution.
        var shown = latencies.Select(Shown).DefaultIfEmpty(10).ToArray();
        double low = Math.Log10(shown.Min()), high = Math.Log10(shown.Max());
        // At least half a power of ten, and some air on both sides.
        var air = Math.Max(0.12 * (high - low), (0.5 - (high - low)) / 2);
        return new LogAxis(low - air, high + air, from, to);
    }

    public double Position(double milliseconds) => _from + (Math.Log10(Shown(milliseconds)) - _low) / (_high - _low) * (_to - _from);

    /// <summary>1, 2, 5, 10 …; more between them on a short axis, only powers of ten on a long one.</summary>
    public IEnumerable<double> Ticks()
    {
        double[] steps = (_high - _low) switch { > 2.5 => [1], > 1.2 => [1, 2, 5], _ => [1, 1.5, 2, 3, 5, 7] };
        for (var power = (int)Math.Floor(_low); power <= _high; power++)
            foreach (var step in steps)
                if (step * Math.Pow(10, power) is var tick && Math.Log10(tick) >= _low && Math.Log10(tick) <= _high)
                    yield return tick;
    }

    private static double Shown(double milliseconds) => Math.Max(milliseconds, 0.1);
}
