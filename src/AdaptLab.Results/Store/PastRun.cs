using System.Collections.Immutable;

namespace AdaptLab.Results.Store;

/// <summary>What one run of a spec came to, in a few figures: enough to see how it has gone over time.</summary>
/// <param name="SpecHash">SHA-256 of the spec's text, hex.</param>
/// <param name="Metric">Of the scores: "accuracy" or "macro-F1".</param>
/// <param name="Verdict">Its first sentence.</param>
/// <param name="Candidates">Those that came to their end, the best first.</param>
public sealed record PastRun(
    DateTimeOffset Started, double DurationSeconds, string SpecHash, string Metric, string Verdict, ImmutableArray<PastScore> Candidates)
{
    public static PastRun Of(RunRecord record)
    {
        var comparison = Comparison.Of(record);
        return new PastRun(
            record.Started, record.DurationSeconds, record.SpecHash, comparison.Metric, comparison.Verdict[0],
            [.. comparison.Ranked.Select(candidate => new PastScore(candidate.Name, candidate.Score.Value, candidate.P95Milliseconds))]);
    }
}

/// <param name="Name">"lora on expert".</param>
/// <param name="Score">A share, by the run's metric.</param>
/// <param name="P95Milliseconds">Null where no request was timed.</param>
public sealed record PastScore(string Name, double Score, double? P95Milliseconds);
