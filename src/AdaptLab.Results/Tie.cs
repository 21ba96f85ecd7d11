using System.Collections.Immutable;

namespace AdaptLab.Results;

/// <summary>The best candidate and those that nothing tells from it: what they cost decides.</summary>
/// <param name="Candidates">The best one first.</param>
/// <param name="Cheapest">The fastest at p95; of those that are about as fast, the one that reads the fewest tokens, then the
/// one that is ready soonest.</param>
/// <param name="Sentence">"lora and rag are tied: 160 rows and 3 seeds can only tell differences of 8 points or more."</param>
/// <param name="Equivalence">"rag is equivalent to lora, within 3.0 points (p = 0.012)."; empty where the spec names no margin.</param>
/// <param name="RowsNeeded">"To tell lora from rag, 3.1 points apart, would take about 1,500 rows."; null where nothing can be said.</param>
public sealed record Tie(
    ImmutableArray<CandidateSummary> Candidates, CandidateSummary Cheapest, string Sentence, ImmutableArray<string> Equivalence, string? RowsNeeded)
{
    /// <summary>All that there is to say of it, the most important first.</summary>
    public ImmutableArray<string> Sentences => [Sentence, .. Equivalence, CheapestSentence, .. RowsNeeded is null ? Array.Empty<string>() : [RowsNeeded]];

    /// <summary>"rag is the cheaper: 14 ms at p95, 241 tokens a request, 0.6 s to prepare."</summary>
    public string CheapestSentence => Verdicts.Cheapest(Cheapest, Candidates.Length);

    internal static Tie? Of(Comparison comparison)
    {
        if (comparison.Best is not { } best || comparison.TiedWithBest.ToArray() is not { Length: > 0 } tied)
            return null;
        ImmutableArray<CandidateSummary> all = [best, .. tied];
        return new Tie(
            all, CheapestOf(all), Verdicts.TieOf(comparison, best, tied), [.. Verdicts.Equivalence(comparison, best, tied)], Verdicts.RowsNeeded(comparison, best, tied[0]));
    }

    private static CandidateSummary CheapestOf(ImmutableArray<CandidateSummary> candidates)
    {
        var timed = candidates.Where(candidate => candidate.P95Milliseconds is not null).ToArray();
        var fast = timed.Where(candidate => timed.All(other => !Domination.IsClearlySlower(candidate, other))).ToArray();
        return (fast.Length > 0 ? fast : [.. candidates])
            .OrderBy(candidate => candidate.PromptTokens).ThenBy(candidate => candidate.PreparationSeconds).First();
    }
}
