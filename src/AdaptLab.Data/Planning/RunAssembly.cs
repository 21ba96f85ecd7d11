using System.Collections.Immutable;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>From what the candidates of a plan came to, to the record of the run.</summary>
public static class RunAssembly
{
    /// <param name="runs">Of the plan's candidates the first ones, in order.</param>
    /// <returns>Null where not one candidate has come to its end.</returns>
    public static RunRecord? Of(
        Plan plan, RunOrigin origin, StoredSession session, TimeSpan took, ImmutableArray<CandidateRun> runs, ImmutableArray<string> notes, bool wasStopped)
    {
        if (runs.IsEmpty)
            return null;
        var record = new RunRecord
        {
            Task = plan.Task.Name,
            TaskKind = plan.TaskKind,
            SpecPath = origin.SpecPath,
            SpecHash = origin.SpecHash,
            Metric = plan.Metric,
            Seeds = plan.Seeds,
            Model = origin.Model,
            Machine = session.Machine,
            Started = session.Started,
            DurationSeconds = took.TotalSeconds,
            Labels = [.. plan.Labels.Select(label => label.Name)],
            Rows = plan.Rows,
            Candidates = runs,
        };
        record = record with
        {
            Notes =
            [
                .. notes,
                .. EarlierRuns.Notes(record),
                .. wasStopped ? [$"The run was stopped: {runs.Length} of {plan.Candidates.Length} candidates had finished."] : Array.Empty<string>(),
            ],
        };
        // Of a part of the candidates, nothing can be required.
        if (wasStopped)
            return record;
        var comparison = Comparison.Of(record);
        return record with { Requirements = [.. plan.Requirements.Select(requirement => RequirementEvaluation.Evaluate(requirement, comparison))] };
    }
}
