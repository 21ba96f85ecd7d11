using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Forgetting;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Running;

/// <summary>Runs one candidate with each of its seeds and keeps what was measured, also where it fails midway. What the
/// store knows already is not asked again.</summary>
internal sealed class CandidateMeasurement(
    Plan plan, int index, RunOrigin origin, StrategySource strategyOf, UnitResults results, TimeProvider time, IProgress<RunEvent>? progress)
{
    /// <summary>Requests before the first one that counts: the first ones pay for compilation and cold caches.</summary>
    private const int WarmUpRequests = 3;

    private readonly PlannedCandidate _candidate = plan.Candidates[index];
    private readonly TimeLeft _left = new(time, plan.Candidates[index].Seeds.Length * plan.Candidates[index].Folds.Length);
    private readonly ImmutableArray<SeedRun>.Builder _seeds = ImmutableArray.CreateBuilder<SeedRun>();
    private readonly List<string> _notes = [];
    private string _detail = "";

    /// <summary>What there is to know of the answers, each thing once.</summary>
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
        Model = origin.Models[_candidate.Model.Name],
        Embedder = _candidate.Embedder is { } embedder ? origin.Models[embedder.Name] : null,
        TrainingSet = _candidate.TrainingSet,
        PartOf = _candidate.Part?.Set,
        IsUnadapted = StrategyTraits.IsUnadapted(_candidate.Strategy),
        Examples = _candidate.Examples,
        Price = RemoteModels.PriceOf(_candidate.Model),
        Seeds = _seeds.ToImmutable(),
        Failure = failure,
        Detail = _detail,
    };

    private async Task<SeedRun> RunSeedAsync(int seed, CancellationToken cancellation)
    {
        var rows = new AnsweredRow[plan.Rows.Length];
        var preparation = 0.0;
        double? tokens = 0;
        Probe? probe = null;
        var done = 0;
        var peak = 0L;
        using var memory = new PeakMemory(time);

        for (var fold = 0; fold < _candidate.Folds.Length; fold++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var unit = results.Open(_candidate, fold, _candidate.Seeds[seed]);
            var missing = new List<int>();
            foreach (var row in _candidate.Folds[fold].Rows)
            {
                if (unit.Known(plan.Rows[row].Text) is { } known)
                    (rows[row], done) = (known, done + 1);
                else
                    missing.Add(row);
            }

            if (done > 0 && missing.Count < _candidate.Folds[fold].Rows.Length)
                progress?.Report(new RowAnswered(index, seed, done, plan.Rows.Length, null));
            if (missing.Count > 0 || IsToBeProbed(unit, fold))
                await AnswerAsync(unit, seed, fold, missing, rows, () => ++done, memory, cancellation);
            else
                _left.SkipRound();
            var prepared = unit.Prepared!;
            preparation += prepared.PreparationSeconds;
            tokens += prepared.PreparationTokens;
            peak = Math.Max(peak, prepared.PeakMemoryBytes);
            probe ??= plan.ProbesBase ? prepared.Probe : null;
            _detail = prepared.Detail;
            _notes.AddRange(prepared.NotesFor(_candidate.Strategy.Name));
        }

        _notes.AddRange(SeedAssembly.Notes(rows));
        return SeedAssembly.Of(_candidate.Seeds[seed], [.. rows], preparation / _candidate.Folds.Length, peak, results.Session, results.Session.Machine) with { Probe = probe, PreparationTokens = tokens / _candidate.Folds.Length };
    }

    /// <summary>Of several folds one tells enough, and points of a curve tell nothing of their own.</summary>
    private bool IsToBeProbed(OpenUnit unit, int fold) =>
        plan.ProbesBase && _candidate.Traits.AdaptsBase && _candidate.Part is null && fold == 0 && unit.Prepared?.Probe?.Version != BaseProbe.Version;

    private async Task AnswerAsync(
        OpenUnit unit, int seed, int fold, List<int> missing, AnsweredRow[] rows, Func<int> count, PeakMemory memory, CancellationToken cancellation)
    {
        // Before the clock starts: what loading a model takes is no part of what preparing a strategy takes.
        var strategy = strategyOf(_candidate, StageProgress(seed));
        _left.StartRound();
        var start = time.GetTimestamp();
        var context = Context(unit, fold, seed);
        using var predictor = await strategy.PrepareAsync(context, StageProgress(seed), cancellation);
        unit.Begin(predictor.Detail, predictor.Notes, time.GetElapsedTime(start), context.Meter.Total());

        foreach (var text in predictor.NeedsWarmUp ? WarmUpTexts(_candidate.Folds[fold]) : [])
        {
            cancellation.ThrowIfCancellationRequested();
            await predictor.PredictAsync(text, cancellation);
        }

        _left.StartRows();
        var answered = 0;
        var keeping = new Lock();
        await SideBySide.RunAsync(missing, predictor.Concurrency, async place =>
        {
            cancellation.ThrowIfCancellationRequested();
            var row = plan.Rows[place];
            var asked = time.GetTimestamp();
            var result = await AskAsync(predictor, row, cancellation);
            var took = result.Took ?? time.GetElapsedTime(asked);
            lock (keeping)
            {
                rows[place] = unit.Add(row.Text, result with { Prediction = Checked(result.Prediction), Note = result.Note ?? NotFound(row, result.Passages) }, took.TotalMilliseconds);
                progress?.Report(new RowAnswered(index, seed, count(), plan.Rows.Length, _left.WhileAnswering(++answered, missing.Count)));
            }
        });

        var peak = memory.Read();
        unit.Complete(peak, IsToBeProbed(unit, fold) ? await predictor.ProbeAsync(cancellation) : null);
        _left.FinishRound();
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

    /// <summary>Where retrieval has failed, no model can answer rightly: the reader must know how often.</summary>
    private string? NotFound(EvalRowInfo row, ImmutableArray<string> passages) =>
        plan.Task.Kind == TaskKind.Answer && row.Expected is [{ } expected] && !passages.IsEmpty && !passages.Any(passage => WrittenScore.Holds(WrittenScore.Words(passage), expected))
            ? "the passages that were read do not hold the expected answer."
            : null;

    private StrategyContext Context(OpenUnit unit, int fold, int seed) =>
        new(plan.Task, plan.Labels, _candidate.Training(fold, _candidate.Seeds[seed]), _candidate.Documents, _candidate.Strategy, new RunSeed(_candidate.Seeds[seed]))
        {
            Kept = unit.Kept, KeptOf = (part, examples) => results.KeptOf(_candidate, part, examples, _candidate.Seeds[seed]), Indexes = results.Indexes, Parts = _candidate.Parts, SearchesExamples = _candidate.SearchesExamples, Adapters = plan.Adapters,
        };

    private InOrder<StrategyProgress>? StageProgress(int seed) => progress is null ? null : new(stage =>
        progress.Report(new Preparing(index, seed, stage.Stage, stage.Fraction, stage.Loss, _left.WhilePreparing(stage.Fraction)) { IsLoading = stage.IsLoading }));

    // Rather examples than eval rows, which nothing that caches by input shall have seen before they are timed.
    private IEnumerable<string> WarmUpTexts(Fold fold) =>
        fold.Training.Select(row => row.Text).Concat(fold.Rows.Select(row => plan.Rows[row].Text)).Take(WarmUpRequests);

    // A strategy with a bug must not put figures into a record that nobody can trust.
    private Prediction Checked(Prediction prediction) =>
        (plan.Task.Kind == TaskKind.Classify ? IsValid(prediction) : IsValid(prediction.Written)) ? prediction
            : throw new InvalidOperationException($"The {_candidate.Strategy.Kind} strategy gave no valid answer to an eval row.");

    private bool IsValid(WrittenAnswer? written) => written is not null && (written.Values is not { } values || values.Length == Math.Max(1, plan.Task.Fields.Length));

    private bool IsValid(Prediction prediction) =>
        prediction.Label >= 0 && prediction.Label < plan.Labels.Length
        && prediction.Probabilities.Length == plan.Labels.Length
        && prediction.Probabilities.All(float.IsFinite);

    /// <summary>Unlike <see cref="Progress{T}"/>, reports at once and in order.</summary>
    private sealed class InOrder<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
