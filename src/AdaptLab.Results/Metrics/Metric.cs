using System.Collections.Immutable;
using AdaptLab.Language.Schema;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Metrics;

/// <summary>What candidates are ranked and tested by, on the eval rows of one record.</summary>
internal abstract class Metric(Sampling sampling)
{
    /// <summary>The metric that the spec names; that of the kind of task where it names none that this kind has.</summary>
    public static Metric Of(RunRecord record) => All(record).FirstOrDefault(metric => metric.Name == record.Metric) ?? All(record)[0];

    /// <summary>Those of the kind of task, in the order of the language, the default first.</summary>
    public static ImmutableArray<Metric> All(RunRecord record) => [.. TaskKinds.All.First(kind => kind.Name == record.TaskKind).Metrics.Select(name => Of(name, record))];

    /// <summary>The share of rows answered rightly, which every kind of task has.</summary>
    public static RowMean OfRightRows(RunRecord record) => record.IsWritten ? new ExactMatch(record) : new Accuracy(record);

    private static Metric Of(string name, RunRecord record) => name switch
    {
        "accuracy" => new Accuracy(record),
        "macro-f1" => new MacroF1Metric(record),
        "exact-match" => new ExactMatch(record),
        "token-f1" => new TokenF1(record),
        "field-f1" => new FieldF1(record, partly: false),
        "partial-f1" => new FieldF1(record, partly: true),
        _ => throw new InvalidOperationException($"The metric '{name}' of the language is not computed."),
    };

    /// <summary>As the language has it: "accuracy", "macro-f1".</summary>
    public abstract string Name { get; }

    /// <summary>As it is shown: "accuracy", "macro-F1".</summary>
    public string Title => Measures.Find(Name)!.Title;

    /// <summary>The mean over the seeds.</summary>
    public double Of(CandidateRun run) => run.Seeds.Average(seed => Of(seed, [.. Enumerable.Repeat(1, Sampling.Rows)]));

    public Sampling Sampling { get; } = sampling;

    /// <summary>The figure of one seed's answers, in which a row counts as often as told.</summary>
    public abstract double Of(SeedRun seed, int[] times);

    public abstract ScoredRun Score(CandidateRun run);

    /// <param name="spread">Of seeds, over all that is tested together.</param>
    public abstract PairedDifference Difference(ScoredRun first, ScoredRun second, SeedSpread spread);
}

/// <summary>What a candidate reaches by the metric.</summary>
/// <param name="BySeed">The figure for each seed.</param>
/// <param name="Interval">Of their mean, over rows and seeds.</param>
/// <param name="Rows">Each row's score, where the metric is their mean; null otherwise.</param>
/// <param name="Resampled">The figure for each of the bootstrap's resamples; empty where the interval does without.</param>
internal sealed record ScoredRun(CandidateRun Run, ImmutableArray<double> BySeed, Interval Interval, RowScores? Rows, ImmutableArray<double> Resampled)
{
    public SeedSample OfSeeds { get; } = Rows?.OfSeeds ?? new SeedSample(BySeed, 0);
}

/// <summary>A metric that is the mean of what the rows score.</summary>
internal abstract class RowMean(Sampling sampling) : Metric(sampling)
{
    /// <summary>From 0 to 1.</summary>
    protected abstract double Score(Prediction prediction, int row);

    public sealed override double Of(SeedRun seed, int[] times)
    {
        double sum = 0, count = 0;
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] == 0)
                continue;
            sum += times[row] * Score(seed.Predictions[row], row);
            count += times[row];
        }

        return sum / count;
    }

    public sealed override ScoredRun Score(CandidateRun run)
    {
        var rows = Rows(run);
        if (rows.IsRightOrWrong)
            return new ScoredRun(run, rows.SeedMeans, Interval.Wilson(rows), rows, []);
        var resampled = Bootstrap.Of(Sampling, times =>
        {
            double sum = 0, count = 0;
            for (var row = 0; row < times.Length; row++)
                (sum, count) = (sum + (times[row] * rows.RowMeans[row]), count + times[row]);
            return sum / count;
        });
        return new ScoredRun(run, rows.SeedMeans, Interval.Bootstrap(rows.SeedMeans, resampled, Sampling), rows, resampled);
    }

    public sealed override PairedDifference Difference(ScoredRun first, ScoredRun second, SeedSpread spread) =>
        PairedDifference.OfMeans(first.Rows!, second.Rows!, spread);

    public RowScores Rows(CandidateRun run) => new(
        [.. run.Seeds.Select(seed => seed.Predictions.Select((prediction, row) => Score(prediction, row)).ToImmutableArray())], Sampling);
}

/// <summary>The share of rows with the right label.</summary>
internal sealed class Accuracy(RunRecord record) : RowMean(Sampling.Of(record.Rows))
{
    public override string Name => "accuracy";

    protected override double Score(Prediction prediction, int row) => prediction.Label == record.Rows[row].Gold ? 1 : 0;
}

/// <summary>The mean of the labels' F1 (<see cref="MacroF1"/>).</summary>
internal sealed class MacroF1Metric(RunRecord record) : Metric(Sampling.Of(record.Rows))
{
    private readonly ImmutableArray<int> _gold = [.. record.Rows.Select(row => row.Gold)];
    private readonly int[] _once = [.. record.Rows.Select(_ => 1)];

    public override string Name => "macro-f1";

    public override double Of(SeedRun seed, int[] times) => MacroF1.Of(_gold, Answers(seed), record.Labels.Length, times);

    public override ScoredRun Score(CandidateRun run)
    {
        var answers = run.Seeds.Select(Answers).ToArray();
        ImmutableArray<double> bySeed = [.. answers.Select(seed => MacroF1.Of(_gold, seed, record.Labels.Length, _once))];
        var resampled = Bootstrap.Of(Sampling, times => answers.Average(seed => MacroF1.Of(_gold, seed, record.Labels.Length, times)));
        return new ScoredRun(run, bySeed, Interval.Bootstrap(bySeed, resampled, Sampling), null, resampled);
    }

    public override PairedDifference Difference(ScoredRun first, ScoredRun second, SeedSpread spread)
    {
        ImmutableArray<int>[] one = [.. first.Run.Seeds.Select(Answers)], other = [.. second.Run.Seeds.Select(Answers)];
        var differing = Sampling.ClustersThat(row => !one.Select(seed => seed[row]).Order().SequenceEqual(other.Select(seed => seed[row]).Order()));
        return PairedDifference.OfResampled(
            first.OfSeeds, second.OfSeeds, Sample.Variance([.. first.Resampled.Zip(second.Resampled, (a, b) => a - b)]), Sampling, differing, spread);
    }

    private static ImmutableArray<int> Answers(SeedRun seed) => [.. seed.Predictions.Select(prediction => prediction.Label)];
}
