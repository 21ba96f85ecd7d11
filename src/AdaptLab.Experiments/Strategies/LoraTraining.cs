using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Training;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Adapters that are trained from their initialisation on.</summary>
internal sealed class LoraTraining : ITrainable
{
    private const int SortedBatches = 8;
    private const double LargestNorm = 1;
    private const int JudgedAtOnce = 16;

    private readonly LoraAdapter _adapter;
    private readonly IAnswerLoss _loss;
    private readonly Parameter[] _parameters;
    private readonly AdamW _optimizer;
    private readonly double _learningRate;
    private readonly LearningRateSchedule _schedule;
    private readonly RunSeed _seed;

    /// <param name="adapter">Owned from then on.</param>
    public LoraTraining(LoraAdapter adapter, IAnswerLoss loss, double learningRate, LearningRateSchedule schedule, RunSeed seed)
    {
        _adapter = adapter;
        _loss = loss;
        _parameters = [.. adapter.Parameters];
        _optimizer = optim.AdamW(_parameters, learningRate, weight_decay: 0);
        _learningRate = learningRate;
        _schedule = schedule;
        _seed = seed;
    }

    public IReadOnlyList<Tensor> Weights => _parameters;

    public void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation)
    {
    }

    public void BeginEpoch(int epoch) => _adapter.SeedDropout(_seed.For($"dropout {epoch}"));

    /// <summary>Rows of about one length together: a short row in a batch of long ones is mostly padding.</summary>
    public IEnumerable<AnsweredPrompt[]> Batches(ImmutableArray<AnsweredPrompt> rows, int size, Random random)
    {
        var order = rows.ToArray();
        random.Shuffle(order);
        var batches = order.Chunk(size * SortedBatches).SelectMany(part => part.OrderBy(row => row.Prompt.Length).Chunk(size)).ToArray();
        random.Shuffle(batches);
        return batches;
    }

    public double RateAt(int step, int steps) => _schedule.ShareAt(step, steps);

    public double Step(AnsweredPrompt[] rows, int padded, double rate)
    {
        using var scope = NewDisposeScope();
        _adapter.Training = true;
        foreach (var group in _optimizer.ParamGroups) group.LearningRate = _learningRate * rate;
        _optimizer.zero_grad();
        var loss = _loss.Loss(_adapter.Decoder, rows, padded);
        loss.backward();
        nn.utils.clip_grad_norm_(_parameters, LargestNorm);
        _optimizer.step();
        return loss.item<float>();
    }

    public void Write(BinaryWriter writer)
    {
        _optimizer.save_state_dict(writer);
        _adapter.WriteDropout(writer);
    }

    public void Read(BinaryReader reader)
    {
        _optimizer.load_state_dict(reader);
        _adapter.ReadDropout(reader);
    }

    /// <summary>How far a step for each row would be a step for the judged rows, with the weights as they are: the product of the two
    /// gradients of the loss.</summary>
    public double[] GradientProducts(ImmutableArray<AnsweredPrompt> rows, ImmutableArray<AnsweredPrompt> judged, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        _adapter.Training = false;
        _optimizer.zero_grad();
        foreach (var part in judged.OrderBy(row => row.Prompt.Length).Chunk(JudgedAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            using var of = NewDisposeScope();
            // Of every batch the mean: weighted so that they add up to that of all rows.
            using var share = ((double)part.Length / judged.Length).ToScalar();
            _loss.Loss(_adapter.Decoder, part, part.Length).mul(share).backward();
        }

        Tensor?[] wanted = [.. _parameters.Select(parameter => parameter.grad?.clone())];
        var products = new double[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var of = NewDisposeScope();
            _optimizer.zero_grad();
            _loss.Loss(_adapter.Decoder, [rows[row]], 1).backward();
            for (var p = 0; p < wanted.Length; p++)
                if (wanted[p] is { } direction && _parameters[p].grad is { } own)
                    products[row] += (own * direction).sum().item<float>();
        }

        _optimizer.zero_grad();
        return products;
    }

    /// <summary>Ends the training and leaves its adapter to the caller.</summary>
    public LoraAdapter Release()
    {
        _adapter.Training = false;
        foreach (var parameter in _parameters) parameter.grad?.Dispose();
        _optimizer.Dispose();
        return _adapter;
    }

    public void Dispose() => Release().Dispose();
}
