using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Running;

/// <summary>Runs one candidate with each of its seeds and keeps what was measured, also where it fails midway.</summary>
internal sealed class CandidateMeasurement(Plan plan, int index, TimeProvider time, IProgress<RunEvent>? progress)
{
    /// <summary>Requests before the first one that counts: the first ones pay for compilation and cold caches.</summary>
    private const int WarmUpRequests = 3;

    private readonly PlannedCandidate _candidate = plan.Candidates[index];
    private readonly TimeLeft _left = new(time, plan.Candidates[index].Seeds.Length * plan.Candidates[index].Folds.Length);
    private readonly ImmutableArray<SeedRun>.Builder _seeds = ImmutableArray.CreateBuilder<SeedRun>();
    private readonly List<string> _notes = [];
    private string _detail = "";

    /// <summary>What the predictors had to say, each thing once.</summary>
    public IEnumerable<string> Notes => _notes.Distinct();

    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var seed = 0; seed < _candidate.Seeds.Length; seed++)
            _seeds.Add(await RunSeedAsync(seed, cancellation));
    }

    public CandidateRun Result(string? failure) => new()
    {
        Strategy = _candidate.Strategy.Name,
        Kind = _candidate.Strategy.Kind,
        TrainingSet = _candidate.TrainingSet,
        Examples = _candidate.Examples,
        Seeds = _seeds.ToImmutable(),
        Failure = failure,
        Detail = _detail,
    };

    private async Task<SeedRun> RunSeedAsync(int seed, CancellationToken cancellation)
    {
        var predictions = new Prediction[plan.Rows.Length];
        var latencies = new double[plan.Rows.Length];
        var preparation = TimeSpan.Zero;
        var tokens = 0L;
        var done = 0;
        using var memory = new PeakMemory(time);

        foreach (var fold in _candidate.Folds)
        {
            cancellation.ThrowIfCancellationRequested();
            _left.StartRound();
            var start = time.GetTimestamp();
            using var predictor = await _candidate.Implementation.PrepareAsync(Context(fold, seed), StageProgress(seed), cancellation);
            preparation += time.GetElapsedTime(start);
            _detail = predictor.Detail;

            foreach (var text in WarmUpTexts(fold))
                await predictor.PredictAsync(text, cancellation);

            _left.StartRows();
            for (var i = 0; i < fold.Rows.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var row = fold.Rows[i];
                var asked = time.GetTimestamp();
                var result = await AskAsync(predictor, plan.Rows[row], cancellation);
                latencies[row] = time.GetElapsedTime(asked).TotalMilliseconds;
                predictions[row] = Checked(result.Prediction);
                tokens += result.PromptTokens;
                progress?.Report(new RowAnswered(index, seed, ++done, plan.Rows.Length, _left.WhileAnswering(i + 1, fold.Rows.Length)));
            }

            _notes.AddRange(predictor.Notes);
            _left.FinishRound();
        }

        return new SeedRun(
            _candidate.Seeds[seed].Value,
            [.. predictions],
            [.. latencies],
            preparation.TotalSeconds / _candidate.Folds.Length,
            (double)tokens / plan.Rows.Length,
            memory.Read());
    }

    private async ValueTask<PredictionResult> AskAsync(IPredictor predictor, EvalRowInfo row, CancellationToken cancellation)
    {
        try
        {
            return await predictor.PredictAsync(row.Text, cancellation);
        }
        catch (StrategyException exception) when (exception.Diagnostic?.Code == DataDiagnostics.PromptTooLongRule.Code)
        {
            // The requests that warm up have fitted, so neither the instruction nor the shots are to blame.
            throw new StrategyException(DataDiagnostics.RowTooLong(_candidate.Strategy.Span, _candidate.Strategy.Name, row.Source));
        }
    }

    private StrategyContext Context(Fold fold, int seed) =>
        new(plan.Task, plan.Labels, fold.Training, _candidate.Documents, _candidate.Strategy, _candidate.Seeds[seed]);

    private InOrder<StrategyProgress>? StageProgress(int seed) => progress is null ? null : new(stage =>
        progress.Report(new Preparing(index, seed, stage.Stage, stage.Fraction, stage.Loss, _left.WhilePreparing(stage.Fraction))));

    // Rather examples than eval rows, which nothing that caches by input shall have seen before they are timed.
    private IEnumerable<string> WarmUpTexts(Fold fold) =>
        fold.Training.Select(row => row.Text).Concat(fold.Rows.Select(row => plan.Rows[row].Text)).Take(WarmUpRequests);

    // A strategy with a bug must not put figures into a record that nobody can trust.
    private Prediction Checked(Prediction prediction) =>
        prediction.Label >= 0 && prediction.Label < plan.Labels.Length
        && prediction.Probabilities.Length == plan.Labels.Length
        && prediction.Probabilities.All(float.IsFinite)
            ? prediction
            : throw new InvalidOperationException($"The {_candidate.Strategy.Kind} strategy gave no valid answer to an eval row.");

    /// <summary>Unlike <see cref="Progress{T}"/>, reports at once and in order.</summary>
    private sealed class InOrder<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
