using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>What is trained: some of a decoder's own weights, and where labels are chosen a classifier on top.</summary>
internal interface ITrainedNetwork : IDisposable
{
    IReadOnlyList<Tensor> Backbone { get; }

    /// <summary>Empty where answers are written: the decoder has all that this takes.</summary>
    IReadOnlyList<Tensor> Head { get; }

    /// <summary>Before the first step of a training.</summary>
    void Begin(ImmutableArray<TrainedRow> rows, CancellationToken cancellation);

    /// <summary>The mean over the rows.</summary>
    /// <param name="padded">Rows to pad to.</param>
    Tensor Loss(TrainedRow[] rows, int padded);

    /// <summary>Answers with what was trained, and owns the network from then on.</summary>
    Task<IPredictor> PredictorAsync(string detail, CancellationToken cancellation);
}

/// <param name="Ids">Of the request.</param>
/// <param name="Answer">Index of the label, or of what is to be written.</param>
internal sealed record TrainedRow(int[] Ids, int Answer);

/// <summary>Trains a network on the examples, stopping where a part held back gets no better.</summary>
/// <param name="rowOf">An example as the network reads it.</param>
/// <param name="backboneShare">The network's learning rate, as a multiple of the head's.</param>
/// <param name="time">Tells when it is worth while to keep how far the training is.</param>
internal sealed class NetworkTraining(
    StrategyContext context, Func<ITrainedNetwork> newNetwork, Func<TrainingRow, TrainedRow> rowOf, double backboneShare, TimeProvider time)
{
    /// <summary>As for adapters: with fewer examples than this, training starts anew on all of them for the best number of epochs.</summary>
    private const int AllBelow = 100;

    private const int Patience = 3;
    private const double LargestNorm = 1;
    private const double WeightDecay = 0.01;

    private readonly int _epochs = context.Strategy.Properties.Integer("epochs");
    private readonly double _rate = context.Strategy.Properties.Number("learningRate");

    /// <param name="what">Is trained, for the detail.</param>
    /// <exception cref="StrategyException">There is nothing to learn from, or an example is longer than the window.</exception>
    public async Task<IPredictor> PrepareAsync(string what, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var (network, detail) = Train(what, progress, cancellation);
        try
        {
            return await network.PredictorAsync(detail, cancellation);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private (ITrainedNetwork Network, string Detail) Train(string what, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var keeping = new TrainingKeeping(context.Kept, "weights", time);
        if (TrainedBefore(keeping) is { } known)
            return known;
        var split = HeldBack.Split(context.Examples, context.Seed);
        var (training, held) = (Rows(split.Training, cancellation), Rows(split.Held, cancellation));
        var retrains = !held.IsEmpty && context.Examples.Length < AllBelow;
        ITrainedNetwork? network = null;
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
        return (network, detail);
    }

    /// <summary>From a network that was trained in an earlier run; null where there is none.</summary>
    private (ITrainedNetwork Network, string Detail)? TrainedBefore(TrainingKeeping keeping)
    {
        if (context.Kept is null)
            return null;
        var network = newNetwork();
        if (keeping.ReadResult(network.Backbone.Concat(network.Head)) is { } detail)
        {
            context.Meter.ForgetTotal();
            return (network, detail);
        }

        network.Dispose();
        return null;
    }

    private ImmutableArray<TrainedRow> Rows(ImmutableArray<TrainingRow> examples, CancellationToken cancellation) =>
    [
        .. examples.Select(example =>
        {
            cancellation.ThrowIfCancellationRequested();
            return rowOf(example);
        }),
    ];

    /// <returns>A new network, trained; the caller's from then on.</returns>
    private (ITrainedNetwork Network, int Best) Trained(
        ImmutableArray<TrainedRow> training, ImmutableArray<TrainedRow> held, int epochs, TrainingRound keeping, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
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
        ITrainedNetwork network, ImmutableArray<TrainedRow> training, ImmutableArray<TrainedRow> held, int epochs, TrainingRound keeping,
        IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        using var optimizer = new AdamWOptimizer((network.Head, _rate, 0), (network.Backbone, _rate * backboneShare, WeightDecay));
        Tensor[] weights = [.. network.Backbone, .. network.Head];
        var known = keeping.Read(weights, optimizer.Read);
        if (known is null) network.Begin(training, cancellation);
        else context.Meter.ForgetTotal();
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
                    context.Meter.Add(Tokens(rows));
                    var taken = (epoch - 1.0) * steps + number;
                    // Over the epochs asked for, also where fewer are run: the second training goes the way of the first.
                    var loss = Step(network, optimizer, rows, batch, 1 - taken / (_epochs * steps));
                    progress?.Report(new StrategyProgress($"epoch {epoch}/{epochs}", taken / (epochs * steps), loss));
                }

                state = state with { Done = epoch };
                context.Meter.Add(Tokens(held));
                var heldLoss = held.IsEmpty ? double.NaN : held.Chunk(batch).Sum(rows => Measure(network, rows, batch, cancellation) * rows.Length) / held.Length;
                if (heldLoss < state.BestLoss)
                {
                    Free(state.Kept);
                    state = new TrainedEpochs(epoch, epoch, heldLoss) { Kept = Copies(weights) };
                }

                keeping.Write(state, weights, optimizer.Write);
            }

            if (state.Kept.Length > 0) Restore(weights, state.Kept);
            return state.Best;
        }
        finally
        {
            Free(state.Kept);
        }
    }

    private static long Tokens(IEnumerable<TrainedRow> rows) => rows.Sum(row => (long)row.Ids.Length);

    private static bool HasPassedBest(TrainedEpochs state) => state.Done - state.Best >= Patience;

    private static double Step(ITrainedNetwork network, AdamWOptimizer optimizer, TrainedRow[] rows, int batch, double schedule)
    {
        using var scope = NewDisposeScope();
        var loss = network.Loss(rows, batch);
        loss.backward();
        optimizer.Step(schedule, LargestNorm);
        return loss.item<float>();
    }

    private static double Measure(ITrainedNetwork network, TrainedRow[] rows, int batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return network.Loss(rows, batch).item<float>();
    }

    private static Tensor[] Copies(Tensor[] weights)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    private static void Restore(Tensor[] weights, Tensor[] kept)
    {
        using var noGrad = no_grad();
        foreach (var (weight, value) in weights.Zip(kept)) weight.copy_(value);
    }

    private static void Free(Tensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }
}
