using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Training;

/// <summary>Trains epoch by epoch, to the end: a handful of rows held back tells by chance when to stop, and hundreds of them stop
/// by a loss that rises while accuracy still does. A training that was killed goes on with the step after the last one that was
/// kept, to the very weights that it would have had.</summary>
/// <param name="keeping">From where it goes on, and where it leaves how far it is.</param>
/// <param name="meter">Told what is read.</param>
internal sealed class EpochLoop(ITrainable trained, TrainingKeeping keeping, RunSeed seed, PreparationMeter meter)
{
    /// <param name="report">Epoch (from 1), share of the work done, loss on the rows of the step.</param>
    /// <param name="afterEpoch">Told the learning rate of its last step, as a multiple of the highest.</param>
    public void Run(
        ImmutableArray<AnsweredPrompt> training, int epochs,
        Action<int, double, double>? report, CancellationToken cancellation, Action<double>? afterEpoch = null)
    {
        var random = new Random(seed.For("shuffling"));
        // Few rows in large batches would be few steps; many rows in small ones, slow ones.
        var size = training.Length switch { < 64 => 4, < 200 => 8, _ => 16 };
        var steps = (training.Length + size - 1) / size;
        var known = keeping.ReadTraining(trained);
        if (known is null) trained.Begin(training, cancellation);
        else meter.ForgetTotal();
        var state = known ?? new TrainingState(0, 0);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            // Drawn for epochs that are done, too: the later ones shall have the order that they would have had.
            AnsweredPrompt[][] batches = [.. trained.Batches(training, size, random)];
            if (epoch <= state.Epochs) continue;
            if (state.Steps == 0) trained.BeginEpoch(epoch);
            foreach (var rows in batches[state.Steps..])
            {
                cancellation.ThrowIfCancellationRequested();
                var taken = ((epoch - 1) * steps) + state.Steps;
                meter.Add(rows.Sum(row => (long)row.Prompt.Length));
                var loss = trained.Step(rows, size, trained.RateAt(taken, epochs * steps));
                state = state with { Steps = state.Steps + 1 };
                keeping.WriteTraining(state, trained);
                report?.Invoke(epoch, (taken + 1.0) / (epochs * steps), loss);
            }

            state = new TrainingState(epoch, 0);
            afterEpoch?.Invoke(trained.RateAt((epoch * steps) - 1, epochs * steps));
            keeping.WriteTraining(state, trained);
        }
    }
}
