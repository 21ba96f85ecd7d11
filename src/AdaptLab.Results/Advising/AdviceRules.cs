using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Advising;

/// <summary>What is advised after a comparison, rule by rule, the most important one first. Each rule says something or nothing; none
/// of them says more than the tests of the run have shown.</summary>
internal static class AdviceRules
{
    private const string OwnTests = "the tests of this run";

    // A label of which fewer rows than this are found, or that is confused less often, is no pattern yet.
    private const int FewestRows = 5;

    private static readonly ImmutableArray<Func<Comparison, IEnumerable<Advice>>> Rules = [Choice, Doubt, NothingLearnt, Harm, QualityOverNumber, MoreExamples, LabelNext];

    public static ImmutableArray<Advice> Of(Comparison comparison) =>
        comparison.Best is null ? [] : [.. Rules.SelectMany(rule => rule(comparison))];

    /// <summary>Reason: the best one where it is better beyond chance; among those that nothing tells apart, the cheapest.</summary>
    private static IEnumerable<Advice> Choice(Comparison comparison)
    {
        var best = comparison.Best!;
        if (!best.IsAboveChance || comparison.Ranked.Length == 1)
            yield break;
        if (comparison.Tie is { } tie)
        {
            yield return new Advice(
                tie.Cheapest == best
                    ? $"Use {best.Name}: it scores highest, and of those that nothing tells from it, it is the cheapest."
                    : $"Use {tie.Cheapest.Name}: nothing tells it from {best.Name}, which scores highest, and it is the cheapest.",
                OwnTests);
        }
        else if (comparison.Between(best, comparison.Ranked[1]) is { IsSignificant: true } lead)
        {
            yield return new Advice($"Use {best.Name}: it is better than every other one, by {Figures.Distance(lead.Difference)} or more ({Figures.P(lead.P)}).", OwnTests);
        }
    }

    /// <summary>Reason: a choice that rests on a tie or on seeds that differ may turn; the user should know what would decide it.</summary>
    private static IEnumerable<Advice> Doubt(Comparison comparison)
    {
        var against = comparison.Ranked.Skip(1).Select(other => comparison.Between(comparison.Best!, other)).ToArray();
        if (against.FirstOrDefault(pair => pair.IsUnsure) is { } unsure)
            yield return new Advice($"Before you rely on it, run more seeds: those of {unsure.LessSteady.Name} differ by ± {Figures.Distance(unsure.LessSteady.AccuracySpread ?? 0)}.", "Dodge et al. 2020, on how far seeds decide fine-tuning on little data");
        else if (against.FirstOrDefault() is { IsTie: true, RowsNeeded: { } rows } tie && rows > comparison.Record.Rows.Length)
            yield return new Advice($"What would change this: with about {Figures.About(rows)} eval rows, {tie.Better.Name} and {tie.Worse.Name} could be told apart, if they do differ by {Figures.Distance(tie.Difference)}.", "Miller 2024, on the power of evaluations");
    }

    /// <summary>Reason: what does not beat the most frequent label has learnt nothing that could be tuned.</summary>
    private static IEnumerable<Advice> NothingLearnt(Comparison comparison)
    {
        if (!comparison.Best!.IsAboveChance)
            yield return new Advice("Use none of them yet: not even the best one is above chance. Describe the labels, try a larger model, or look whether the labels can be told from the texts at all.", OwnTests);
    }

    /// <summary>Reason: adaptation can be worse than none, above all with few examples and full fine-tuning.</summary>
    private static IEnumerable<Advice> Harm(Comparison comparison) =>
        comparison.Transfers.Where(transfer => transfer.IsNegative)
            .Select(transfer => new Advice(transfer.Sentence, "Biderman et al. 2024, LoRA Learns Less and Forgets Less"));

    /// <summary>Reason: a few examples picked by somebody who knows are often worth many that were not.</summary>
    private static IEnumerable<Advice> QualityOverNumber(Comparison comparison)
    {
        foreach (var crossing in comparison.Crossings)
        {
            // The lower end counts: the advice must hold even if the larger set is as good as the data allow.
            if (crossing.Low > crossing.Few.Whole.Examples)
                yield return new Advice($"Rather label carefully than much. {crossing.Sentence}", "Loukas et al. 2023, on examples picked by experts");
        }
    }

    /// <summary>Reason: a curve that still rises at its end goes on rising for a while; one that is flat does not.</summary>
    private static IEnumerable<Advice> MoreExamples(Comparison comparison) =>
        from curve in comparison.Curves
        where curve.IsStillRising && curve.TrainingSet == comparison.BestOfEach.First(candidate => candidate.Run.Strategy == curve.Strategy).Run.TrainingSet
        let before = curve.Points[^2].Examples
        select new Advice(
            $"More of {curve.TrainingSet} can be expected to help {curve.Strategy}: from {Figures.Count(before)} to {Figures.Count(curve.Whole.Examples)} examples it gained {Figures.Distance(curve.LastGain.Difference)} ({Figures.P(curve.LastGain.P)}).",
            "Hestness et al. 2017, on learning curves");

    /// <summary>Reason: examples at the border between two labels that are confused teach more than examples of what is known.</summary>
    private static IEnumerable<Advice> LabelNext(Comparison comparison)
    {
        var chosen = comparison.Tie?.Cheapest ?? comparison.Best!;
        if (!chosen.IsAboveChance || chosen.Confusion.Confusions().FirstOrDefault(confusion => confusion.Of >= FewestRows && confusion.Count >= 2) is not { Of: > 0 } worst)
            yield break;
        string Label(int label) => comparison.Record.Labels[label];
        yield return new Advice($"Label next: texts that are {Label(worst.Gold)} and read like {Label(worst.Answer)} ({worst.Text(Label)}).", "Lewis and Gale 1994, on examples near the boundary");
    }
}
