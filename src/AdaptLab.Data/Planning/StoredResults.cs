using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>What the store knows of a spec as it stands now: the figures that hold, those that did, and why they do not.</summary>
/// <param name="Record">From every result there is, fresh ones first; null where there is none to show.</param>
/// <param name="Units">Candidate by candidate, seed by seed, fold by fold.</param>
/// <param name="UnansweredRows">Ids of eval rows that no shown candidate has answered: added or changed since. They are not in the record.</param>
public sealed record StoredResults(RunRecord? Record, ImmutableArray<UnitState> Units, ImmutableHashSet<string> UnansweredRows)
{
    /// <summary>What a run would have to do.</summary>
    public ImmutableArray<UnitLeft> Left { get; init; } = [];

    /// <summary>What was done before, and how long it took on a machine like this one.</summary>
    public ImmutableArray<UnitTiming> Timings { get; init; } = [];

    /// <summary>What is known of a run's time without measuring anything; null where nothing could be planned.</summary>
    public TimeEstimate? Estimate { get; init; }

    /// <summary>Candidates ("lora on expert") that a run would work on, with the reason in a few words.</summary>
    public ImmutableDictionary<string, string> StaleCandidates { get; } = Units
        .Where(unit => unit.Reason is not null)
        .GroupBy(unit => unit.Candidate)
        .ToImmutableDictionary(units => units.Key, units => units.Select(unit => unit.Reason!).First());

    /// <summary>Asked at every change: it reads no model and nothing of Torch.</summary>
    /// <param name="plan">Of the spec as it stands now.</param>
    /// <param name="origin">The spec's path as shown, its hash, and its models, whose hashes are known (<see cref="ModelFiles.Known"/>).</param>
    public static StoredResults Of(RunStore store, string specPath, Plan plan, RunOrigin origin) =>
        new StoredResultsReader(store, store.Shelf(specPath).Manifest, plan, origin).Read();

    /// <summary>The same from a spec and its data, with all of its strategies. Empty where the spec cannot be planned or none of its models is on this machine.</summary>
    /// <param name="specPath">The spec's file, absolute.</param>
    /// <param name="specHash">SHA-256 of the spec's text, hex.</param>
    public static StoredResults Of(RunStore store, string specPath, string specHash, Spec spec, PlanData data)
    {
        var empty = new StoredResults(null, [], []);
        if (Planner.Create(spec, data, StrategyTraits.All, PlanOptions.Default).Plan is not { } plan
            || Path.GetDirectoryName(Path.GetFullPath(specPath)) is not { } folder)
            return empty;
        try
        {
            var models = ModelFiles.Known(plan.Models, folder);
            return models.Values.All(model => model.Hash.Length == 0) ? empty : Of(store, specPath, plan, new RunOrigin(specPath.Replace('\\', '/'), specHash, models));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return empty;
        }
    }
}

/// <summary>One unit of a plan, as the store knows it.</summary>
/// <param name="Candidate">"lora on expert".</param>
/// <param name="Fold">Index into the candidate's folds.</param>
/// <param name="Answered">Rows whose answers hold.</param>
/// <param name="Rows">All rows that it answers.</param>
/// <param name="Reason">Why a run would work on it; null where it would not.</param>
public sealed record UnitState(string Candidate, int Seed, int Fold, int Folds, string Key, int Answered, int Rows, string? Reason);
