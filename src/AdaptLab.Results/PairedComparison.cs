using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>Two candidates on the same rows.</summary>
/// <param name="Better">The one that scored higher, significantly or not.</param>
/// <param name="Limits">The difference, in shares, never negative, with its 95 % interval for this pair by itself.</param>
/// <param name="P">After Holm's correction over all pairs of the run.</param>
/// <param name="RowP">The same over rows alone, as if other seeds would do just the same.</param>
/// <param name="MinimumDetectable">The smallest true difference that this test, so corrected, finds four times in five.</param>
/// <param name="RowsNeeded">With how many rows of the same kind the test would find the difference seen, four times in five, if it
/// is the true one; null where more rows alone would not tell.</param>
/// <param name="EquivalenceP">Of the claim that the two differ by less than the spec's margin, after Holm's correction over all
/// pairs; null where the spec names no margin.</param>
public sealed record PairedComparison(
    CandidateSummary Better, CandidateSummary Worse, Interval Limits, double P, double RowP, double MinimumDetectable, double? RowsNeeded, double? EquivalenceP)
{
    /// <summary>In shares, never negative.</summary>
    public double Difference => Limits.Value;

    /// <summary>The better one is better beyond chance, in rows and seeds.</summary>
    public bool IsSignificant => P < Comparison.Level;

    /// <summary>Neither rows nor seeds tell the two apart.</summary>
    public bool IsTie => !IsSignificant && RowP >= Comparison.Level;

    /// <summary>The two differ by less than the spec's margin, beyond chance. Whether one of them is better all the same is another question.</summary>
    public bool IsEquivalent => EquivalenceP < Comparison.Level;

    /// <summary>On these seeds the better one is better, but seeds differ so much that others might turn it round.</summary>
    public bool IsUnsure => !IsSignificant && RowP < Comparison.Level;

    /// <summary>The one whose seeds differ more.</summary>
    public CandidateSummary LessSteady => (Better.AccuracySpread ?? 0) > (Worse.AccuracySpread ?? 0) ? Better : Worse;

    /// <remarks>
    /// The family is all pairs, not just the best one against each other: which candidate is the best one was read off the same rows,
    /// so each of the others had its chance to be it. Correcting for all pairs keeps the chance of any false claim
    /// at 5 % for that choice too, and lets every surface speak of any two candidates.
    /// </remarks>
    internal static ImmutableArray<PairedComparison> Of(
        ImmutableArray<CandidateSummary> ranked, ImmutableArray<ScoredRun> scored, Metric metric, double? margin)
    {
        var scoreOf = scored.ToDictionary(run => run.Run);
        var pairs = (
            from better in Enumerable.Range(0, ranked.Length)
            from worse in Enumerable.Range(better + 1, ranked.Length - better - 1)
            select (Better: ranked[better], Worse: ranked[worse])).ToArray();
        var spread = SeedSpread.Of(scored.Select(run => run.OfSeeds));
        PairedDifference[] tests = [.. pairs.Select(pair => metric.Difference(scoreOf[pair.Better.Run], scoreOf[pair.Worse.Run], spread))];
        var adjusted = Holm.Adjust([.. tests.Select(test => test.P)]);
        var overRows = Holm.Adjust([.. tests.Select(test => test.RowP)]);
        var equivalence = margin is { } within ? Holm.Adjust([.. tests.Select(test => test.EquivalenceP(within))]) : [];
        // The strictest level that the correction asks of any pair.
        var level = Comparison.Level / Math.Max(1, pairs.Length);
        return
        [
            .. pairs.Select((pair, index) => new PairedComparison(
                pair.Better,
                pair.Worse,
                tests[index].Limits,
                adjusted[index],
                overRows[index],
                tests[index].MinimumDetectable(level),
                tests[index].RowsNeeded(level),
                margin is null ? null : equivalence[index])),
        ];
    }
}

/// <summary>A candidate that nothing speaks for: another one is more accurate, beyond chance, and faster as well.</summary>
/// <param name="Metric">By which it scores lower.</param>
public sealed record Domination(PairedComparison Pair, string Metric)
{
    // The same network on the same rows, measured twice within a run, has differed by a fifth at p95: a smaller lead is no lead.
    private const double ClearlySlower = 1.25;

    /// <summary>How many times slower at p95.</summary>
    public double TimesSlower => (Pair.Worse.P95Milliseconds ?? 0) / Math.Max(Pair.Better.P95Milliseconds ?? 0, 1e-3);

    internal static bool Holds(Comparison comparison, CandidateSummary better, CandidateSummary worse) =>
        better != worse
        && IsClearlySlower(worse, better)
        && comparison.Between(better, worse) is { IsSignificant: true } pair && pair.Better == better;

    internal static bool IsClearlySlower(CandidateSummary slow, CandidateSummary fast) =>
        slow.P95Milliseconds > ClearlySlower * fast.P95Milliseconds;

    /// <summary>"rag is dominated by lora: 6.9 points less accurate (p = 0.021) and 4.7 times slower at p95."</summary>
    public string Sentence => Verdicts.Sentence(this);
}
