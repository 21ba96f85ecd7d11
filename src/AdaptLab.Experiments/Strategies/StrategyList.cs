using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Cascade;
using AdaptLab.Experiments.Strategies.Finetune;
using AdaptLab.Experiments.Strategies.Head;
using AdaptLab.Experiments.Strategies.Remote;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Every strategy there is. To add one is to add its file and a line here.</summary>
public static class StrategyList
{
    public static ImmutableArray<IStrategy> For(ModelSession model)
    {
        ImmutableArray<IStrategy> all = [];
        all =
        [
            new PromptStrategy(model),
            new RagStrategy(model),
            new LoraStrategy(model),
            new HeadStrategy(model),
            new FinetuneStrategy(model),
            new ScratchStrategy(model),
            // Its steps are any of the others.
            new CascadeStrategy(kind => all.First(strategy => strategy.Traits.Kind == kind)),
        ];
        return all;
    }

    /// <summary>Those that need no weights.</summary>
    /// <param name="embedder">Makes the vectors that are searched by.</param>
    public static ImmutableArray<IStrategy> For(RemoteSession model, IEmbedder embedder)
    {
        ImmutableArray<IStrategy> steps = [new RemoteStrategy(model, embedder, "prompt"), new RemoteStrategy(model, embedder, "rag")];
        return [.. steps, new CascadeStrategy(kind => steps.First(strategy => strategy.Traits.Kind == kind))];
    }
}
