using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>The figures of one candidate that ran to its end.</summary>
public sealed record CandidateSummary
{
    /// <summary>"lora", or "lora on expert" where the run has several training sets.</summary>
    public required string Name { get; init; }
    public required CandidateRun Run { get; init; }
    /// <summary>The mean over seeds, and its interval over rows and seeds.</summary>
    public required Interval Accuracy { get; init; }
    /// <summary>The standard deviation of the accuracy over seeds; null with one seed.</summary>
    public required double? AccuracySpread { get; init; }
    /// <summary>The mean over seeds.</summary>
    public required double MacroF1 { get; init; }
    /// <summary>What the comparison is by: accuracy, or macro-F1 where the spec's metric says so.</summary>
    public required Interval Score { get; init; }
    /// <summary>Over the requests of all seeds that one run timed; null where none was timed.</summary>
    public required double? P50Milliseconds { get; init; }
    public required double? P95Milliseconds { get; init; }
    /// <summary>The start of the earlier run that timed them; null where it was the record's own.</summary>
    public DateTimeOffset? LatencyFrom { get; init; }
    /// <summary>The mean over seeds.</summary>
    public required double PreparationSeconds { get; init; }
    /// <summary>The mean over seeds.</summary>
    public required double PromptTokens { get; init; }
    /// <summary>The highest over seeds.</summary>
    public required long PeakMemoryBytes { get; init; }
    public required ConfusionMatrix Confusion { get; init; }
    /// <summary>Right beyond chance: one-sided exact binomial test against <see cref="Chance"/> at 5 %.</summary>
    public required bool IsAboveChance { get; init; }
    /// <summary>For each eval row: the answer that most seeds gave.</summary>
    public required ImmutableArray<RowAnswer> Answers { get; init; }
}

/// <summary>A candidate that did not run to its end.</summary>
/// <param name="Reason">One line.</param>
public sealed record FailedCandidate(string Name, CandidateRun Run, string Reason);

/// <param name="Label">The label that most seeds answered; among equals, the one with the higher probability.</param>
/// <param name="Probability">Of that label, the mean over seeds.</param>
public readonly record struct RowAnswer(int Label, double Probability, bool IsRight);
