using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Requests;

namespace AdaptLab.Experiments.Strategies;

/// <summary>In-context: instruction, labels and some examples stand in the prompt; nothing is trained.</summary>
public sealed class PromptStrategy(ModelSession session) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("prompt");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        return RequestPredictor.UntrainedAsync(session, context, progress, cancellation);
    }
}
