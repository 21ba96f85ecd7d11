using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies;

/// <summary>One training of adapters from their initialisation on.</summary>
internal sealed class LoraTraining : IDisposable
{
    private const int Patience = 2;
    private const int SortedBatches = 8;
    private const double LargestNorm = 1;
    private const int JudgedAtOnce = 16;

    private readonly IAnswerLoss _loss;
    private readonly Parameter[] _parameters;
    private readonly AdamW _optimizer;
    private readonly double _learningRate;
    private readonly LearningRateSchedule _schedule;
    private readonly RunSeed _seed;
    private readonly PreparationMeter _meter;

    /// <param name="adapter">Owned from then on.</param>
    /// <param name="meter">Told what is read.</param>
    public LoraTraining(LoraAdapter adapter, IAnswerLoss loss, double learningRate, LearningRateSchedule schedule, RunSeed seed, PreparationMeter meter)
    {
        _meter = meter;
        Adapter = adapter;
        _loss = loss;
        _parameters = [.. adapter.Parameters];
        _optimizer = optim.AdamW(_parameters, learningRate, weight_decay: 0);
        _learningRate = learningRate;
        _schedule = schedule;
        _seed = seed;
    }

    public LoraAdapter Adapter { get; }

    /// <summary>Trains for some epochs. With rows held back, the adapters end as they were after the epoch whose loss on
    /// those rows was lowest, and training stops once it has not fallen for a few epochs.</summary>
    /// <param name="keeping">From where it goes on, and where it leaves how far it is.</param>
    /// <param name="planned">The epochs that the learning rate is spread over: those asked for, also where fewer are run.</param>
    /// <param name="report">Epoch (from 1), share of the work done, loss on the training rows.</param>
    /// <param name="afterEpoch">Told the learning rate of its last step, as a multiple of the highest.</param>
    public (int Epochs, double HeldLoss) Run(
        ImmutableArray<AnsweredPrompt> training, ImmutableArray<AnsweredPrompt> held, int epochs, int planned,
        TrainingRound keeping, Action<int, double, double>? report, CancellationToken cancellation, Action<double>? afterEpoch = null)
    {
        var random = new Random(_seed.For("shuffling"));
        // Few rows in large batches would be few steps; many rows in small ones, slow ones.
        var batch = training.Length switch { < 64 => 4, < 200 => 8, _ => 16 };
        var steps = (training.Length + batch - 1) / batch;
        var state = keeping.Read(_parameters, reader => _optimizer.load_state_dict(reader)) ?? new TrainedEpochs(0, epochs, double.PositiveInfinity);
        if (state.Done > 0) _meter.ForgetTotal();
        Adapter.Training = true;
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            // Drawn for epochs that are done, too: the later ones shall have the order that they would have had.
            var batches = Batches(training, batch, random);
            if (epoch < state.Done) continue;
            if (epoch == state.Done)
            {
                if (HasPassedBest(state)) break;
                continue;
            }

            // Anew in each: one that is gone on with drops what it would have dropped.
            Adapter.SeedDropout(_seed.For($"dropout {epoch}"));
            for (var step = 0; step < steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var taken = (epoch - 1) * steps + step;
                var loss = Step(batches[step], batch, _learningRate * _schedule.ShareAt(taken, planned * steps));
                report?.Invoke(epoch, (taken + 1.0) / (epochs * steps), loss);
            }

            state = state with { Done = epoch };
            afterEpoch?.Invoke(_schedule.ShareAt((epoch * steps) - 1, planned * steps));
            if (!held.IsEmpty && Measure(held, batch, cancellation) is var heldLoss && heldLoss < state.BestLoss)
                state = new TrainedEpochs(epoch, epoch, heldLoss) { Kept = Copies(state.Kept) };
            keeping.Write(state, _parameters, writer => _optimizer.save_state_dict(writer));
            if (HasPassedBest(state)) break;
        }

        Adapter.Training = false;
        if (state.Kept.Length > 0) Restore(state.Kept);
        return (state.Best, state.BestLoss);
    }

    /// <summary>Another order each time, but rows of about one length together: a short row in a batch of long ones is
    /// mostly padding.</summary>
    private static AnsweredPrompt[][] Batches(ImmutableArray<AnsweredPrompt> rows, int batch, Random random)
    {
        var order = rows.ToArray();
        random.Shuffle(order);
        var batches = order.Chunk(batch * SortedBatches).SelectMany(part => part.OrderBy(row => row.Prompt.Length).Chunk(batch)).ToArray();
        random.Shuffle(batches);
        return batches;
    }

    private double Step(AnsweredPrompt[] rows, int batch, double rate)
    {
        using var scope = NewDisposeScope();
        foreach (var group in _optimizer.ParamGroups) group.LearningRate = rate;
        _optimizer.zero_grad();
        _meter.Add(rows.Sum(row => (long)row.Prompt.Length));
        var loss = _loss.Loss(Adapter.Decoder, rows, batch);
        loss.backward();
        nn.utils.clip_grad_norm_(_parameters, LargestNorm);
        _optimizer.step();
        return loss.item<float>();
    }

    private double Measure(ImmutableArray<AnsweredPrompt> rows, int batch, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        Adapter.Training = false;
        var total = 0.0;
        foreach (var part in rows.OrderBy(row => row.Prompt.Length).Chunk(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            _meter.Add(part.Sum(row => (long)row.Prompt.Length));
            total += _loss.Loss(Adapter.Decoder, part, batch).item<float>() * part.Length;
        }

        Adapter.Training = true;
        return total / rows.Length;
    }

    /// <summary>How far a step for each row would be a step for the judged rows, with the weights as they are: the product of the two
    /// gradients of the loss.</summary>
    public double[] GradientProducts(ImmutableArray<AnsweredPrompt> rows, ImmutableArray<AnsweredPrompt> judged, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        Adapter.Training = false;
        _optimizer.zero_grad();
        foreach (var part in judged.OrderBy(row => row.Prompt.Length).Chunk(JudgedAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            using var of = NewDisposeScope();
            // Of every batch the mean: weighted so that they add up to that of all rows.
            using var share = ((double)part.Length / judged.Length).ToScalar();
            _loss.Loss(Adapter.Decoder, part, part.Length).mul(share).backward();
        }

        Tensor?[] wanted = [.. _parameters.Select(parameter => parameter.grad?.clone())];
        var products = new double[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var of = NewDisposeScope();
            _optimizer.zero_grad();
            _loss.Loss(Adapter.Decoder, [rows[row]], 1).backward();
            for (var p = 0; p < wanted.Length; p++)
                if (wanted[p] is { } direction && _parameters[p].grad is { } own)
                    products[row] += (own * direction).sum().item<float>();
        }

        _optimizer.zero_grad();
        Adapter.Training = true;
        return products;
    }

    private static bool HasPassedBest(TrainedEpochs state) => state.Done - state.Best >= Patience;

    private Tensor[] Copies(Tensor[] former)
    {
        foreach (var tensor in former) tensor.Dispose();
        using var noGrad = no_grad();
        return [.. _parameters.Select(parameter => parameter.clone())];
    }

    private void Restore(Tensor[] kept)
    {
        using var noGrad = no_grad();
        foreach (var (parameter, value) in _parameters.Zip(kept))
        {
            parameter.copy_(value);
            value.Dispose();
        }
    }

    /// <summary>Ends the training and leaves its adapter to the caller.</summary>
    public LoraAdapter Release()
    {
        foreach (var parameter in _parameters) parameter.grad?.Dispose();
        _optimizer.Dispose();
        return Adapter;
    }

    public void Dispose() => Release().Dispose();
}
