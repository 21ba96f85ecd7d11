using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Retrieval: for each input, the nearest examples and pieces of documents are looked up and put in the prompt.</summary>
public sealed class RagStrategy(ModelSession session) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("rag");

    public async Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        session.CheckModel(context.Strategy);
        if (context.Strategy.Properties.TextOrNull("store") is { } store and not "embedded")
            throw new StrategyException($"The store '{store}' cannot be used by this version. Leave `store` out of '{context.Strategy.Name}': the embedded one is the default.");
        if (context.Strategy.Properties.TextOrNull("embedder") is { } embedder && embedder != context.Strategy.Properties.TextOrNull("model"))
            throw new StrategyException($"The embedder '{embedder}' cannot be used by this version. Leave `embedder` out of '{context.Strategy.Name}': the strategy's model makes the embeddings.");

        if (context.Examples.IsEmpty && context.Documents.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to search: there are 0 examples and no documents.");
        var search = Enum.Parse<SearchMode>(context.Strategy.Properties.Text("search"), ignoreCase: true);
        return await RetrievingPredictor.CreateAsync(session, context, context.Strategy.Properties.Integer("retrieve"), search, progress, cancellation);
    }
}
