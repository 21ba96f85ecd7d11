using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Requests;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Retrieval: for each input, the nearest examples and pieces of documents are looked up and put in the prompt.</summary>
public sealed class RagStrategy(ModelSession session) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("rag");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        return RequestPredictor.UntrainedAsync(session, context, progress, cancellation);
    }
}
