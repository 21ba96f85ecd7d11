using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies.Keeping;
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
/// <param name="time">Tells when it is worth while to keep how far the training is.</param>
internal sealed class ClassifierTraining(
    ModelSession session, StrategyContext context, Func<ClassifierNetwork> newNetwork, double backboneShare, bool startsFromHead, TimeProvider time)
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
        var keeping = new TrainingKeeping(context.Kept, "weights", time);
        if (TrainedBefore(keeping) is { } known)
            return known;
        var split = HeldBack.Split(context.Examples, context.Seed);
        var (training, held) = (Rows(split.Training, cancellation), Rows(split.Held, cancellation));
        var retrains = !held.IsEmpty && context.Examples.Length < AllBelow;
        ClassifierNetwork? network = null;
        // A killed run may have been in the second training already: the first one has told what it was for.
        if (!retrains || keeping.Round() is not (1, var best))
            (network, best) = Trained(training, held, _epochs, new TrainingRound(keeping, 0, 0), progress, cancellation);
        var detail = $"{what}, {best} of {_epochs} epochs";
        if (retrains)
        {
            network?.Dispose();
            (network, _) = Trained([.. training, .. held], [], best, new TrainingRound(keeping, 1, best), progress, cancellation);
            detail += ", then all examples";
        }

        keeping.WriteResult([.. network!.Backbone, .. network.Head], detail);
        return new Predictor(session, context, network, detail);
    }

    /// <summary>From a network that was trained in an earlier run; null where there is none.</summary>
    private Predictor? TrainedBefore(TrainingKeeping keeping)
    {
        if (context.Kept is null)
            return null;
        var network = newNetwork();
        if (keeping.ReadResult(network.Backbone.Concat(network.Head)) is { } detail)
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
    private (ClassifierNetwork Network, int Best) Trained(
        ImmutableArray<Row> training, ImmutableArray<Row> held, int epochs, TrainingRound keeping, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var network = newNetwork();
        try
        {
            return (network, Run(network, training, held, epochs, keeping, progress, cancellation));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <returns>The epoch at whose end the held rows' loss was lowest; the network ends as it was then.</returns>
    private int Run(
        ClassifierNetwork network, ImmutableArray<Row> training, ImmutableArray<Row> held, int epochs, TrainingRound keeping,
        IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        using var optimizer = new AdamWOptimizer((network.Head, _headRate, 0), (network.Backbone, _headRate * backboneShare, WeightDecay));
        Tensor[] weights = [.. network.Backbone, .. network.Head];
        var known = keeping.Read(weights, optimizer.Read);
        if (known is null && startsFromHead) network.StartFrom(FitHead(training, cancellation));
        var state = known ?? new TrainedEpochs(0, epochs, double.PositiveInfinity);
        var random = new Random(context.Seed.For("shuffling"));
        var batch = training.Length switch { < 64 => 4, < 200 => 8, _ => 16 };
        var steps = (training.Length + batch - 1) / batch;
        try
        {
            for (var epoch = 1; epoch <= epochs && !HasPassedBest(state); epoch++)
            {
                // Drawn for epochs that are done, too: the later ones shall have the order that they would have had.
                var order = training.ToArray();
                random.Shuffle(order);
                if (epoch <= state.Done) continue;
                foreach (var (number, rows) in order.Chunk(batch).Index())
                {
                    cancellation.ThrowIfCancellationRequested();
                    var taken = (epoch - 1.0) * steps + number;
                    // Over the epochs asked for, also where fewer are run: the second training goes the way of the first.
                    var loss = Step(network, optimizer, rows, batch, 1 - taken / (_epochs * steps));
                    progress?.Report(new StrategyProgress($"epoch {epoch}/{epochs}", taken / (epochs * steps), loss));
                }

                state = state with { Done = epoch };
                var heldLoss = held.IsEmpty ? double.NaN : held.Chunk(batch).Sum(rows => Measure(network, rows, batch, cancellation) * rows.Length) / held.Length;
                if (heldLoss < state.BestLoss)
                {
                    Free(state.Kept);
                    state = new TrainedEpochs(epoch, epoch, heldLoss) { Kept = network.Keep() };
                }

                keeping.Write(state, weights, optimizer.Write);
            }

            if (state.Kept.Length > 0) network.Restore(state.Kept);
            return state.Best;
        }
        finally
        {
            Free(state.Kept);
        }
    }

    private static bool HasPassedBest(TrainedEpochs state) => state.Done - state.Best >= Patience;

    private static double Step(ClassifierNetwork network, AdamWOptimizer optimizer, Row[] rows, int batch, double schedule)
    {
        using var scope = NewDisposeScope();
        var loss = Loss(network, rows, batch);
        loss.backward();
        optimizer.Step(schedule, LargestNorm);
        return loss.item<float>();
    }

    private static double Measure(ClassifierNetwork network, Row[] rows, int batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
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
