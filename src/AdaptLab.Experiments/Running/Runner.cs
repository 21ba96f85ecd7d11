using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Running;

/// <summary>Runs a plan, one candidate after the other, and records what it measures.</summary>
/// <remarks>Nothing runs beside anything else, so that a latency is that of one request on an otherwise idle process.</remarks>
/// <param name="strategyOf">The strategy of a candidate on its model; asked for once something has to be measured with it.</param>
/// <param name="storage">What is known is not measured again, and what is measured is kept; null for neither.</param>
public sealed class Runner(TimeProvider time, StrategySource strategyOf, RunStorage? storage = null)
{
    private static readonly TimeSpan Knocking = TimeSpan.FromMilliseconds(200);

    /// <param name="strategies">At least those of the plan.</param>
    public Runner(TimeProvider time, ImmutableArray<IStrategy> strategies, RunStorage? storage = null)
        : this(time, (candidate, _) => strategies.First(strategy => strategy.Traits.Kind == candidate.Strategy.Kind), storage)
    {
    }

    /// <summary>Never throws for what a candidate does: a failure is recorded and the others still run.</summary>
    /// <param name="cancellation">Stops between and within candidates; what had finished is in the outcome.</param>
    public async Task<RunOutcome> RunAsync(Plan plan, RunOrigin origin, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        IDisposable? turn = null;
        try
        {
            turn = await TurnAsync(progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new RunOutcome(null, [], WasStopped: true);
        }

        using (turn)
            return await RunAloneAsync(plan, origin, progress, cancellation);
    }

    private async Task<RunOutcome> RunAloneAsync(Plan plan, RunOrigin origin, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        var session = new StoredSession(time.GetUtcNow(), ThisMachine.Describe());
        var start = time.GetTimestamp();
        var results = new UnitResults(plan, origin, session, storage);
        var runs = ImmutableArray.CreateBuilder<CandidateRun>();
        var faults = ImmutableArray.CreateBuilder<CandidateFault>();
        var notes = plan.Notes.ToBuilder();
        var wasStopped = false;

        for (var index = 0; index < plan.Candidates.Length && !wasStopped; index++)
        {
            var candidate = plan.Candidates[index];
            var measurement = new CandidateMeasurement(plan, index, origin, strategyOf, results, time, progress);
            CandidateFault? fault = null;
            progress?.Report(new CandidateStarted(index));
            try
            {
                await measurement.RunAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                wasStopped = true;
            }
            catch (Exception exception)
            {
                fault = StrategyFault.Of(candidate.Name, exception);
                faults.Add(fault);
            }

            results.Close(fault?.Reason);
            if (wasStopped)
                break;
            var run = measurement.Result(fault?.Reason);
            runs.Add(run);
            notes.AddRange(measurement.Notes.Select(note => $"{candidate.Name}: {note}"));
            progress?.Report(new CandidateFinished(index, run, run.Failure is null ? Accuracy(plan, run) : null));
        }

        Prune();
        notes.AddRange(results.Notes());
        var record = RunAssembly.Of(plan, origin, session, time.GetElapsedTime(start), runs.ToImmutable(), notes.ToImmutable(), wasStopped);
        results.Close(record);
        return new RunOutcome(record, faults.ToImmutable(), wasStopped);
    }

    /// <summary>Two runs of one spec would measure each other's load: the second one waits.</summary>
    private async Task<IDisposable?> TurnAsync(IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        if (storage is null)
            return null;
        var turn = storage.Shelf.TryLock();
        if (turn is null)
            progress?.Report(new WaitingForTurn());
        while (turn is null)
        {
            await Task.Delay(Knocking, time, cancellation);
            turn = storage.Shelf.TryLock();
        }

        return turn;
    }

    private void Prune()
    {
        try
        {
            storage?.Store.Prune(RunStore.StandardLimit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is tried again after the next run; `adaptlab cache prune` tells what is in the way.
        }
    }

    private static double Accuracy(Plan plan, CandidateRun run) => run.Seeds.Average(seed =>
        seed.Predictions.Where((prediction, row) => plan.Rows[row].Expected is { } expected ? WrittenScore.IsExact(expected, prediction.Written!) : prediction.Label == plan.Rows[row].Gold).Count() / (double)plan.Rows.Length);
}
