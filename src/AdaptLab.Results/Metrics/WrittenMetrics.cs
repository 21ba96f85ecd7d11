using System.Collections.Immutable;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Metrics;

/// <summary>The share of answers that are the expected one in every value.</summary>
internal sealed class ExactMatch(RunRecord record) : RowMean(Sampling.Of(record.Rows))
{
    public override string Name => "exact-match";

    protected override double Score(Prediction prediction, int row) =>
        WrittenScore.IsExact(record.Rows[row].Expected!.Value, prediction.Written!) ? 1 : 0;
}

/// <summary>The mean over the rows of the overlap in words.</summary>
internal sealed class TokenF1(RunRecord record) : RowMean(Sampling.Of(record.Rows))
{
    public override string Name => "token-f1";

    protected override double Score(Prediction prediction, int row) => WrittenScore.TokenF1(record.Rows[row].Expected!.Value[0], prediction.Written!.Values?[0]);
}

/// <summary>F1 over the fields of all rows: a row with more fields counts more, and one without any counts only by what is made up.</summary>
/// <param name="partly">Whether a value counts by its overlap in words.</param>
internal sealed class FieldF1(RunRecord record, bool partly) : Metric(Sampling.Of(record.Rows))
{
    private readonly int[] _once = [.. record.Rows.Select(_ => 1)];

    public override string Name => partly ? "partial-f1" : "field-f1";

    public override double Of(SeedRun seed, int[] times) => F1(Counts(seed), times);

    public override ScoredRun Score(CandidateRun run)
    {
        var counts = run.Seeds.Select(Counts).ToArray();
        ImmutableArray<double> bySeed = [.. counts.Select(seed => F1(seed, _once))];
        var resampled = Bootstrap.Of(Sampling, times => counts.Average(seed => F1(seed, times)));
        return new ScoredRun(run, bySeed, Interval.Bootstrap(bySeed, resampled, Sampling), null, resampled);
    }

    public override PairedDifference Difference(ScoredRun first, ScoredRun second, SeedSpread spread)
    {
        var (one, other) = (first.Run.Seeds.Select(Counts).ToArray(), second.Run.Seeds.Select(Counts).ToArray());
        return PairedDifference.OfResampled(
            first.OfSeeds, second.OfSeeds, Sample.Variance([.. first.Resampled.Zip(second.Resampled, (a, b) => a - b)]), Sampling,
            Sampling.ClustersThat(row => !one.Select(seed => seed[row]).SequenceEqual(other.Select(seed => seed[row]))), spread);
    }

    private FieldCounts[] Counts(SeedRun seed) =>
        [.. seed.Predictions.Select((prediction, row) => WrittenScore.Fields(record.Rows[row].Expected!.Value, prediction.Written!, partly))];

    /// <summary>Where nothing is expected and nothing given, nothing is wrong.</summary>
    private static double F1(FieldCounts[] counts, int[] times)
    {
        double right = 0, all = 0;
        for (var row = 0; row < counts.Length; row++)
        {
            right += times[row] * counts[row].Right;
            all += times[row] * (counts[row].Expected + counts[row].Given);
        }

        return all == 0 ? 1 : 2 * right / all;
    }
}
