using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Training;
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
    void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation);

    /// <summary>The mean over the rows.</summary>
    /// <param name="padded">Rows to pad to.</param>
    Tensor Loss(AnsweredPrompt[] rows, int padded);

    /// <summary>Answers with what was trained, and owns the network from then on.</summary>
    Task<IPredictor> PredictorAsync(string detail, CancellationToken cancellation);
}

/// <summary>A network that is trained, its head at a higher rate than what is under it.</summary>
/// <param name="network">Owned from then on.</param>
/// <param name="rate">Of the head.</param>
/// <param name="backboneShare">The network's learning rate, as a multiple of the head's.</param>
internal sealed class NetworkTraining(ITrainedNetwork network, double rate, double backboneShare) : ITrainable
{
    private const double LargestNorm = 1;
    private const double WeightDecay = 0.01;

    private AdamWOptimizer? _optimizer;

    public IReadOnlyList<Tensor> Weights { get; } = [.. network.Backbone, .. network.Head];

    /// <summary>It is twice as large as what it trains, and none is needed for weights that are trained already.</summary>
    private AdamWOptimizer Optimizer => _optimizer ??= new AdamWOptimizer((network.Head, rate, 0), (network.Backbone, rate * backboneShare, WeightDecay));

    public void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation) => network.Begin(rows, cancellation);

    public void BeginEpoch(int epoch)
    {
    }

    public IEnumerable<AnsweredPrompt[]> Batches(ImmutableArray<AnsweredPrompt> rows, int size, Random random)
    {
        var order = rows.ToArray();
        random.Shuffle(order);
        return order.Chunk(size);
    }

    public double RateAt(int step, int steps) => 1 - ((double)step / steps);

    public double Step(AnsweredPrompt[] rows, int padded, double rate)
    {
        using var scope = NewDisposeScope();
        var loss = network.Loss(rows, padded);
        loss.backward();
        Optimizer.Step(rate, LargestNorm);
        return loss.item<float>();
    }

    public void Write(BinaryWriter writer) => Optimizer.Write(writer);

    public void Read(BinaryReader reader) => Optimizer.Read(reader);

    /// <summary>Ends the training and leaves its network to the caller.</summary>
    public ITrainedNetwork Release()
    {
        _optimizer?.Dispose();
        return network;
    }

    public void Dispose() => Release().Dispose();
}
