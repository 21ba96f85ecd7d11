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
    /// <summary>The share of rows answered rightly (accuracy; exact match where answers are written): the mean over seeds, and its interval over rows and seeds.</summary>
    public required Interval Accuracy { get; init; }
    /// <summary>The standard deviation of the accuracy over seeds; null with one seed.</summary>
    public required double? AccuracySpread { get; init; }
    /// <summary>The mean over seeds of each metric that the kind of task has, in the order of the language.</summary>
    public required ImmutableArray<MetricFigure> Metrics { get; init; }
    /// <summary>What the comparison is by: the spec's metric.</summary>
    public required Interval Score { get; init; }
    /// <summary>Over the requests of all seeds that one run timed; null where none was timed.</summary>
    public required double? P50Milliseconds { get; init; }
    public required double? P95Milliseconds { get; init; }
    /// <summary>The start of the earlier run that timed them; null where it was the record's own.</summary>
    public DateTimeOffset? LatencyFrom { get; init; }
    /// <summary>The mean over seeds.</summary>
    public required double PreparationSeconds { get; init; }
    /// <summary>That the model has read to be prepared, the mean over seeds; null where nobody has counted.</summary>
    public double? PreparationTokens { get; init; }
    /// <summary>The mean over seeds.</summary>
    public required double PromptTokens { get; init; }
    /// <summary>What a request costs, the mean over rows and seeds, in the currency of the spec's prices: the tokens behind a server,
    /// the time on this machine. Null where the price is not told.</summary>
    public double? Cost { get; init; }
    /// <summary>What preparing it costs, once; null where the price is not told.</summary>
    public double? PreparationCost { get; init; }
    /// <summary>How many examples somebody has labelled for it; none reach a base that is asked as it is.</summary>
    public int Labelled => Run.IsUnadapted ? 0 : Run.Examples;
    /// <summary>The highest over seeds.</summary>
    public required long PeakMemoryBytes { get; init; }
    /// <summary>Without labels where answers are written.</summary>
    public required ConfusionMatrix Confusion { get; init; }
    /// <summary>Right beyond chance: one-sided exact binomial test against <see cref="Chance"/> at 5 %. Where answers are written nobody hits on them by chance.</summary>
    public required bool IsAboveChance { get; init; }
    /// <summary>For each eval row: the answer that most seeds gave.</summary>
    public required ImmutableArray<RowAnswer> Answers { get; init; }
}

/// <summary>A candidate that did not run to its end.</summary>
/// <param name="Reason">One line.</param>
public sealed record FailedCandidate(string Name, CandidateRun Run, string Reason);

/// <summary>What a candidate answers to a row: what most of its seeds do; among equals, the one with the higher probability.</summary>
/// <param name="Label">−1 where answers are written.</param>
/// <param name="Text">The label's name, or what was written.</param>
/// <param name="Probability">Of that answer, the mean over seeds; null where the model does not tell.</param>
/// <param name="Score">From 0 to 1: how far the answer is the expected one, the mean over seeds.</param>
public readonly record struct RowAnswer(int Label, string Text, double? Probability, bool IsRight, double Score);

/// <param name="Name">As the language has it: "macro-f1".</param>
/// <param name="Title">As a heading: "macro-F1".</param>
/// <param name="Value">From 0 to 1.</param>
public readonly record struct MetricFigure(string Name, string Title, double Value);
