using AdaptLab.Data.Planning;
using AdaptLab.Language.Schema;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>Partial or full fine-tuning: the top layers, or every weight, are trained together with a classifier, at a lower
/// rate than the classifier, which begins as the best one for the frozen features.</summary>
/// <param name="time">Tells when it is worth while to keep how far a training is; null for the system's.</param>
public sealed class FinetuneStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("finetune");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var (asked, all) = (context.Strategy.Properties.Number("layers"), session.Model.Decoder.Config.Layers);
        var isFull = asked == PropertySchema.All;
        // From the weights as the checkpoint has them: those in use may have been rounded for speed.
        var training = new ClassifierTraining(
            session, context,
            () => isFull
                ? ClassifierNetwork.Whole(session.Model.Decoder, session.Decoder.ComputeType, context.Labels.Length)
                : ClassifierNetwork.OnTopOf(session.Decoder, (int)Math.Min(asked, all), context.Labels.Length),
            context.Strategy.Properties.Number("backboneRate"), startsFromHead: true, time ?? TimeProvider.System);
        return Task.FromResult(training.Prepare(isFull ? "every weight" : $"{Math.Min(asked, all)} of {all} layers", progress, cancellation));
    }
}

/// <summary>The control: the same network with random weights, trained on the same examples. What it reaches owes nothing to
/// the base.</summary>
/// <param name="time">Tells when it is worth while to keep how far a training is; null for the system's.</param>
public sealed class ScratchStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("scratch");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var seed = context.Seed.For("initialisation");
        var training = new ClassifierTraining(
            session, context,
            () => ClassifierNetwork.FromScratch(session.Model.Decoder.Config, session.Decoder.ComputeType, context.Labels.Length, seed),
            backboneShare: 1, startsFromHead: false, time ?? TimeProvider.System);
        return Task.FromResult(training.Prepare("all layers from random weights", progress, cancellation));
    }
}
