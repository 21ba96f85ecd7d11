using AdaptLab.Experiments.Strategies.Training;
using AdaptLab.Models.Native;
using AdaptLab.Results.Store;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Keeping;

/// <summary>What is kept of a training: the weights once they are trained, so that another eval row does not train the very same
/// ones again, and until then the state after a step, from which a run that was killed goes on to the very same end.</summary>
/// <param name="files">Null where nothing is kept.</param>
/// <param name="result">What the trained weights are called: "adapter", "weights".</param>
internal sealed class TrainingKeeping(KeptFiles? files, string result, TimeProvider time)
{
    private const string TrainingName = "training";

    /// <summary>What a state begins with. Those of earlier versions began with their round, 0 or 1.</summary>
    private const int Layout = 2;

    /// <summary>In bytes. Of a larger network a few would fill the store, and push out what others have kept there.</summary>
    private const long LargestResult = 128L << 20, LargestTraining = 512L << 20;

    private readonly KeptState _state = new(files, time);

    /// <summary>Reads trained weights into new ones.</summary>
    /// <returns>What was said of the training; null where there was none that came to its end.</returns>
    public string? ReadResult(IEnumerable<Tensor> weights) => _state.Read(result, reader =>
    {
        var detail = reader.ReadString();
        TensorBytes.Read(reader, weights);
        return detail;
    });

    public void WriteResult(IReadOnlyCollection<Tensor> weights, string detail)
    {
        if (Bytes(weights) <= LargestResult)
        {
            _state.Write(result, writer =>
            {
                writer.Write(detail);
                TensorBytes.Write(writer, weights);
            });
        }

        _state.Delete(TrainingName);
    }

    /// <param name="round">Which of a strategy's trainings: the state of another one is left alone.</param>
    /// <returns>How far it had come; null where the training begins at its beginning.</returns>
    public TrainingState? ReadTraining(int round, ITrainable trained) => _state.Read(TrainingName, reader =>
    {
        if (ReadRound(reader) is not { } head || head.Round != round)
            return null;
        var state = new TrainingState(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        TensorBytes.Read(reader, trained.Weights);
        if (reader.ReadBoolean())
        {
            using var noGrad = no_grad();
            state = state with { Kept = [.. trained.Weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())] };
            TensorBytes.Read(reader, state.Kept);
        }

        trained.Read(reader);
        return state;
    });

    /// <summary>The round that a killed run was in, and the epochs that its first one has found best; null where there is none.</summary>
    public (int Round, int BestEpochs)? Round() => _state.Read(TrainingName, ReadRound);

    private static (int Round, int BestEpochs)? ReadRound(BinaryReader reader) =>
        reader.ReadInt32() == Layout ? (reader.ReadInt32(), reader.ReadInt32()) : null;

    /// <summary>Where enough has been done since the last time.</summary>
    /// <param name="bestEpochs">Of the first round, once that is known.</param>
    public void WriteTraining(int round, int bestEpochs, TrainingState state, ITrainable trained)
    {
        if (!_state.IsKept)
            return;
        // The weights, those of the best epoch, and two moments of each.
        var bytes = 4 * Bytes(trained.Weights);
        if (bytes > LargestTraining || !_state.IsDue(bytes))
            return;
        _state.Write(TrainingName, writer =>
        {
            writer.Write(Layout);
            writer.Write(round);
            writer.Write(bestEpochs);
            writer.Write(state.Epochs);
            writer.Write(state.Steps);
            writer.Write(state.Best);
            writer.Write(state.BestLoss);
            TensorBytes.Write(writer, trained.Weights);
            writer.Write(state.Kept.Length > 0);
            if (state.Kept.Length > 0)
                TensorBytes.Write(writer, state.Kept);
            trained.Write(writer);
        });
    }

    private static long Bytes(IEnumerable<Tensor> weights) => weights.Sum(weight => weight.NumberOfElements) * sizeof(float);
}

/// <summary>One of a strategy's trainings, and what is kept of it.</summary>
/// <param name="Number">From 0.</param>
/// <param name="BestEpochs">Of the first one, for the second; 0 in the first.</param>
internal sealed record TrainingRound(TrainingKeeping Keeping, int Number, int BestEpochs)
{
    public TrainingState? Read(ITrainable trained) => Keeping.ReadTraining(Number, trained);

    public void Write(TrainingState state, ITrainable trained) => Keeping.WriteTraining(Number, BestEpochs, state, trained);
}

/// <summary>How far a training has come.</summary>
/// <param name="Epochs">That are done, what is held back having been read.</param>
/// <param name="Steps">Of the epoch after these.</param>
/// <param name="Best">The epoch with the lowest loss on what is held back.</param>
internal sealed record TrainingState(int Epochs, int Steps, int Best, double BestLoss)
{
    /// <summary>The weights after the best epoch; empty where nothing is held back.</summary>
    public Tensor[] Kept { get; init; } = [];
}
