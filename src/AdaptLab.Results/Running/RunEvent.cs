using System.Collections.Immutable;

namespace AdaptLab.Results.Running;

/// <summary>Something that a running comparison tells. Events come in order, from one thread at a time.</summary>
/// <param name="Candidate">Index into the plan's candidates.</param>
public abstract record RunEvent(int Candidate);

public sealed record CandidateStarted(int Candidate) : RunEvent(Candidate);

/// <summary>A strategy prepares: trains, indexes, chooses shots.</summary>
/// <param name="Seed">Which of the candidate's seeds, from 0.</param>
/// <param name="Stage">"epoch 6/10".</param>
/// <param name="Fraction">Of the stage's preparation, 0 to 1, where it can be told.</param>
/// <param name="Left">The time that the candidate will still take, where it can be told.</param>
public sealed record Preparing(int Candidate, int Seed, string Stage, double? Fraction, double? Loss, TimeSpan? Left) : RunEvent(Candidate)
{
    /// <summary>Whether a model is loaded, which is one step however long it takes.</summary>
    public bool IsLoading { get; init; }
}

/// <summary>One more eval row is answered.</summary>
/// <param name="Done">Rows answered with this seed.</param>
public sealed record RowAnswered(int Candidate, int Seed, int Done, int Total, TimeSpan? Left) : RunEvent(Candidate);

/// <param name="Accuracy">The share of rows answered rightly, the mean over seeds; null where the candidate failed.</param>
public sealed record CandidateFinished(int Candidate, CandidateRun Run, double? Accuracy) : RunEvent(Candidate);

/// <summary>Another run of the same spec is going on, and this one begins once that has ended.</summary>
public sealed record WaitingForTurn() : RunEvent(0);

/// <summary>The models are there and fit into memory. Comes before everything else; each is loaded once it is needed.</summary>
/// <param name="Models">By their names in the spec.</param>
public sealed record ModelsFound(ImmutableDictionary<string, ModelInfo> Models) : RunEvent(0);

/// <summary>What there is to do, and about how long it will take. Comes after <see cref="ModelsFound"/>, before the first candidate.</summary>
/// <param name="Text">"12 candidates, 480 requests, about 4 min (from what earlier runs took)".</param>
public sealed record Estimated(string Text) : RunEvent(0);
