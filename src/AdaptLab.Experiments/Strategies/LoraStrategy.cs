using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Low-rank adapters, trained to answer the examples; the base stays as it is. The prompt is the input alone:
/// what the task is stands in the weights afterwards.</summary>
/// <param name="time">Tells when it is worth while to keep how far a training is; null for the system's.</param>
public sealed class LoraStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    /// <summary>With fewer examples than this, every one counts: training starts anew on all of them, for as many epochs
    /// as were best for the rest.</summary>
    private const int AllBelow = 100;

    public StrategyTraits Traits { get; } = StrategyTraits.Of("lora");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        session.CheckModel(context.Strategy);
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var answers = new LabelAnswers(session, context);
        var keeping = new LoraKeeping(context.Kept, time ?? TimeProvider.System);
        if (Kept(context, keeping) is { } trained)
            return Task.FromResult<IPredictor>(trained);

        var epochs = context.Strategy.Properties.Integer("epochs");
        var split = HeldBack.Split(context.Examples, context.Seed);
        var (training, held) = (Prompts(split.Training, answers, context, cancellation), Prompts(split.Held, answers, context, cancellation));

        if (held.Length == 0)
        {
            using var only = NewTraining(context, answers);
            only.Run(training, [], epochs, epochs, new TrainingRound(keeping, 0, 0), Report(progress, epochs, 0, 1), cancellation);
            return Task.FromResult<IPredictor>(Finished(context, only.Adapter, keeping, $"{epochs} epochs"));
        }

        var retrains = context.Examples.Length < AllBelow;
        // A killed run may have been in the second training already: the first one has told what it was for.
        if (keeping.Round() is not (1, var best))
        {
            using var first = NewTraining(context, answers);
            (best, _) = first.Run(training, held, epochs, epochs, new TrainingRound(keeping, 0, 0), Report(progress, epochs, 0, retrains ? 0.5 : 1), cancellation);
            if (!retrains)
                return Task.FromResult<IPredictor>(Finished(context, first.Adapter, keeping, $"{Epochs(best)} of {epochs}"));
        }

        using var again = NewTraining(context, answers);
        again.Run([.. training, .. held], [], best, epochs, new TrainingRound(keeping, 1, best), Report(progress, best, 0.5, 0.5), cancellation);
        return Task.FromResult<IPredictor>(Finished(context, again.Adapter, keeping, $"{Epochs(best)} of {epochs}, then all examples"));
    }

    /// <summary>From adapters that were trained before; null where there are none.</summary>
    private Predictor? Kept(StrategyContext context, LoraKeeping keeping)
    {
        if (context.Kept is null) return null;
        using var adapter = NewAdapter(context);
        return keeping.ReadAdapter(adapter) is { } detail ? Merged(context, adapter, detail) : null;
    }

    private static string Epochs(int count) => count == 1 ? "1 epoch" : $"{count} epochs";

    private static Action<int, double, double>? Report(IProgress<StrategyProgress>? progress, int epochs, double from, double share) =>
        progress is null ? null : (epoch, done, loss) => progress.Report(new StrategyProgress($"epoch {epoch}/{epochs}", from + done * share, loss));

    private LoraTraining NewTraining(StrategyContext context, LabelAnswers answers) =>
        new(NewAdapter(context), answers.Tree, context.Strategy.Properties.Number("learningRate"), LearningRateSchedule.Of(context.Strategy.Properties), context.Seed);

    private LoraAdapter NewAdapter(StrategyContext context)
    {
        var properties = context.Strategy.Properties;
        var config = new AdapterConfig
        {
            Rank = properties.Integer("rank"),
            Alpha = properties.Number("alpha"),
            Dropout = properties.Number("dropout"),
            UseRankStabilised = properties.Flag("rslora"),
            UseDora = properties.Flag("dora"),
            Targets = AdapterTargets.Of(properties.List("targets")),
            BaseModel = session.Info.Name,
        };
        return LoraAdapter.Create(session.Decoder, config, context.Seed.For("initialisation"));
    }

    private ImmutableArray<AnsweredPrompt> Prompts(ImmutableArray<TrainingRow> rows, LabelAnswers answers, StrategyContext context, CancellationToken cancellation) =>
    [
        .. rows.Select(row =>
        {
            cancellation.ThrowIfCancellationRequested();
            var ids = session.Encode(PromptLayout.Request(row.Text));
            return ids.Length <= answers.Room ? new AnsweredPrompt(ids, row.Label)
                : throw new StrategyException($"The example at {row.Source} takes {ids.Length} tokens, but the model of '{context.Strategy.Name}' reads at most {answers.Room} before the answer. Shorten it.");
        }),
    ];

    private Predictor Finished(StrategyContext context, LoraAdapter adapter, LoraKeeping keeping, string detail)
    {
        keeping.WriteAdapter(adapter, detail);
        return Merged(context, adapter, detail);
    }

    private Predictor Merged(StrategyContext context, LoraAdapter adapter, string detail)
    {
        var merged = adapter.Merge(session.Decoder);
        return new Predictor(session, merged, new LabelAnswers(session, context, merged), detail);
    }

    private sealed class Predictor(ModelSession session, Decoder merged, LabelAnswers answers, string detail) : IPredictor
    {
        public string Detail => detail;

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var ids = session.Encode(PromptLayout.Request(text));
            return ValueTask.FromResult(new PredictionResult(answers.Predict(ids, PromptPrefix.Empty, [text]), ids.Length));
        }

        public void Dispose() => merged.Dispose();
    }
}
