using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Curves;

/// <summary>What learning curves might have looked like: the interval of whatever is read off them.</summary>
/// <remarks>
/// Rows, or groups of them, are drawn anew, the same ones for all points. Seeds are not: three that are drawn from three vary by a third
/// less than seeds do. Their luck is drawn from Student's distribution instead, with the spread of the points' seeds and its
/// degrees of freedom (<see cref="SeedSpread"/>), less what is chance in single rows, which the rows that are drawn show already.
/// </remarks>
internal static class CurveResamples
{
    private const int Resamples = 1000;

    /// <summary>The 95 % interval of a number of examples.</summary>
    /// <param name="points">All that are read.</param>
    /// <param name="read">The number of examples, by the points' scores in their order; 0 and infinity lie beyond the curve's ends.</param>
    public static (double Low, double High) Limits(ImmutableArray<CurvePoint> points, Metric metric, Func<double[], double> read)
    {
        var spread = SeedSpread.Of(points.Select(point => point.OfSeeds));
        double[] luck = [.. points.Select(point => Math.Sqrt(Math.Max(0, spread.OfMean(point.OfSeeds) - (point.OfSeeds.Chance / point.OfSeeds.Seeds))))];

        // Fixed, as for every bootstrap: the same record always gives the same report.
        var random = new Random(1);
        var drawn = Bootstrap.Draws(metric.Sampling, Resamples).Select(times =>
        {
            var known = Known(random, (int)spread.DegreesOfFreedom);
            return read([.. points.Select((point, i) => point.Run.Seeds.Average(seed => metric.Of(seed, times)) + (luck[i] * Normal(random) / known))]);
        }).Order().ToArray();
        return (drawn[(int)(0.025 * Resamples)], drawn[^((int)(0.025 * Resamples) + 1)]);
    }

    /// <summary>By what the spread may be estimated too small or too large: the root of a χ² over its degrees of freedom.</summary>
    private static double Known(Random random, int degrees)
    {
        double sum = 0;
        for (var i = 0; i < degrees; i++)
            sum += Math.Pow(Normal(random), 2);
        return degrees == 0 ? 1 : Math.Sqrt(sum / degrees);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
