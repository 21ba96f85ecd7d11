using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Language.Binding;

namespace AdaptLab.Results.Advising;

/// <summary>What is advised before anything has run, rule by rule, the most important one first. What they expect, others have
/// found on other data: the comparison is there to see whether it holds here.</summary>
internal static class RulesBefore
{
    /// <summary>Up to so many labels, an instruction may hold all that there is to say.</summary>
    private const int FewLabels = 4;

    /// <summary>Up to so many examples a label, and from so many on.</summary>
    private const double FewExamples = 16, ManyExamples = 64;

    /// <summary>From so many labels on, no prompt of usual length shows them all.</summary>
    private const int ManyLabels = 16;

    /// <summary>English texts of any trade have nine words in ten in the vocabulary of a base that was made from English; another language,
    /// or a science's terms, half and less.</summary>
    private const double Familiar = 0.7;

    /// <summary>What rows can be expected to tell is worth a word below this difference, in shares.</summary>
    private const double CoarseDifference = 0.1;

    /// <summary>The share of rows that two strategies answer differently, by experience.</summary>
    private const double Disagreement = 0.25;

    private static readonly string[] Trained = ["lora", "finetune", "head"];

    public static ImmutableArray<AdviceRule<Situation>> All { get; } =
    [
        new("Facts are looked up",
            "What a model has to know, it repeats more surely from a passage before its eyes than from weights that were trained on it.",
            "Ovadia et al. 2023; Soudani et al. 2024",
            Facts),
        new("Simple guidance is written down",
            "Where a few labels can be told apart by a sentence each, the instruction may be all that it takes, and the cheapest thing to change.",
            "Brown et al. 2020",
            Guidance),
        new("Behaviour is shown",
            "What shows in examples and is hard to put into words is learnt from examples; small models that were trained on some hundreds of them do better than large ones that are asked.",
            "Bucher and Martini 2024",
            Behaviour),
        new("Few examples, few weights",
            "With about eight examples a label, a classifier on frozen features beats training every weight by 8 points on average, and seeds differ by 2 to 12 points.",
            "Tunstall et al. 2022, raw results of SetFit",
            Few),
        new("Many examples, more weights",
            "From some 64 examples a label on, training the weights has caught up with frozen features, and goes on gaining.",
            "Tunstall et al. 2022, raw results of SetFit",
            Many),
        new("Many labels, chosen shots",
            "With dozens of labels, ten shots that are looked up for each input did as well as hundreds drawn at random.",
            "Bertsch et al. 2024",
            ManyKinds),
        new("Far from the base, train",
            "Prompts and frozen features lean on what the base has read. Where that is another language or a science of its own, weights have to be trained, or another base taken.",
            "Gururangan et al. 2020",
            Far),
        new("Enough rows to tell",
            "An eval set that cannot tell a difference which matters decides nothing.",
            "Card et al. 2020",
            Power),
        new("Several seeds",
            "On little data, the same training with another seed differs by more than strategies do.",
            "Dodge et al. 2020",
            Seeds),
        new("A control",
            "Adapting can do worse than leaving the base as it is, and only that base, asked as it is, can show it.",
            "Wang et al. 2019, on negative transfer",
            Control),
        new("A curve where sets differ in size",
            "How many of the larger set do as much as all of the smaller one says what careful labelling is worth.",
            "Loukas et al. 2023, on examples picked by experts",
            Curve),
    ];

    private static IEnumerable<Said> Facts(Situation known)
    {
        if (known.Task != TaskKind.Answer)
            yield break;
        if (!known.HasDocuments)
            yield return new Said("The task asks for facts, and there are no documents to look them up in: declare those that the answers stand in.");
        else if (!known.Has("rag"))
            yield return new Said("The task asks for facts, and no strategy looks them up in the documents: add rag.", AdviceEdit.Add("strategy rag"));
        else
            yield return new Said("The task asks for facts: expect rag to lead, whatever is trained beside it.");
    }

    private static IEnumerable<Said> Guidance(Situation known)
    {
        if (!IsSimple(known))
            yield break;
        const string why = "The task is simple guidance: few labels, each described, and few examples. A prompt may be all that it takes";
        yield return known.Has("prompt")
            ? new Said(why + "; whatever else is compared has to beat that.")
            : new Said(why + ": compare with prompt, too.", AdviceEdit.Add("strategy prompt"));
    }

