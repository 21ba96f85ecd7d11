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
        return pair.IsTie ? (pair.IsEquivalent ? "equivalent to best" : "tied for best")
            : $"{Figures.Points(-pair.Difference)}, {(pair.IsSignificant ? Figures.P(pair.P) : "seeds differ")}";
    }

    public static ImmutableArray<string> Sentences(Comparison comparison)
    {
        if (comparison.Best is not { } best)
            return ["No candidate ran to its end."];

        var tie = comparison.Tie;
        var against = comparison.Ranked.Skip(1).Select(candidate => comparison.Between(best, candidate)).ToArray();
        var beaten = against.Where(pair => pair.IsSignificant).ToArray();
        var sentences = ImmutableArray.CreateBuilder<string>();
        if (comparison.Ranked.Length == 1)
            sentences.Add(Alone(comparison, best));
        if (tie is not null)
            sentences.AddRange(tie.Sentences);
        if (beaten.Length > 0)
            sentences.Add(Win(comparison, beaten));
        sentences.AddRange(against.Where(pair => pair.IsUnsure).Select(pair => Unsure(comparison, pair)));
        if (comparison.NotAboveChance.ToArray() is { Length: > 0 } chance)
            sentences.Add(NotAboveChance(comparison, chance));
        if (comparison.Failed.Length > 0)
            sentences.Add($"{List([.. comparison.Failed.Select(failed => failed.Name)])} failed.");
        return sentences.ToImmutable();
    }

    public static string On(Comparison comparison, CandidateSummary candidate)
    {
        var standing = candidate == comparison.Best ? OfBest(comparison, candidate) : Behind(comparison, comparison.Between(comparison.Best!, candidate));
        return candidate.IsAboveChance ? standing : $"{standing} {NotAboveChance(comparison, [candidate])}";
    }

    public static string Sentence(Domination domination)
    {
        var pair = domination.Pair;
        var less = domination.Metric == "accuracy" ? "less accurate" : "behind in " + domination.Metric;
        var times = domination.TimesSlower < 9.95 ? "F1" : "#,0";
        return $"{pair.Worse.Name} is dominated by {pair.Better.Name}: {Figures.Distance(pair.Difference)} {less} ({Figures.P(pair.P)}) "
            + $"and {domination.TimesSlower.ToString(times, CultureInfo.InvariantCulture)} times slower at p95.";
    }

    private static string OfBest(Comparison comparison, CandidateSummary best)
    {
        if (comparison.Ranked.Length == 1)
            return Alone(comparison, best);
        var tied = comparison.TiedWithBest.ToArray();
        var next = comparison.Between(best, comparison.Ranked[1]);
        return tied.Length > 0 ? $"{best.Name} scores highest, tied with {List(tied)}."
            : next.IsUnsure ? $"{best.Name} scores highest. {Unsure(comparison, next)}"
            : $"{best.Name} is best: {Figures.Points(next.Difference)} points{Of(comparison)} against {next.Worse.Name}, the next one ({Figures.P(next.P)}).";
    }

    private static string Behind(Comparison comparison, PairedComparison pair)
    {
        if (comparison.Dominations.FirstOrDefault(domination => domination.Pair.Worse == pair.Worse) is { } domination)
            return domination.Sentence;
        return pair.IsTie && pair.IsEquivalent ? Equivalence(comparison, pair.Better, [pair.Worse]).First()
            : pair.IsTie ? $"{pair.Worse.Name} is tied with {pair.Better.Name}, which scores highest."
            : pair.IsUnsure ? Unsure(comparison, pair)
            : $"{pair.Worse.Name} trails {pair.Better.Name} by {Figures.Distance(pair.Difference)}{Of(comparison)} ({Figures.P(pair.P)}).";
    }

    private static string Alone(Comparison comparison, CandidateSummary only) =>
        $"{only.Name} reaches {Figures.Percent(only.Score)} {comparison.Metric} on {Rows(comparison)}, with nothing to compare it to.";

    private static string NotAboveChance(Comparison comparison, CandidateSummary[] candidates) =>
        $"{List(candidates)} {(candidates.Length == 1 ? "is" : "are")} not above chance ({Figures.Percent(comparison.Chance!.Value.Share)}).";

    public static string TieOf(Comparison comparison, CandidateSummary best, CandidateSummary[] tied)
    {
        var detectable = tied.Max(candidate => comparison.Between(best, candidate).MinimumDetectable);
        var points = Math.Ceiling(Math.Round(detectable * 100, 6));
        var seeds = tied.Prepend(best).Any(candidate => candidate.AccuracySpread > 0) ? $" and {Figures.Count(comparison.Record.Seeds, "seed")}" : "";
        return $"{List([best, .. tied])} are tied: {Rows(comparison)}{seeds} "
            + (points >= 100 ? "are too few to tell any difference." : $"can only tell differences of {Figures.Count(points)} points or more{Of(comparison)}.");
    }

    /// <summary>Null where nothing can be said of it: they scored the same, or the rows are many enough and it is not they.</summary>
    public static string? RowsNeeded(Comparison comparison, CandidateSummary best, CandidateSummary next)
    {
        var pair = comparison.Between(best, next);
        if (pair.Difference == 0 || pair.RowsNeeded <= comparison.Record.Rows.Length)
            return null;
        return $"To tell {best.Name} from {next.Name}, {Figures.Distance(pair.Difference)} apart, would take "
            + (pair.RowsNeeded is { } rows ? $"about {Figures.About(rows)} rows." : "more seeds; more rows alone would not do.");
    }

    /// <summary>Who of those tied with the best one is within the margin of it, and of whom that is not shown; nothing without a margin.</summary>
    public static IEnumerable<string> Equivalence(Comparison comparison, CandidateSummary best, CandidateSummary[] tied)
    {
        if (comparison.Record.Margin is not { } margin)
            yield break;
        var pairs = tied.Select(candidate => comparison.Between(best, candidate)).ToLookup(pair => pair.IsEquivalent);
        string Names(bool equivalent) => List([.. pairs[equivalent].Select(pair => (pair.Better == best ? pair.Worse : pair.Better).Name)]);
        if (pairs[true].Any())
        {
            var p = Figures.P(pairs[true].Max(pair => pair.EquivalenceP!.Value));
            yield return pairs[true].Count() == 1
                ? $"{Names(true)} is equivalent to {best.Name}, within {Figures.Distance(margin)} ({p})."
                : $"{Names(true)} are equivalent to {best.Name}, within {Figures.Distance(margin)} ({p.Replace("=", "≤", StringComparison.Ordinal)}).";
        }

        if (pairs[false].Any())
            yield return $"Nothing shows that {Names(false)} {(pairs[false].Count() == 1 ? "lies" : "lie")} within {Figures.Distance(margin)} of {best.Name}.";
    }

    public static string Cheapest(CandidateSummary cheapest, int among)
    {
        string[] costs =
        [
            .. cheapest.P95Milliseconds is { } p95 ? [$"{Figures.Latency(p95)} at p95"] : Array.Empty<string>(),
            $"{Figures.Count(cheapest.PromptTokens)} tokens a request",
            cheapest.PreparationSeconds > 0 ? $"{Figures.Duration(cheapest.PreparationSeconds)} to prepare" : "nothing to prepare",
        ];
        return $"{cheapest.Name} is the {(among == 2 ? "cheaper" : "cheapest")}: {string.Join(", ", costs)}.";
    }

    public static string ChanceOf(Comparison comparison, CandidateSummary candidate) =>
        $"{candidate.Name} is not above chance ({Figures.Percent(comparison.Chance!.Value.Share)}, always '{comparison.Record.Labels[comparison.Chance.Value.Label]}'): "
        + $"its accuracy is {Figures.Percent(candidate.Accuracy)}.";

    public static string AllWrong(Comparison comparison, int row)
    {
        var answers = comparison.Ranked.GroupBy(candidate => candidate.Answers[row].Text)
            .Select(group => $"✗ {group.Key}: {string.Join(", ", group.Select(c => $"{c.Name} {Figures.Share(c.Answers[row].Probability)}"))}");
        return $"Every candidate gets this row wrong ({comparison.Expected(row)}): {string.Join(" · ", answers)}. Hard, or {(comparison.Record.IsWritten ? "answered" : "labelled")} wrongly.";
    }

    private static string Win(Comparison comparison, PairedComparison[] beaten)
    {
        var (first, rest) = (beaten[0], beaten[1..]);
        var sentence = $"{first.Better.Name} beats {first.Worse.Name}, {Figures.Points(first.Difference)} points{Of(comparison)}, {Figures.P(first.P)}";
        if (rest.Length == 0)
            return sentence + ".";

        // The least that holds for all of them.
        var (least, p) = (Figures.Distance(rest.Min(pair => pair.Difference)), Figures.P(rest.Max(pair => pair.P)));
        return rest.Length == 1
            ? $"{sentence}; {rest[0].Worse.Name} by {least} ({p})."
            : $"{sentence}; {rest.Length.ToString(CultureInfo.InvariantCulture)} others by {least} or more ({p.Replace("=", "≤", StringComparison.Ordinal)}).";
    }

    private static string Unsure(Comparison comparison, PairedComparison pair) =>
        $"{pair.Worse.Name} trails {pair.Better.Name} by {Figures.Distance(pair.Difference)}{Of(comparison)}, but the seeds of {pair.LessSteady.Name} differ "
        + $"too much (± {Figures.Distance(pair.LessSteady.AccuracySpread ?? 0)}) to be sure; more seeds would tell.";

    private static string Rows(Comparison comparison) => Figures.Count(comparison.Record.Rows.Length, "row");

    private static string Of(Comparison comparison) => comparison.Metric == "accuracy" ? "" : " of " + comparison.Metric;

    private static string List(CandidateSummary[] candidates) => List([.. candidates.Select(candidate => candidate.Name)]);

    private static string List(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
