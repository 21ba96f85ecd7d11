using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>Two candidates on the same rows.</summary>
/// <param name="Better">The one that scored higher, significantly or not.</param>
/// <param name="Difference">In shares, never negative.</param>
/// <param name="P">After Holm's correction over all pairs of the run.</param>
/// <param name="RowP">The same over rows alone, as if other seeds would do just the same.</param>
/// <param name="MinimumDetectable">The smallest true difference that this test, so corrected, finds four times in five.</param>
public sealed record PairedComparison(
    CandidateSummary Better, CandidateSummary Worse, double Difference, double P, double RowP, double MinimumDetectable)
{
    /// <summary>The better one is better beyond chance, in rows and seeds.</summary>
    public bool IsSignificant => P < Comparison.Level;

    /// <summary>Neither rows nor seeds tell the two apart.</summary>
    public bool IsTie => !IsSignificant && RowP >= Comparison.Level;

    /// <summary>On these seeds the better one is better, but seeds differ so much that others might turn it round.</summary>
    public bool IsUnsure => !IsSignificant && RowP < Comparison.Level;

    /// <summary>The one whose seeds differ more.</summary>
    public CandidateSummary LessSteady => (Better.AccuracySpread ?? 0) > (Worse.AccuracySpread ?? 0) ? Better : Worse;

    /// <remarks>
    /// The family is all pairs, not just the best one against each other: which candidate is the best one was read off the same rows,
    /// so each of the others had its chance to be it. Correcting for all pairs keeps the chance of any false claim
    /// at 5 % for that choice too, and lets every surface speak of any two candidates.
    /// </remarks>
    internal static ImmutableArray<PairedComparison> Of(RunRecord record, ImmutableArray<CandidateSummary> ranked, Resampling? resampling)
    {
        var gold = Summaries.Gold(record);
        var pairs = (
            from better in Enumerable.Range(0, ranked.Length)
            from worse in Enumerable.Range(better + 1, ranked.Length - better - 1)
            select (better, worse)).ToArray();

        var right = ranked.Select(candidate => Correctness.Of(gold, Summaries.Answers(candidate.Run))).ToArray();
        var tests = pairs
            .Select(pair => resampling is null
                ? PairedDifference.OfAccuracy(right[pair.better], right[pair.worse])
                : OfMacroF1(record, ranked[pair.better], ranked[pair.worse], resampling))
            .ToArray();
        var adjusted = Holm.Adjust([.. tests.Select(test => test.P)]);
        var overRows = Holm.Adjust([.. tests.Select(test => test.RowP)]);
        return
        [
            .. pairs.Select((pair, index) => new PairedComparison(
                ranked[pair.better],
                ranked[pair.worse],
                tests[index].Difference,
                adjusted[index],
                overRows[index],
                tests[index].MinimumDetectable(Comparison.Level / pairs.Length))),
        ];
    }

    private static PairedDifference OfMacroF1(RunRecord record, CandidateSummary better, CandidateSummary worse, Resampling resampling)
    {
        var finished = record.Candidates.Where(run => run.Failure is null).ToImmutableArray();
        ImmutableArray<double> Drawn(CandidateSummary candidate) => resampling.Figures[finished.IndexOf(candidate.Run)];

        var differences = Drawn(better).Zip(Drawn(worse), (first, second) => first - second).ToArray();
        ImmutableArray<ImmutableArray<int>> first = Summaries.Answers(better.Run), second = Summaries.Answers(worse.Run);
        var differing = Enumerable.Range(0, record.Rows.Length).Count(row =>
            !first.Select(seed => seed[row]).Order().SequenceEqual(second.Select(seed => seed[row]).Order()));
        return PairedDifference.OfMacroF1(
            Summaries.MacroF1(record, better.Run), Summaries.MacroF1(record, worse.Run), Sample.Variance(differences), record.Rows.Length, differing);
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
