using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Data.Planning;

/// <summary>A strategy within another one: what a hybrid combines, or a step of a cascade.</summary>
/// <param name="Traits">Of the kind that runs it: a hybrid is run by that of its parts which trains.</param>
public sealed record StrategyPart(StrategyTraits Traits, StrategySpec Strategy, ImmutableArray<StrategyPart> Parts)
{
    /// <summary>It, and whatever it is made of.</summary>
    public IEnumerable<StrategyPart> AndBelow => Parts.SelectMany(part => part.AndBelow).Prepend(this);

    /// <summary>Whether its parts act as one, and not one after the other.</summary>
    public bool IsHybrid => !Strategy.Properties.List("combine").IsEmpty;

    /// <summary>Whether another seed could give another answer.</summary>
    public bool UsesSeed => AndBelow.Any(part => part.Traits.UsesSeed(part.Strategy));

    /// <summary>Whether a change of a document can change an answer. The kind that runs a hybrid may read none while its part does.</summary>
    public bool ReadsDocuments => Traits.ReadsDocuments
        || StrategyTraits.All.Any(traits => traits.Kind == Strategy.Kind && traits.ReadsDocuments) || Parts.Any(part => part.ReadsDocuments);

    /// <param name="declared">The strategies of the spec. What none of them is called is a kind with its defaults.</param>
    /// <param name="traits">Of every kind that can be run.</param>
    public static StrategyPart Of(StrategySpec strategy, IReadOnlyCollection<StrategySpec> declared, ImmutableArray<StrategyTraits> traits)
    {
        ImmutableArray<StrategyPart> parts =
        [
            .. strategy.Properties.List("combine").Concat(strategy.Properties.List("steps"))
                .Select(name => Of(declared.FirstOrDefault(other => other.Name == name) ?? Default(name, strategy), declared, traits)),
        ];
        var kind = parts.Any(part => part.Strategy.Kind == "lora") && !strategy.Properties.List("combine").IsEmpty ? "lora" : strategy.Kind;
        return new StrategyPart(traits.First(t => t.Kind == kind), strategy, parts);
    }

    /// <summary>Why it cannot be run, as a clause; null where it can.</summary>
    public string? Problem()
    {
        if (Parts.Select(part => part.Problem()).FirstOrDefault(problem => problem is not null) is { } below)
            return below;
        if (Parts.FirstOrDefault(part => part.Strategy.Properties.TextOrNull("model") != Strategy.Properties.TextOrNull("model")) is { } other)
            return $"'{Strategy.Name}' and its part '{other.Strategy.Name}' name two models, '{Strategy.Properties.TextOrNull("model")}' and '{other.Strategy.Properties.TextOrNull("model")}'; all parts of a strategy run on one";
        if (!IsHybrid)
            return null;
        var kinds = Parts.Select(part => part.Strategy.Kind).Append(Strategy.Kind).Order(StringComparer.Ordinal).ToArray();
        return kinds is ["lora", "rag"] or ["lora", "prompt"] && Parts.All(part => part.Parts.IsEmpty) ? null
            : $"'{Strategy.Name}' combines {string.Join(" with ", kinds)}; what can be combined is lora with rag, or lora with prompt, and a cascade asks any others one after the other";
    }

    private static StrategySpec Default(string kind, StrategySpec within)
    {
        var values = StrategyKinds.Find(kind)!.Defaults;
        if (within.Properties.TextOrNull("model") is not { } model)
            return new StrategySpec(kind, kind, new Properties(values), within.Span);
        values = values.SetItem("model", model);
        return new StrategySpec(kind, kind, new Properties(StrategyKinds.Find(kind)!.Property("embedder") is null ? values : values.SetItem("embedder", model)), within.Span);
    }
}
