using AdaptLab.Data.Planning;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>Partial fine-tuning: the top layers are trained together with a classifier, at a lower rate than the classifier,
/// which begins as the best one for the frozen features.</summary>
public sealed class FinetuneStrategy(ModelSession session) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("finetune");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var layers = Math.Min(context.Strategy.Properties.Integer("layers"), session.Model.Decoder.Config.Layers);
        var training = new ClassifierTraining(
            session, context, () => ClassifierNetwork.OnTopOf(session.Decoder, layers, context.Labels.Length),
            context.Strategy.Properties.Number("backboneRate"), startsFromHead: true);
        return Task.FromResult(training.Prepare($"{layers} of {session.Model.Decoder.Config.Layers} layers", progress, cancellation));
    }
}

/// <summary>The control: the same network with random weights, trained on the same examples. What it reaches owes nothing to
/// the base.</summary>
public sealed class ScratchStrategy(ModelSession session) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("scratch");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var seed = context.Seed.For("initialisation");
        var training = new ClassifierTraining(
            session, context,
            () => ClassifierNetwork.FromScratch(session.Model.Decoder.Config, session.Decoder.ComputeType, context.Labels.Length, seed),
            backboneShare: 1, startsFromHead: false);
        return Task.FromResult(training.Prepare("all layers from random weights", progress, cancellation));
    }
}