    private static IEnumerable<Said> Behaviour(Situation known)
    {
        if (known.Task == TaskKind.Answer || IsSimple(known) || known.Largest.Examples == 0)
            yield break;
        var wording = known.Familiarity is { } share and >= Familiar ? $", in a wording that the base knows ({Figures.Percent(share, 0)} of the words are in its vocabulary)" : "";
        var what = $"The task is behaviour{wording}: {(known.Labels > 0 ? $"{Figures.Count(known.Labels, "label")}, " : "")}{Figures.Count(known.Largest.Examples)} examples in '{known.Largest.Name}'.";
        yield return !known.HasWeights || known.Has(Trained)
            ? new Said(what)
            : new Said($"{what} Compare with a strategy that learns from them: add lora.", AdviceEdit.Add("strategy lora"));
    }

    private static IEnumerable<Said> Few(Situation known)
    {
        if (known.Task != TaskKind.Classify || known.ExamplesALabel > FewExamples || known.Largest.Examples == 0 || !known.HasWeights)
            yield break;
        var what = $"About {Figures.Count((int)Math.Max(1, Math.Round(known.ExamplesALabel)), "example")} a label are few: expect rag and a head on frozen features to lead{(known.Has("finetune") ? ", and finetune to vary from seed to seed" : "")}";
        yield return known.Has("head") ? new Said(what + ".") : new Said(what + "; add head, it takes seconds.", AdviceEdit.Add("strategy head"));
    }

    private static IEnumerable<Said> Many(Situation known)
    {
        if (known.Task == TaskKind.Classify && known.ExamplesALabel >= ManyExamples && known.HasWeights && !known.Has("lora", "finetune"))
            yield return new Said($"About {Figures.Count((int)Math.Round(known.ExamplesALabel), "example")} a label are enough to train on: add lora.", AdviceEdit.Add("strategy lora"));
    }

    private static IEnumerable<Said> ManyKinds(Situation known)
    {
        if (known.Labels >= ManyLabels && !known.Has("rag"))
            yield return new Said($"No prompt shows examples of {Figures.Count(known.Labels)} labels at once: let rag look up the nearest ones for each input.", AdviceEdit.Add("strategy rag"));
    }

    private static IEnumerable<Said> Far(Situation known)
    {
        if (known.Familiarity is not { } share || share >= Familiar)
            yield break;
        var what = $"The wording is far from the base's: only {Figures.Percent(share, 0)} of the examples' words are in its vocabulary. Take a base that has read such texts, or train";
        yield return known.Has("lora", "finetune") || !known.HasWeights ? new Said(what + ".") : new Said(what + ": add lora.", AdviceEdit.Add("strategy lora"));
    }

    private static IEnumerable<Said> Power(Situation known)
    {
        if (known.Rows == 0)
            yield break;
        var (told, enough) = (Told(known.Rows), Math.Ceiling(Disagreement * Math.Pow(Reach / CoarseDifference, 2) / 10) * 10);
        if (told > CoarseDifference)
            yield return new Said($"{Figures.Count(known.Rows, "eval row")} can be expected to tell differences of {Points(told)} points or more; {Figures.Count(enough)} would tell {Points(CoarseDifference)}.");
    }

    private static IEnumerable<Said> Seeds(Situation known)
    {
        if (known is { Seeds: 1, SeedsMatter: true })
            yield return new Said("With one seed nobody knows how far another would differ: run 3.", AdviceEdit.Compare("seeds", "3"));
    }

    private static IEnumerable<Said> Control(Situation known)
    {
        if (known.HasWeights && known.Has("lora", "finetune") && !known.Has("scratch") && !known.Strategies.Any(strategy => strategy.Kind == "prompt" && strategy.Properties.Integer("shots") == 0))
            yield return new Said("Nothing would show whether training harms: add the base as it is.", AdviceEdit.Add("strategy prompt bare { shots: 0 }"));
    }

    private static IEnumerable<Said> Curve(Situation known)
    {
        if (known.HasCurve || known.Sets.Length < 2 || known.Largest.Examples < 2 * known.Sets.Min(set => set.Examples))
            yield break;
        yield return new Said(
            $"'{known.Largest.Name}' is much larger than '{known.Sets.MinBy(set => set.Examples)!.Name}': learning curves would tell what an example of each is worth.",
            AdviceEdit.Compare("curve", "true"));
    }

    private static bool IsSimple(Situation known) =>
        known is { Task: TaskKind.Classify, LabelsAreDescribed: true, Labels: > 0 and <= FewLabels } && known.ExamplesALabel <= FewExamples;

    /// <summary>In standard errors: a difference of that size is found four times in five at 5 %.</summary>
    private const double Reach = 1.96 + 0.84;

    /// <summary>Of a paired test, by the normal approximation (Miller 2024).</summary>
    private static double Told(int rows) => Reach * Math.Sqrt(Disagreement / rows);

    private static string Points(double share) => Math.Ceiling((share * 100) - 1e-9).ToString("0", CultureInfo.InvariantCulture);
}
