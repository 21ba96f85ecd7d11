using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>Trains a network with a classifier on the examples, stopping where a part held back gets no better.</summary>
/// <param name="backboneShare">The network's learning rate, as a multiple of the classifier's.</param>
/// <param name="startsFromHead">Whether the classifier begins as the best one for the frozen states.</param>
internal sealed class ClassifierTraining(
    ModelSession session, StrategyContext context, Func<ClassifierNetwork> newNetwork, double backboneShare, bool startsFromHead)
{
    /// <summary>As for adapters: with fewer examples than this, training starts anew on all of them for the best number of epochs.</summary>
    private const int AllBelow = 100;

    private const int Patience = 3;
    private const double HeadStrength = 10;
    private const double LargestNorm = 1;
    private const double WeightDecay = 0.01;

    private readonly int _epochs = context.Strategy.Properties.Integer("epochs");
    private readonly double _headRate = context.Strategy.Properties.Number("learningRate");

    /// <param name="States">Frozen ones, where the classifier begins from them; else none.</param>
    private sealed record Row(int[] Ids, int Label, double[] States);

    /// <param name="what">Is trained, for the detail.</param>
    /// <exception cref="StrategyException">There is nothing to learn from, or an example is longer than the window.</exception>
    public IPredictor Prepare(string what, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var kept = new TrainedWeights(context.Kept, TimeProvider.System);
        if (TrainedBefore(kept) is { } known)
            return known;
        var split = HeldBack.Split(context.Examples, context.Seed);
        var (training, held) = (Rows(split.Training, cancellation), Rows(split.Held, cancellation));
        var (network, best) = Trained(training, held, _epochs, progress, cancellation);
        var detail = $"{what}, {best} of {_epochs} epochs";
        if (!held.IsEmpty && context.Examples.Length < AllBelow)
        {
            network.Dispose();
            (network, _) = Trained([.. training, .. held], [], best, progress, cancellation);
            detail += ", then all examples";
        }

        kept.Write([.. network.Backbone, .. network.Head], detail);
        return new Predictor(session, context, network, detail);
    }

    /// <summary>From a network that was trained in an earlier run; null where there is none.</summary>
    private Predictor? TrainedBefore(TrainedWeights kept)
    {
        if (context.Kept is null)
            return null;
        var network = newNetwork();
        if (kept.Read(network.Backbone.Concat(network.Head)) is { } detail)
            return new Predictor(session, context, network, detail);
        network.Dispose();
        return null;
    }

    private ImmutableArray<Row> Rows(ImmutableArray<TrainingRow> examples, CancellationToken cancellation) =>
    [
        .. examples.Select(example =>
        {
            cancellation.ThrowIfCancellationRequested();
            var ids = session.Encode(PromptLayout.Request(example.Text));
            return ids.Length <= session.Model.Window ? new Row(ids, example.Label, startsFromHead ? States(ids) : [])
                : throw new StrategyException($"The example at {example.Source} takes {ids.Length} tokens, but the model of '{context.Strategy.Name}' reads at most {session.Model.Window}. Shorten it.");
        }),
    ];

    private double[] States(int[] ids) => [.. new FeatureExtractor(session.FeatureDecoder).Extract(ids)[(int)Pooling.Last].Select(state => (double)state)];

    /// <returns>A new network, trained; the caller's from then on.</returns>
    private (ClassifierNetwork Network, int Best) Trained(ImmutableArray<Row> training, ImmutableArray<Row> held, int epochs, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var network = newNetwork();
        try
        {
            return (network, Run(network, training, held, epochs, progress, cancellation));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <returns>The epoch at whose end the held rows' loss was lowest; the network ends as it was then.</returns>
    private int Run(ClassifierNetwork network, ImmutableArray<Row> training, ImmutableArray<Row> held, int epochs, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (startsFromHead) network.StartFrom(FitHead(training, cancellation));
        using var optimizer = new AdamWOptimizer((network.Head, _headRate, 0), (network.Backbone, _headRate * backboneShare, WeightDecay));
        var random = new Random(context.Seed.For("shuffling"));
        var batch = training.Length switch { < 64 => 4, < 200 => 8, _ => 16 };
        var steps = (training.Length + batch - 1) / batch;
        var (best, lowest, kept) = (epochs, double.PositiveInfinity, Array.Empty<Tensor>());
        try
        {
            for (var epoch = 1; epoch <= epochs; epoch++)
            {
                var order = training.ToArray();
                random.Shuffle(order);
                foreach (var (number, rows) in order.Chunk(batch).Index())
                {
                    cancellation.ThrowIfCancellationRequested();
                    var taken = (epoch - 1.0) * steps + number;
                    // Over the epochs asked for, also where fewer are run: the second training goes the way of the first.
                    var loss = Step(network, optimizer, rows, batch, 1 - taken / (_epochs * steps));
                    progress?.Report(new StrategyProgress($"epoch {epoch}/{epochs}", taken / (epochs * steps), loss));
                }

                if (held.IsEmpty) continue;
                var heldLoss = held.Chunk(batch).Sum(rows => Measure(network, rows, batch) * rows.Length) / held.Length;
                if (heldLoss < lowest)
                {
                    (best, lowest) = (epoch, heldLoss);
                    Free(kept);
                    kept = network.Keep();
                }
                else if (epoch - best >= Patience)
                {
                    break;
                }
            }

            if (kept.Length > 0) network.Restore(kept);
            return best;
        }
        finally
        {
            Free(kept);
        }
    }

    private static double Step(ClassifierNetwork network, AdamWOptimizer optimizer, Row[] rows, int batch, double schedule)
    {
        using var scope = NewDisposeScope();
        var loss = Loss(network, rows, batch);
        loss.backward();
        optimizer.Step(schedule, LargestNorm);
        return loss.item<float>();
    }

    private static double Measure(ClassifierNetwork network, Row[] rows, int batch)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Loss(network, rows, batch).item<float>();
    }

    private static Tensor Loss(ClassifierNetwork network, Row[] rows, int batch) =>
        nn.functional.cross_entropy(network.Logits([.. rows.Select(row => row.Ids)], batch), tensor(rows.Select(row => (long)row.Label).ToArray()));

    private static void Free(Tensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }

    private LinearClassifier FitHead(ImmutableArray<Row> rows, CancellationToken cancellation) => new LogisticRegression(
        [.. rows.Select(row => FeatureVector.Of(row.States))], sparse: 0, [.. rows.Select(row => row.Label)], context.Labels.Length, cancellation).Fit(HeadStrength, cancellation);

    private sealed class Predictor(ModelSession session, StrategyContext context, ClassifierNetwork network, string detail) : IPredictor
    {
        public string Detail => detail;

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var ids = session.Encode(PromptLayout.Request(text));
            if (ids.Length > session.Model.Window)
                throw new StrategyException(DataDiagnostics.PromptTooLong(context.Strategy.Span, context.Strategy.Name, ids.Length, session.Model.Window));
            var probabilities = network.Probabilities(ids).ToImmutableArray();
            return ValueTask.FromResult(new PredictionResult(new Prediction(probabilities.IndexOf(probabilities.Max()), probabilities), ids.Length));
        }

        public void Dispose() => network.Dispose();
    }
}
