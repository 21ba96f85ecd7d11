using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Advising;

/// <summary>What is advised after a comparison, rule by rule, the most important one first. Each rule says something or nothing; none
/// of them says more than the tests of the run have shown.</summary>
internal static class RulesAfter
{
    private const string OwnTests = "the tests of this run";

    // A label of which fewer rows than this are found, or that is confused less often, is no pattern yet.
    private const int FewestRows = 5;

    public static ImmutableArray<AdviceRule<Comparison>> All { get; } =
    [
        new("What to use", "The best one, where it is better beyond chance; among those that nothing tells apart, the cheapest.", OwnTests, Choice),
        new("Why retrieval is ahead", "What has to be known is looked up more surely than it is learnt: facts suit retrieval, behaviour suits weights.", "Ovadia et al. 2024, Fine-Tuning or Retrieval?", LookingUp),
        new("How sure, as to seeds", "A choice that rests on seeds which differ may turn with others.", "Dodge et al. 2020, on how far seeds decide fine-tuning on little data", Unsteady),
        new("What would change it", "A choice among those that are tied may turn with more rows; who knows how many can weigh them against the labelling.", "Miller 2024, on the power of evaluations", Power),
        new("Nothing learnt", "What does not beat the most frequent label has learnt nothing that could be tuned.", OwnTests, NothingLearnt),
        new("Harm", "Adapting can be worse than not to, above all with few examples and full fine-tuning.", "Biderman et al. 2024, LoRA Learns Less and Forgets Less", Harm),
        new("Care over volume", "A few examples picked by somebody who knows are often worth many that were not.", "Loukas et al. 2023, on examples picked by experts", QualityOverNumber),
        new("More examples", "A curve that still rises at its end goes on rising for a while; one that is flat does not.", "Hestness et al. 2017, on learning curves", MoreExamples),
        new("What to label next", "Examples at the border between two labels that are confused teach more than examples of what is known.", "Lewis and Gale 1994, on examples near the boundary", LabelNext),
    ];

    public static ImmutableArray<Advice> Of(Comparison comparison) =>
        comparison.Best is null ? [] : [.. All.SelectMany(rule => rule.Of(comparison))];

    private static IEnumerable<Said> Choice(Comparison comparison)
    {
        var best = comparison.Best!;
        if (!best.IsAboveChance || comparison.Ranked.Length == 1)
            yield break;
        if (comparison.Tie is { } tie)
        {
            yield return new Said(
                tie.Cheapest == best
                    ? $"Use {best.Name}: it scores highest, and of those that nothing tells from it, it is the cheapest."
                    : $"Use {tie.Cheapest.Name}: nothing tells it from {best.Name}, which scores highest, and it is the cheapest.");
        }
        else if (comparison.Between(best, comparison.Ranked[1]) is { IsSignificant: true } lead)
        {
            yield return new Said($"Use {best.Name}: it is better than every other one, by {Figures.Distance(lead.Difference)} or more ({Figures.P(lead.P)}).");
        }
    }

    private static IEnumerable<Said> LookingUp(Comparison comparison)
    {
        var best = comparison.Best!;
        if (comparison.Record.TaskKind != TaskKinds.Of(TaskKind.Answer).Name || !LooksUp(best))
            yield break;
        if (comparison.Ranked.FirstOrDefault(candidate => !LooksUp(candidate)) is not { } unread || comparison.Between(best, unread) is not { IsSignificant: true } lead)
            yield break;
        var (of, looked, known) = (comparison.Record.Rows.Length, Right(best), Right(unread));
        yield return new Said(
            $"Looking up decides here: {best.Name}, which does, is ahead of {unread.Name}, the best that does not, by {Figures.Distance(lead.Difference)} of {comparison.Metric} ({Figures.P(lead.P)}), with {looked} of {of} rows answered exactly against {known}. "
            + "Training and prompting teach how to answer, not what is true.");

        bool LooksUp(CandidateSummary candidate) => Enumerable.Range(0, comparison.Record.Rows.Length).Any(row => candidate.Run.CitationsOf(row).Any());
        static int Right(CandidateSummary candidate) => candidate.Answers.Count(answer => answer.IsRight);
    }

    private static IEnumerable<Said> Unsteady(Comparison comparison)
    {
        if (Against(comparison).FirstOrDefault(pair => pair.IsUnsure) is not { } unsure)
            yield break;
        yield return new Said(
            $"Before you rely on it, run more seeds: those of {unsure.LessSteady.Name} differ by ± {Figures.Distance(unsure.LessSteady.AccuracySpread ?? 0)}.",
            AdviceEdit.Compare("seeds", Math.Max(5, 2 * comparison.Record.Seeds).ToString(CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<Said> Power(Comparison comparison)
    {
        var against = Against(comparison).ToArray();
        if (!against.Any(pair => pair.IsUnsure) && against.FirstOrDefault() is { IsTie: true, RowsNeeded: { } rows } tie && rows > comparison.Record.Rows.Length)
            yield return new Said($"What would change this: with about {Figures.About(rows)} eval rows, {tie.Better.Name} and {tie.Worse.Name} could be told apart, if they do differ by {Figures.Distance(tie.Difference)}.");
    }

    private static IEnumerable<PairedComparison> Against(Comparison comparison) => comparison.Ranked.Skip(1).Select(other => comparison.Between(comparison.Best!, other));

    private static IEnumerable<Said> NothingLearnt(Comparison comparison)
    {
        if (!comparison.Best!.IsAboveChance)
            yield return new Said("Use none of them yet: not even the best one is above chance. Describe the labels, try a larger model, or look whether the labels can be told from the texts at all.");
    }

    private static IEnumerable<Said> Harm(Comparison comparison) =>
        comparison.Transfers.Where(transfer => transfer.IsNegative).Select(transfer => transfer.Sentence)
            .Concat(comparison.Forgettings.Select(forgetting => forgetting.Sentence).OfType<string>())
            .Select(sentence => new Said(sentence));

    private static IEnumerable<Said> QualityOverNumber(Comparison comparison)
    {
        foreach (var crossing in comparison.Crossings)
        {
            // The lower end counts: the advice must hold even if the larger set is as good as the data allow.
            if (crossing.Low > crossing.Few.Whole.Examples)
                yield return new Said($"Rather label carefully than much: {crossing.Worth}");
        }
    }

    private static IEnumerable<Said> MoreExamples(Comparison comparison) =>
        from curve in comparison.Curves
        where curve.IsStillRising && curve.TrainingSet == comparison.BestOfEach.First(candidate => candidate.Run.Strategy == curve.Strategy).Run.TrainingSet
        let before = curve.Points[^2].Examples
        select new Said(
            $"More of {curve.TrainingSet} can be expected to help {curve.Strategy}: from {Figures.Count(before)} to {Figures.Count(curve.Whole.Examples)} examples it gained {Figures.Distance(curve.LastGain.Difference)} ({Figures.P(curve.LastGainP)}).");

    private static IEnumerable<Said> LabelNext(Comparison comparison)
    {
        var chosen = comparison.Tie?.Cheapest ?? comparison.Best!;
        if (!chosen.IsAboveChance || chosen.Confusion.Confusions().FirstOrDefault(confusion => confusion.Of >= FewestRows && confusion.Count >= 2) is not { Of: > 0 } worst)
            yield break;
        string Label(int label) => comparison.Record.Labels[label];
        yield return new Said($"Label next: texts that are {Label(worst.Gold)} and read like {Label(worst.Answer)} ({worst.Text(Label)}).");
    }
}
