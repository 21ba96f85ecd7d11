using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Experiments.Strategies.Training;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Low-rank adapters, trained to answer the examples; the base stays as it is. The request is the input alone (what
/// the task is stands in the weights afterwards), or, in a hybrid, what its `prompt` or `rag` makes of it: in training as in use.</summary>
/// <param name="time">Tells when it is worth while to keep how far a training is; null for the system's.</param>
public sealed class LoraStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    private const double NarrowRate = 0.003, NarrowWidth = 320;

    public StrategyTraits Traits { get; } = StrategyTraits.Of("lora");

    public async Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var answers = Answering.For(session, context);
        var writer = await RequestWriters.CreateAsync(session, context, answers, progress, cancellation);
        try
        {
            var (adapter, detail, notes) = context.Of("lora")!.Properties.TextOrNull("adapter") is { } path
                ? Given(context, path)
                : await TrainAsync(context, answers, writer, progress, cancellation);
            using (adapter)
                return await RequestPredictor.TrainedAsync(session, context, adapter.Merge(session.Decoder), writer, detail, notes, cancellation);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>The adapters of a strategy: kept ones, or such as are trained now.</summary>
    internal async Task<LoraAdapter> AdapterAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Of("lora")!.Properties.TextOrNull("adapter") is { } path) return Given(context, path).Adapter;
        var answers = Answering.For(session, context);
        using var writer = await RequestWriters.CreateAsync(session, context, answers, progress, cancellation);
        return (await TrainAsync(context, answers, writer, progress, cancellation)).Adapter;
    }

    /// <summary>For each example, how far learning it was a step for the judged rows: the products of their gradients, summed over the
    /// epochs of one training on all examples, each weighted by its learning rate.</summary>
    internal async Task<double[]> InfluencesAsync(
        StrategyContext context, ImmutableArray<TrainingRow> judged, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var answers = Answering.For(session, context);
        using var writer = await RequestWriters.CreateAsync(session, context, answers, progress, cancellation);
        var training = await RequestsAsync(context.Examples, answers, writer, context, cancellation);
        var wanted = await JudgedAsync(judged, answers, writer, context, cancellation);
        var epochs = context.Of("lora")!.Properties.Integer("epochs");
        var sums = new double[training.Length];
        using var current = NewTraining(context, answers);
        var loop = new EpochLoop(current, Keeping(null), context.Seed, context.Meter);
        loop.Run(training, epochs, ExampleTraining<LoraTraining>.Report(progress, epochs), cancellation, rate =>
        {
            var products = current.GradientProducts(training, wanted, cancellation);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += rate * products[i];
        });
        return sums;
    }

    private static async Task<ImmutableArray<AnsweredPrompt>> JudgedAsync(
        ImmutableArray<TrainingRow> rows, IAnswering answers, IRequestWriter writer, StrategyContext context, CancellationToken cancellation)
    {
        var requests = ImmutableArray.CreateBuilder<AnsweredPrompt>(rows.Length);
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            // Asked as it is in use, where no example is left out of what is looked up.
            var ids = (await writer.WriteAsync(row.Text, null, cancellation)).Ids;
            requests.Add(ids.Length <= answers.Room ? new AnsweredPrompt(ids, answers.IndexOf(row)) : throw answers.TooLong(ids.Length));
        }

        return requests.ToImmutable();
    }

    private sealed record Outcome(LoraAdapter Adapter, string Detail, ImmutableArray<string> Notes);

    private async Task<Outcome> TrainAsync(
        StrategyContext context, IAnswering answers, IRequestWriter writer, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var epochs = context.Of("lora")!.Properties.Integer("epochs");
        var training = new ExampleTraining<LoraTraining>(context, epochs, () => NewTraining(context, answers), Keeping(context.Kept));
        var trained = await training.RunAsync(() => RequestsAsync(context.Examples, answers, writer, context, cancellation), progress, cancellation);
        return new Outcome(trained.Release(), Figures.Count(epochs, "epoch"), []);
    }

    private TrainingKeeping Keeping(KeptFiles? files) => new(files, "adapter", time ?? TimeProvider.System);

    private Outcome Given(StrategyContext context, string path)
    {
        try
        {
            var adapter = LoraAdapter.Load(session.Decoder, context.Adapters[path].Path);
            var baseModel = adapter.Config.BaseModel;
            return new Outcome(adapter, $"rank {adapter.Config.Rank} from {path}", baseModel is null || baseModel == session.Name ? []
                : [$"the adapter {path} says that it was trained on {baseModel}; here it stands on {session.Name}."]);
        }
        catch (ModelLoadException error)
        {
            throw new StrategyException(error.Message);
        }
    }

    private LoraTraining NewTraining(StrategyContext context, IAnswering answers)
    {
        var properties = context.Of("lora")!.Properties;
        var rate = properties.Has("learningRate") ? properties.Number("learningRate") : UsualRate(session.Model.Decoder.Config.HiddenSize);
        return new LoraTraining(NewAdapter(context), answers.Loss, rate, LearningRateSchedule.Of(properties), context.Seed);
    }

    /// <summary>The learning rate where the spec gives none: what is right for nano, by measurement, and less for wider models. What a
    /// step changes grows with the width (Yang et al. 2022, Tensor Programs V); Schulman et al. 2025, LoRA Without Regret, come to
    /// 0.0005 at 2,000.</summary>
    internal static double UsualRate(int width) => NarrowRate * Math.Min(1, NarrowWidth / width);

    private LoraAdapter NewAdapter(StrategyContext context)
    {
        var properties = context.Of("lora")!.Properties;
        var config = new AdapterConfig
        {
            Rank = properties.Integer("rank"),
            Alpha = properties.Number("alpha"),
            Dropout = properties.Number("dropout"),
            UseRankStabilised = properties.Flag("rslora"),
            UseDora = properties.Flag("dora"),
            Targets = AdapterTargets.Of(properties.List("targets")),
            BaseModel = session.Name,
        };
        return LoraAdapter.Create(session.Decoder, config, context.Seed.For("initialisation"));
    }

    private static async Task<ImmutableArray<AnsweredPrompt>> RequestsAsync(
        ImmutableArray<TrainingRow> rows, IAnswering answers, IRequestWriter writer, StrategyContext context, CancellationToken cancellation)
    {
        var requests = ImmutableArray.CreateBuilder<AnsweredPrompt>(rows.Length);
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var ids = (await writer.WriteAsync(row.Text, row, cancellation)).Ids;
            requests.Add(ids.Length <= answers.Room ? new AnsweredPrompt(ids, answers.IndexOf(row))
                : throw new StrategyException($"The example at {row.Source} takes {ids.Length} tokens, but the model of '{context.Strategy.Name}' reads at most {answers.Room} before the answer. Shorten it."));
        }

        return requests.ToImmutable();
    }
}
