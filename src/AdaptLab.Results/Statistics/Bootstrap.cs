using System.Collections.Immutable;

namespace AdaptLab.Results.Statistics;

/// <summary>Efron's bootstrap over the eval rows; where rows have groups, over the groups as wholes.</summary>
internal static class Bootstrap
{
    public const int Resamples = 2000;

    // Fixed: the same record always gives the same report; and every candidate meets the same resamples, which makes them paired.
    private const int Seed = 20240;

    /// <param name="figure">The figure of a resample, in which a row counts as often as it was drawn.</param>
    /// <returns>One figure for each resample.</returns>
    public static ImmutableArray<double> Of(Sampling sampling, Func<int[], double> figure)
    {
        var figures = ImmutableArray.CreateBuilder<double>(Resamples);
        foreach (var times in Draws(sampling, Resamples))
            figures.Add(figure(times));
        return figures.MoveToImmutable();
    }

    /// <summary>For each resample, how often each row was drawn. The array is used again for the next one.</summary>
    public static IEnumerable<int[]> Draws(Sampling sampling, int resamples)
    {
        var random = new Random(Seed);
        int[] times = new int[sampling.Rows], drawn = new int[sampling.Count];
        for (var resample = 0; resample < resamples; resample++)
        {
            Array.Clear(drawn);
            for (var draw = 0; draw < drawn.Length; draw++)
                drawn[random.Next(drawn.Length)]++;
            for (var row = 0; row < times.Length; row++)
                times[row] = drawn[sampling.Clusters[row]];
            yield return times;
        }
    }
}
