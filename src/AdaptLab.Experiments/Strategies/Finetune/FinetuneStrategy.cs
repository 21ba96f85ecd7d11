using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>Partial or full fine-tuning: the top layers, or every weight, are trained; where labels are chosen together with a
/// classifier, which begins as the best one for the frozen features, and at a lower rate than that.</summary>
/// <param name="time">Tells when it is worth while to keep how far a training is; null for the system's.</param>
public sealed class FinetuneStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    public StrategyTraits Traits { get; } = StrategyTraits.Of("finetune");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var (asked, all) = (context.Strategy.Properties.Number("layers"), session.Model.Decoder.Config.Layers);
        var isFull = asked == PropertySchema.All;
        // From the weights as the checkpoint has them: those in use may have been rounded for speed.
        TrainedDecoder New() => isFull
            ? TrainedDecoder.Whole(session.Model.Decoder, session.Decoder.ComputeType)
            : TrainedDecoder.OnTopOf(session.Decoder, (int)Math.Min(asked, all));
        return Networks.Training(session, context, New, context.Strategy.Properties.Number("backboneRate"), startsFromHead: true, time)
            .PrepareAsync(isFull ? "every weight" : $"{Math.Min(asked, all)} of {all} layers", progress, cancellation);
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
        return Networks.Training(
            session, context, () => TrainedDecoder.FromScratch(session.Model.Decoder.Config, session.Decoder.ComputeType, seed), backboneShare: 1, startsFromHead: false, time)
            .PrepareAsync("all layers from random weights", progress, cancellation);
    }
}

/// <summary>Which network does a task.</summary>
internal static class Networks
{
    public static NetworkTraining Training(
        ModelSession session, StrategyContext context, Func<TrainedDecoder> newDecoder, double backboneShare, bool startsFromHead, TimeProvider? time)
    {
        if (context.Task.Kind == TaskKind.Classify)
        {
            return new NetworkTraining(
                context, () => new LabelNetwork(session, context, newDecoder(), startsFromHead), example => LabelNetwork.RowOf(session, context, example), backboneShare, time ?? TimeProvider.System);
        }

        var answers = new WrittenAnswers(session, context, session.Decoder);
        return new NetworkTraining(
            context, () => new WritingNetwork(session, context, newDecoder()), example => WritingNetwork.RowOf(session, context, answers, example), backboneShare, time ?? TimeProvider.System);
    }
}
