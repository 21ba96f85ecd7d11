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
        if (runs.All(run => run.PartOf is not null))
            return null;
        var record = Draft(plan, origin, session, plan.Rows, runs) with { DurationSeconds = took.TotalSeconds };
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
        return wasStopped ? record : Judged(plan, record);
    }

    /// <summary>Without notes, and with nothing judged yet.</summary>
    /// <param name="rows">Those of the plan's that the candidates have answered.</param>
    internal static RunRecord Draft(Plan plan, RunOrigin origin, StoredSession session, ImmutableArray<EvalRowInfo> rows, ImmutableArray<CandidateRun> runs)
    {
        var model = runs.Select(run => run.Model).OfType<ModelInfo>().FirstOrDefault() ?? origin.Models[plan.Candidates[0].Model.Name];
        // What is the run's own goes without saying.
        runs = [.. runs.Select(run => run.Model == model ? run with { Model = null } : run)];
        return new()
        {
            Task = plan.Task.Name,
            TaskKind = plan.TaskKind,
            SpecPath = origin.SpecPath,
            SpecHash = origin.SpecHash,
            Metric = plan.Metric,
            Margin = plan.Margin,
            MachineHour = plan.MachineHour,
            Seeds = plan.Seeds,
            Model = model,
            Machine = session.Machine,
            Started = session.Started,
            DurationSeconds = 0,
            Labels = [.. plan.Labels.Select(label => label.Name)],
            Fields = [.. plan.Task.Fields.Select(field => field.Name)],
            Rows = rows,
            Candidates = [.. runs.Where(run => run.PartOf is null)],
            Curve = [.. runs.Where(run => run.PartOf is not null)],
        };
    }

    /// <summary>With the outcome of what the spec requires.</summary>
    internal static RunRecord Judged(Plan plan, RunRecord record)
    {
        var comparison = Comparison.Of(record);
        return record with { Requirements = [.. plan.Requirements.Select(requirement => RequirementEvaluation.Evaluate(requirement, comparison))] };
    }
}
