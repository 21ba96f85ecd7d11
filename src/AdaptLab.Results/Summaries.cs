using System.Collections.Immutable;
using AdaptLab.Results.Economics;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>From what was measured to each candidate's figures.</summary>
internal static class Summaries
{
    public static ImmutableArray<CandidateSummary> Of(RunRecord record, IEnumerable<ScoredRun> scored, Chance? chance) =>
    [
        .. scored
            .Select(run => Of(record, run, chance))
            .OrderByDescending(candidate => candidate.Score.Value)
            .ThenBy(candidate => candidate.P95Milliseconds ?? double.PositiveInfinity),
    ];

    public static string Name(RunRecord record, CandidateRun run) =>
        record.Candidates.Select(candidate => candidate.TrainingSet).Distinct().Count() > 1
            ? $"{run.Strategy} on {run.TrainingSet}"
            : run.Strategy;

    public static ImmutableArray<ImmutableArray<int>> Answers(CandidateRun run) =>
        [.. run.Seeds.Select(seed => seed.Predictions.Select(prediction => prediction.Label).ToImmutableArray())];

    public static ImmutableArray<int> Gold(RunRecord record) => [.. record.Rows.Select(row => row.Gold)];

    private static CandidateSummary Of(RunRecord record, ScoredRun scored, Chance? chance)
    {
        var run = scored.Run;
        var right = Metric.OfRightRows(record).Rows(run);
        var accuracy = Interval.Wilson(right);
        var (latencies, from) = Latencies(run);
        return new CandidateSummary
        {
            Name = Name(record, run),
            Run = run,
            Accuracy = accuracy,
            AccuracySpread = Sample.StandardDeviation(right.SeedMeans),
            Metrics = [.. Metric.All(record).Select(metric => new MetricFigure(metric.Name, metric.Title, metric.Of(run)))],
            Score = scored.Interval,
            P50Milliseconds = Sample.Percentile(latencies, 0.5),
            P95Milliseconds = Sample.Percentile(latencies, 0.95),
            LatencyFrom = from,
            PreparationSeconds = run.Seeds.Average(seed => seed.PreparationSeconds),
            PreparationTokens = run.Seeds.All(seed => seed.PreparationTokens is not null) ? run.Seeds.Average(seed => seed.PreparationTokens) : null,
            PromptTokens = run.Seeds.Average(seed => seed.PromptTokens),
            Cost = Expense.OfRequest(record, run, latencies),
            PreparationCost = Expense.OfPreparation(record, run),
            PeakMemoryBytes = run.Seeds.Max(seed => seed.PeakMemoryBytes),
            Confusion = record.IsWritten ? ConfusionMatrix.Of([], [], 0) : ConfusionMatrix.Of(Gold(record), Answers(run), record.Labels.Length),
            IsAboveChance = chance is not { } floor || IsAbove(floor, right),
            Answers = [.. Enumerable.Range(0, record.Rows.Length).Select(row => record.IsWritten ? Written(record, run, row) : Answer(record, run, row))],
        };
    }

    // Rounded down: a mean over seeds need not be a whole number of rows, nor what groups leave of them.
    private static bool IsAbove(Chance chance, RowScores right)
    {
        var rows = (int)Math.Floor(right.EffectiveRows + 1e-9);
        return Distributions.BinomialUpperTail((int)Math.Floor((right.SeedMeans.Average() * rows) + 1e-9), rows, chance.Share) < Comparison.Level;
    }

    /// <summary>Times of different runs make no percentile together: those of the record's own run count, else those of the
    /// earlier run that timed the most.</summary>
    private static (double[] Milliseconds, DateTimeOffset? From) Latencies(CandidateRun run) => run.Seeds
        .Where(seed => !seed.LatenciesMilliseconds.IsEmpty)
        .GroupBy(seed => seed.LatenciesFrom)
        .OrderBy(seeds => seeds.Key is not null)
        .ThenByDescending(seeds => seeds.Sum(seed => seed.LatenciesMilliseconds.Length))
        .ThenByDescending(seeds => seeds.Key)
        .Select(seeds => (seeds.SelectMany(seed => seed.LatenciesMilliseconds).ToArray(), seeds.Key))
        .FirstOrDefault(([], null));

    private static RowAnswer Written(RunRecord record, CandidateRun run, int row)
    {
        var expected = record.Rows[row].Expected!.Value;
        var answers = run.Seeds.Select(seed => seed.Predictions[row].Written!).ToArray();
        var given = answers.GroupBy(answer => answer.Text, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count()).ThenByDescending(same => same.Average(answer => answer.Probability)).First();
        return new RowAnswer(
            -1, given.Key, given.Average(answer => answer.Probability), WrittenScore.IsExact(expected, given.First()), answers.Average(answer => WrittenScore.Of(expected, answer)));
    }

    private static RowAnswer Answer(RunRecord record, CandidateRun run, int row)
    {
        var gold = record.Rows[row].Gold;
        var predictions = run.Seeds.Select(seed => seed.Predictions[row]).ToArray();
        var (label, probability) = predictions
            .GroupBy(prediction => prediction.Label)
            .Select(group => (votes: group.Count(), label: group.Key, probability: predictions.Average(p => (double)p.Probabilities[group.Key])))
            .OrderByDescending(answer => answer.votes)
            .ThenByDescending(answer => answer.probability)
            .Select(answer => (answer.label, answer.probability))
            .First();
        return new RowAnswer(label, record.Labels[label], probability, label == gold, predictions.Count(prediction => prediction.Label == gold) / (double)predictions.Length);
    }
}
