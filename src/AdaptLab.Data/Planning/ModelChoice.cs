using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>Which of a spec's models a strategy uses.</summary>
internal static class ModelChoice
{
    /// <summary>The one that it names, or the first one.</summary>
    public static ModelSpec ModelOf(Spec spec, StrategySpec strategy) => Named(spec, strategy, "model") ?? spec.Models[0];

    /// <summary>The one that makes its vectors, or those of a part of it; null where that is its model, or where it makes none.</summary>
    public static ModelSpec? EmbedderOf(Spec spec, StrategyPart strategy) => strategy.AndBelow
        .Select(part => Named(spec, part.Strategy, "embedder"))
        .FirstOrDefault(embedder => embedder is not null && embedder.Name != ModelOf(spec, strategy.Strategy).Name);

    private static ModelSpec? Named(Spec spec, StrategySpec strategy, string property) =>
        strategy.Properties.TextOrNull(property) is { } name ? spec.Models.First(model => model.Name == name) : null;
}
