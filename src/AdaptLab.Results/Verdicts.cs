using System.Collections.Immutable;
using System.Globalization;

namespace AdaptLab.Results;

/// <summary>What the tests say, in words.</summary>
internal static class Verdicts
{
    public static string Standing(Comparison comparison, CandidateSummary candidate)
    {
        if (comparison.Ranked.Length == 1)
            return "only candidate";
        if (candidate == comparison.Best)
            return comparison.TiedWithBest.Any() ? "tied for best" : "best";
        var pair = comparison.Between(comparison.Best!, candidate);
        return pair.IsSignificant ? $"{Figures.Points(-pair.Difference)}, {Figures.P(pair.P)}" : "tied for best";
    }

    public static ImmutableArray<string> Sentences(Comparison comparison)
    {
        if (comparison.Best is not { } best)
            return ["No candidate ran to its end."];

        var tied = comparison.TiedWithBest.ToArray();
        var beaten = comparison.Ranked.Skip(1).Except(tied).ToArray();
        var sentences = ImmutableArray.CreateBuilder<string>();
        if (comparison.Ranked.Length == 1)
            sentences.Add($"{best.Name} reaches {Figures.Percent(best.Score)} {comparison.Metric} on {Rows(comparison)}, with nothing to compare it to.");
        if (tied.Length > 0)
            sentences.Add(Tie(comparison, best, tied));
        if (beaten.Length > 0)
            sentences.Add(Win(comparison, best, beaten));
        if (comparison.NotAboveChance.ToArray() is { Length: > 0 } chance)
            sentences.Add($"{List(chance)} {(chance.Length == 1 ? "is" : "are")} not above chance ({Figures.Percent(comparison.Chance.Share)}).");
        if (comparison.Failed.Length > 0)
            sentences.Add($"{List([.. comparison.Failed.Select(failed => failed.Name)])} failed.");
        return sentences.ToImmutable();
    }

    public static string Sentence(Domination domination)
    {
        var pair = domination.Pair;
        var less = domination.Metric == "accuracy" ? "less accurate" : "behind in " + domination.Metric;
        var times = domination.TimesSlower < 9.95 ? "F1" : "#,0";
        return $"{pair.Worse.Name} is dominated by {pair.Better.Name}: {Figures.Distance(pair.Difference)} {less} ({Figures.P(pair.P)}) "
            + $"and {domination.TimesSlower.ToString(times, CultureInfo.InvariantCulture)} times slower at p95.";
    }

    private static string Tie(Comparison comparison, CandidateSummary best, CandidateSummary[] tied)
    {
        var detectable = tied.Max(candidate => comparison.Between(best, candidate).MinimumDetectable);
        var points = Math.Ceiling(Math.Round(detectable * 100, 6));
        return $"{List([best, .. tied])} are tied: {Rows(comparison)} "
            + (points >= 100 ? "are too few to tell any difference." : $"can only tell differences of {Figures.Count(points)} points or more{Of(comparison)}.");
    }

    private static string Win(Comparison comparison, CandidateSummary best, CandidateSummary[] beaten)
    {
        var first = comparison.Between(best, beaten[0]);
        var sentence = $"{best.Name} beats {beaten[0].Name}, {Figures.Points(first.Difference)} points{Of(comparison)}, {Figures.P(first.P)}";
        if (beaten.Length == 1)
            return sentence + ".";

        // The least that holds for all of them.
        var rest = beaten.Skip(1).Select(candidate => comparison.Between(best, candidate)).ToArray();
        var worst = rest.Max(pair => pair.P);
        var others = rest.Length == 1 ? rest[0].Worse.Name : $"the {rest.Length.ToString(CultureInfo.InvariantCulture)} others";
        var orMore = rest.Length == 1 ? "" : " or more";
        var p = Figures.P(worst);
        return $"{sentence}; {others} by {Figures.Distance(rest.Min(pair => pair.Difference))}{orMore} ({(rest.Length == 1 ? p : p.Replace("=", "≤", StringComparison.Ordinal))}).";
    }

    private static string Rows(Comparison comparison) => Figures.Count(comparison.Record.Rows.Length, "row");

    private static string Of(Comparison comparison) => comparison.Metric == "accuracy" ? "" : " of " + comparison.Metric;

    private static string List(CandidateSummary[] candidates) => List([.. candidates.Select(candidate => candidate.Name)]);

    private static string List(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
