using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing;

/// <summary>One version of a spec with all that is known of it at this moment. Immutable: every feature is a function of it.</summary>
/// <param name="Path">The spec's file: absolute, with forward slashes.</param>
/// <param name="Data">What the files hold that the spec names; null until they have been read, or while the spec has errors.</param>
/// <param name="Results">Of the last run; null where there is none.</param>
public sealed record SpecSnapshot(string Path, Compilation Compilation, SpecDataReading? Data, SpecResults? Results)
{
    /// <summary>Null while nothing is run.</summary>
    public RunState? Run { get; init; }

    /// <summary>What the audit of the examples has found; null until it has been made, and where there are too many rows to
    /// make it unasked.</summary>
    public ImmutableArray<Diagnostic>? Audit { get; init; }

    /// <summary>Whether what the base model says of the examples, as they are now, is part of the audit.</summary>
    public bool BaseIsAsked { get; init; }

    /// <summary>The spec's folder, without a slash at its end; paths in the spec start from here.</summary>
    public string Folder => Path.LastIndexOf('/') is > 0 and var slash ? Path[..slash] : "";

    public string Text => Compilation.Text;
}

/// <summary>The last run's figures, and how much of them still holds for the spec as it stands now.</summary>
/// <param name="StaleCandidates">Candidates ("lora on expert") whose result is stale, with the reason in a few words ("shots changed").</param>
/// <param name="StaleRows">Ids of eval rows that were added or changed since.</param>
public sealed record SpecResults(
    Comparison Comparison,
    ImmutableDictionary<string, string> StaleCandidates,
    ImmutableHashSet<string> StaleRows)
{
    /// <summary>What a run would do now, and about how long it would take; null where that is not known.</summary>
    public TimeEstimate? Estimate { get; init; }

    /// <summary>Why a candidate's result no longer holds; null where it does.</summary>
    public string? StalenessOf(CandidateRun run) => CandidateNames.Find(StaleCandidates, run, out var reason) ? reason : null;
}

/// <summary>A run that goes on.</summary>
/// <param name="Share">How far all of it is, 0 to 1.</param>
/// <param name="Candidates">Those at work ("lora on expert"), with how far each is; empty while the model is loaded.</param>
public sealed record RunState(double Share, ImmutableDictionary<string, double?> Candidates)
{
    public static RunState Begun { get; } = new(0, ImmutableDictionary<string, double?>.Empty);

    /// <summary>Whether a candidate is at work.</summary>
    /// <param name="progress">0 to 1, where that is known.</param>
    public bool Has(CandidateRun run, out double? progress) => CandidateNames.Find(Candidates, run, out progress);
}

internal static class CandidateNames
{
    /// <summary>With one training set, a candidate may be called by its strategy alone.</summary>
    public static bool Find<T>(ImmutableDictionary<string, T> all, CandidateRun run, out T? value) =>
        all.TryGetValue($"{run.Strategy} on {run.TrainingSet}", out value) || all.TryGetValue(run.Strategy, out value);
}
