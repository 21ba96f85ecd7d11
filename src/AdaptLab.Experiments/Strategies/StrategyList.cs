using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Finetune;
using AdaptLab.Experiments.Strategies.Head;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Every strategy there is. To add one is to add its file and a line here.</summary>
public static class StrategyList
{
    public static ImmutableArray<IStrategy> For(ModelSession model) =>
    [
        new PromptStrategy(model),
        new RagStrategy(model),
        new LoraStrategy(model),
        new HeadStrategy(model),
        new FinetuneStrategy(model),
        new ScratchStrategy(model),
    ];
}
