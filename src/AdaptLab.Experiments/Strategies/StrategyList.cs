using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Every strategy there is. To add one is to add its file and a line here.</summary>
public static class StrategyList
{
    public static ImmutableArray<IStrategy> For(ModelSession model) =>
    [
        new PromptStrategy(model),
        new RagStrategy(model),
        new LoraStrategy(model),
    ];
}
