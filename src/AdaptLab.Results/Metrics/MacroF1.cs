using System.Collections.Immutable;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Metrics;

/// <summary>The mean of the labels' F1, each label counting the same.</summary>
/// <remarks>
/// The mean runs over the labels that occur among the gold labels of the rows at hand, with F1 = 2·right / (gold + answered), which is
/// then always defined. A declared label without an eval row has nothing to be measured on: counted as 0 it
/// would keep a faultless candidate below 1; counted when someone answers it, as some libraries do, it would give candidates different
/// denominators. Whoever answers it loses the recall of the row's true label all the same.
/// </remarks>
public static class MacroF1
{
    private const int Resamples = 2000;
    private const int BootstrapSeed = 20240;

    public static double Of(ImmutableArray<int> gold, ImmutableArray<int> answers, int labels) =>
        Of(gold, answers, labels, Enumerable.Repeat(1, gold.Length).ToArray());

    /// <summary>For each resample of the rows (with replacement, the same ones for every candidate: that makes it paired), each
    /// candidate's mean macro-F1 over its seeds.</summary>
    /// <param name="candidates">For each candidate, for each seed, for each row: the answer.</param>
    /// <returns>For each candidate, one figure for each resample.</returns>
    public static ImmutableArray<ImmutableArray<double>> Bootstrap(
        ImmutableArray<int> gold, ImmutableArray<ImmutableArray<ImmutableArray<int>>> candidates, int labels)
    {
        // A fixed seed: the same record always gives the same report.
        var random = new Random(BootstrapSeed);
        var figures = candidates.Select(_ => ImmutableArray.CreateBuilder<double>(Resamples)).ToArray();
        var times = new int[gold.Length];
        for (var resample = 0; resample < Resamples; resample++)
        {
            Array.Clear(times);
            for (var draw = 0; draw < gold.Length; draw++)
                times[random.Next(gold.Length)]++;
            for (var candidate = 0; candidate < candidates.Length; candidate++)
                figures[candidate].Add(candidates[candidate].Average(answers => Of(gold, answers, labels, times)));
        }

        return [.. figures.Select(of => of.MoveToImmutable())];
    }

    /// <summary>The bootstrap's 95 % interval: percentiles over rows, stretched for the whole spread over seeds, much as
    /// <see cref="Statistics.Interval.Wilson(Correctness)"/> is.</summary>
    /// <param name="ofSeeds">Macro-F1 for each seed.</param>
    public static Interval Interval(ImmutableArray<double> ofSeeds, ImmutableArray<double> resampled)
    {
        var value = ofSeeds.Average();
        double rows = Sample.Variance(resampled), seeds = Sample.Variance(ofSeeds) / ofSeeds.Length;
        var stretch = 1.0;
        if (seeds > 0 && rows > 0)
        {
            var share = seeds / (rows + seeds);
            var t = Distributions.StudentCritical(0.05, (ofSeeds.Length - 1) / (share * share));
            stretch = t / Distributions.StudentCritical(0.05, double.PositiveInfinity) / Math.Sqrt(1 - share);
        }

        return new Interval(value, Limit(0.025), Limit(0.975));

        double Limit(double percentile)
        {
            var limit = value + stretch * ((Sample.Percentile(resampled, percentile) ?? value) - value);
            return percentile < 0.5 ? Math.Clamp(limit, 0, value) : Math.Clamp(limit, value, 1);
        }
    }

    private static double Of(ImmutableArray<int> gold, ImmutableArray<int> answers, int labels, int[] times)
    {
        int[] right = new int[labels], ofGold = new int[labels], answered = new int[labels];
        for (var row = 0; row < gold.Length; row++)
        {
            ofGold[gold[row]] += times[row];
            answered[answers[row]] += times[row];
            if (gold[row] == answers[row])
                right[gold[row]] += times[row];
        }

        double sum = 0;
        var occurring = 0;
        for (var label = 0; label < labels; label++)
        {
            if (ofGold[label] == 0)
                continue;
            occurring++;
            sum += 2.0 * right[label] / (ofGold[label] + answered[label]);
        }

        return sum / occurring;
    }
}
