using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Training;

/// <summary>Trains epoch by epoch. A training that was killed goes on with the step after the last one that was kept, to the very
/// weights that it would have had.</summary>
/// <param name="keeping">From where it goes on, and where it leaves how far it is.</param>
/// <param name="meter">Told what is read.</param>
internal sealed class EpochLoop(ITrainable trained, TrainingRound keeping, RunSeed seed, PreparationMeter meter)
{
    /// <summary>Trains for some epochs. With rows held back, the weights end as they were after the epoch whose loss on those rows was
    /// lowest, and training stops once it has not fallen for a few epochs.</summary>
    /// <param name="planned">The epochs that the learning rate is spread over: those asked for, also where fewer are run.</param>
    /// <param name="report">Epoch (from 1), share of the work done, loss on the training rows.</param>
    /// <param name="afterEpoch">Told the learning rate of its last step, as a multiple of the highest.</param>
    /// <returns>The best epoch; the last one where nothing is held back.</returns>
    public int Run(
        ImmutableArray<AnsweredPrompt> training, ImmutableArray<AnsweredPrompt> held, int epochs, int planned,
        Action<int, double, double>? report, CancellationToken cancellation, Action<double>? afterEpoch = null)
    {
        var random = new Random(seed.For("shuffling"));
        // Few rows in large batches would be few steps; many rows in small ones, slow ones.
        var size = training.Length switch { < 64 => 4, < 200 => 8, _ => 16 };
        var steps = (training.Length + size - 1) / size;
        var known = keeping.Read(trained);
        if (known is null) trained.Begin(training, cancellation);
        else meter.ForgetTotal();
        var state = known ?? new TrainingState(0, 0, epochs, double.PositiveInfinity);
        try
        {
            for (var epoch = 1; epoch <= epochs && state.Epochs - state.Best < trained.Patience; epoch++)
            {
                // Drawn for epochs that are done, too: the later ones shall have the order that they would have had.
                AnsweredPrompt[][] batches = [.. trained.Batches(training, size, random)];
                if (epoch <= state.Epochs) continue;
                if (state.Steps == 0) trained.BeginEpoch(epoch);
                foreach (var rows in batches[state.Steps..])
                {
                    cancellation.ThrowIfCancellationRequested();
                    var taken = ((epoch - 1) * steps) + state.Steps;
                    meter.Add(Tokens(rows));
                    var loss = trained.Step(rows, size, trained.RateAt(taken, planned * steps));
                    state = state with { Steps = state.Steps + 1 };
                    keeping.Write(state, trained);
                    report?.Invoke(epoch, (taken + 1.0) / (epochs * steps), loss);
                }

                state = state with { Epochs = epoch, Steps = 0 };
                afterEpoch?.Invoke(trained.RateAt((epoch * steps) - 1, planned * steps));
                if (!held.IsEmpty && Measure(held, size, cancellation) is var heldLoss && heldLoss < state.BestLoss)
                {
                    Free(state.Kept);
                    state = state with { Best = epoch, BestLoss = heldLoss, Kept = Copies(trained.Weights) };
                }

                keeping.Write(state, trained);
            }

            if (state.Kept.Length > 0) Restore(state.Kept);
            return state.Best;
        }
        finally
        {
            Free(state.Kept);
        }
    }

    private double Measure(ImmutableArray<AnsweredPrompt> rows, int size, CancellationToken cancellation)
    {
        var total = 0.0;
        foreach (var part in trained.Batches(rows, size, random: null))
        {
            cancellation.ThrowIfCancellationRequested();
            meter.Add(Tokens(part));
            total += trained.Measure(part, size) * part.Length;
        }

        return total / rows.Length;
    }

    private static long Tokens(IEnumerable<AnsweredPrompt> rows) => rows.Sum(row => (long)row.Prompt.Length);

    private void Restore(Tensor[] kept)
    {
        using var noGrad = no_grad();
        foreach (var (weight, value) in trained.Weights.Zip(kept)) weight.copy_(value);
    }

    private static Tensor[] Copies(IReadOnlyList<Tensor> weights)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    private static void Free(Tensor[] tensors)
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }
}
