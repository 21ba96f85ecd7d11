using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Training;

/// <summary>Weights that are being trained, and the optimizer that moves them.</summary>
internal interface ITrainable : IDisposable
{
    IReadOnlyList<Tensor> Weights { get; }

    /// <summary>Before the first step of a training, and not where it goes on.</summary>
    void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation);

    /// <summary>Whatever chance an epoch needs is drawn for it alone.</summary>
    /// <param name="epoch">From 1.</param>
    void BeginEpoch(int epoch);

    /// <param name="random">Puts rows into another order each time.</param>
    IEnumerable<AnsweredPrompt[]> Batches(ImmutableArray<AnsweredPrompt> rows, int size, Random random);

    /// <summary>The learning rate of a step, as a multiple of the highest.</summary>
    /// <param name="step">From 0.</param>
    double RateAt(int step, int steps);

    /// <param name="padded">Rows to pad to.</param>
    /// <returns>The mean loss over the rows, before the step.</returns>
    double Step(AnsweredPrompt[] rows, int padded, double rate);

    /// <summary>Whatever it needs besides its weights to go on with the very next step.</summary>
    void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> has written of another one of the same weights.</summary>
    void Read(BinaryReader reader);
}
