using System.Collections.Immutable;

namespace AdaptLab.Results.Statistics;

/// <summary>Holm's step-down correction: keeps the chance of any false claim among all of a family's at the level.</summary>
public static class Holm
{
    /// <summary>The corrected p values, in the order given.</summary>
    public static ImmutableArray<double> Adjust(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var running = 0.0;
        var step = 0;
        foreach (var index in Enumerable.Range(0, values.Count).OrderBy(index => values[index]))
        {
            // A larger p may not end below a smaller one that had the stricter factor.
            running = Math.Max(running, Math.Min(1, values[index] * (values.Count - step++)));
            adjusted[index] = running;
        }

        return [.. adjusted];
    }
}
