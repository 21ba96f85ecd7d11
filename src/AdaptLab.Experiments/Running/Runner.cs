using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Running;

/// <summary>Runs a plan, one candidate after the other, and records what it measures.</summary>
/// <remarks>Nothing runs beside anything else, so that a latency is that of one request on an otherwise idle process.</remarks>
public sealed class Runner(TimeProvider time)
{
    /// <summary>Never throws for what a candidate does: a failure is recorded and the others still run.</summary>
    /// <param name="cancellation">Stops between and within candidates; what had finished is in the outcome.</param>
    public async Task<RunOutcome> RunAsync(Plan plan, RunOrigin origin, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var start = time.GetTimestamp();
        var runs = ImmutableArray.CreateBuilder<CandidateRun>();
        var faults = ImmutableArray.CreateBuilder<CandidateFault>();
        var notes = plan.Notes.ToBuilder();
        var wasStopped = false;

        for (var index = 0; index < plan.Candidates.Length; index++)
        {
            var candidate = plan.Candidates[index];
            var measurement = new CandidateMeasurement(plan, index, time, progress);
            CandidateFault? fault = null;
            progress?.Report(new CandidateStarted(index));
            try
            {
                await measurement.RunAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                wasStopped = true;
                break;
            }
            catch (Exception exception)
            {
                fault = new CandidateFault(candidate.Name, exception);
                faults.Add(fault);
            }

            var run = measurement.Result(fault?.Reason);
            runs.Add(run);
            notes.AddRange(measurement.Notes.Select(note => $"{candidate.Name}: {note}"));
            progress?.Report(new CandidateFinished(index, run, run.Failure is null ? Accuracy(plan, run) : null));
        }

        if (wasStopped)
            notes.Add($"The run was stopped: {runs.Count} of {plan.Candidates.Length} candidates had finished.");
        var record = runs.Count == 0 ? null : new RunRecord
        {
            Task = plan.Task.Name,
            TaskKind = plan.TaskKind,
            SpecPath = origin.SpecPath,
            SpecHash = origin.SpecHash,
            Metric = plan.Metric,
            Seeds = plan.Seeds,
            Model = origin.Model,
            Machine = ThisMachine.Describe(),
            Started = started,
            DurationSeconds = time.GetElapsedTime(start).TotalSeconds,
            Labels = [.. plan.Labels.Select(label => label.Name)],
            Rows = plan.Rows,
            Candidates = runs.ToImmutable(),
            Notes = notes.ToImmutable(),
        };
        // Of a part of the candidates, nothing can be required.
        if (record is not null && !wasStopped)
        {
            var comparison = Comparison.Of(record);
            record = record with { Requirements = [.. plan.Requirements.Select(requirement => RequirementEvaluation.Evaluate(requirement, comparison))] };
        }

        return new RunOutcome(record, faults.ToImmutable(), wasStopped);
    }

    private static double Accuracy(Plan plan, CandidateRun run) => run.Seeds.Average(seed =>
        seed.Predictions.Where((prediction, row) => prediction.Label == plan.Rows[row].Gold).Count() / (double)plan.Rows.Length);
}
