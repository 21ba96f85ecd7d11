using System.Collections.Immutable;

namespace AdaptLab.Results;

/// <summary>The best candidate and those that nothing tells from it: what they cost decides.</summary>
/// <param name="Candidates">The best one first.</param>
/// <param name="Cheapest">The fastest at p95; of those that are about as fast, the one that reads the fewest tokens, then the
/// one that is ready soonest.</param>
/// <param name="Sentence">"lora and rag are tied: 160 rows and 3 seeds can only tell differences of 8 points or more."</param>
public sealed record Tie(ImmutableArray<CandidateSummary> Candidates, CandidateSummary Cheapest, string Sentence)
{
    /// <summary>"rag is the cheaper: 14 ms at p95, 241 tokens a request, 0.6 s to prepare."</summary>
    public string CheapestSentence => Verdicts.Cheapest(Cheapest, Candidates.Length);

    internal static Tie? Of(Comparison comparison)
    {
        if (comparison.Best is not { } best || comparison.TiedWithBest.ToArray() is not { Length: > 0 } tied)
            return null;
        ImmutableArray<CandidateSummary> all = [best, .. tied];
        return new Tie(all, CheapestOf(all), Verdicts.TieOf(comparison, best, tied));
    }

    private static CandidateSummary CheapestOf(ImmutableArray<CandidateSummary> candidates)
    {
        var timed = candidates.Where(candidate => candidate.P95Milliseconds is not null).ToArray();
        var fast = timed.Where(candidate => timed.All(other => !Domination.IsClearlySlower(candidate, other))).ToArray();
        return (fast.Length > 0 ? fast : [.. candidates])
            .OrderBy(candidate => candidate.PromptTokens).ThenBy(candidate => candidate.PreparationSeconds).First();
    }
}
