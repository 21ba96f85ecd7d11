using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Experiments.Strategies.Training;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Models.Adapters;
using AdaptLab.Results;

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
        var networks = new Networks(session, context, New, startsFromHead: true);
        return networks.TrainAsync(
            isFull ? "every weight" : $"{Math.Min(asked, all)} of {all} layers", context.Strategy.Properties.Number("backboneRate"), time, progress, cancellation);
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
        var networks = new Networks(
            session, context, () => TrainedDecoder.FromScratch(session.Model.Decoder.Config, session.Decoder.ComputeType, seed), startsFromHead: false);
        return networks.TrainAsync("all layers from random weights", backboneShare: 1, time, progress, cancellation);
    }
}

/// <summary>Which network does a task, and its training.</summary>
/// <param name="newDecoder">As it is before it is trained.</param>
/// <param name="startsFromHead">Whether a classifier begins as the best one for the frozen states.</param>
internal sealed class Networks(ModelSession session, StrategyContext context, Func<TrainedDecoder> newDecoder, bool startsFromHead)
{
    /// <param name="what">Is trained, for the detail.</param>
    /// <param name="backboneShare">The decoder's learning rate, as a multiple of the head's.</param>
    /// <exception cref="StrategyException">There is nothing to learn from, or an example is longer than the window.</exception>
    public async Task<IPredictor> TrainAsync(string what, double backboneShare, TimeProvider? time, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var (epochs, rate) = (context.Strategy.Properties.Integer("epochs"), context.Strategy.Properties.Number("learningRate"));
        var keeping = new TrainingKeeping(context.Kept, "weights", time ?? TimeProvider.System);
        var training = new ExampleTraining<NetworkTraining>(context, epochs, () => new NetworkTraining(New(), rate, backboneShare), keeping);
        var trained = await training.RunAsync(() => Task.FromResult(Rows(cancellation)), progress, cancellation);
        var network = trained.Release();
        try
        {
            return await network.PredictorAsync($"{what}, {Figures.Count(epochs, "epoch")}", cancellation);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private ITrainedNetwork New() => context.Task.Kind == TaskKind.Classify
        ? new LabelNetwork(session, context, newDecoder(), startsFromHead)
        : new WritingNetwork(session, context, newDecoder());

    private ImmutableArray<AnsweredPrompt> Rows(CancellationToken cancellation)
    {
        var answers = context.Task.Kind == TaskKind.Classify ? null : new WrittenAnswers(session, context, session.Decoder);
        var rows = ImmutableArray.CreateBuilder<AnsweredPrompt>(context.Examples.Length);
        foreach (var example in context.Examples)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(answers is null ? LabelNetwork.RowOf(session, context, example) : WritingNetwork.RowOf(session, context, answers, example));
        }

        return rows.ToImmutable();
    }
}
