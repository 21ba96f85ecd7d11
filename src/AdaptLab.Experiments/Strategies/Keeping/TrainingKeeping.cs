using AdaptLab.Models.Native;
using AdaptLab.Results.Store;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Keeping;

/// <summary>What is kept of a training: the weights once they are trained, so that another eval row does not train the very same
/// ones again, and until then the state after an epoch, from which a run that was killed goes on to the very same end.</summary>
/// <param name="files">Null where nothing is kept.</param>
/// <param name="result">What the trained weights are called: "adapter", "weights".</param>
internal sealed class TrainingKeeping(KeptFiles? files, string result, TimeProvider time)
{
    private const string TrainingName = "training";

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
    /// <param name="optimizer">Reads what <see cref="WriteTraining"/> was given to write.</param>
    /// <returns>The epochs that are done, and which of them was best; null where the training begins at its beginning.</returns>
    public TrainedEpochs? ReadTraining(int round, IReadOnlyList<Tensor> weights, Action<BinaryReader> optimizer) => _state.Read(TrainingName, reader =>
    {
        if (reader.ReadInt32() != round)
            return null;
        reader.ReadInt32();
        var state = new TrainedEpochs(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        TensorBytes.Read(reader, weights);
        if (reader.ReadBoolean())
        {
            using var noGrad = no_grad();
            state.Kept = [.. weights.Select(weight => weight.detach().clone().DetachFromDisposeScope())];
            TensorBytes.Read(reader, state.Kept);
        }

        optimizer(reader);
        return state;
    });

    /// <summary>The round that a killed run was in, and the epochs that its first one has found best; null where there is none.</summary>
    public (int Round, int BestEpochs)? Round() =>
        _state.Read<(int, int)?>(TrainingName, reader => (reader.ReadInt32(), reader.ReadInt32()));

    /// <param name="bestEpochs">Of the first round, once that is known.</param>
    public void WriteTraining(int round, int bestEpochs, TrainedEpochs state, IReadOnlyList<Tensor> weights, Action<BinaryWriter> optimizer)
    {
        // The weights, those of the best epoch, and two moments of each.
        var bytes = 4 * Bytes(weights);
        if (bytes > LargestTraining || !_state.IsDue(bytes))
            return;
        _state.Write(TrainingName, writer =>
        {
            writer.Write(round);
            writer.Write(bestEpochs);
            writer.Write(state.Done);
            writer.Write(state.Best);
            writer.Write(state.BestLoss);
            TensorBytes.Write(writer, weights);
            writer.Write(state.Kept.Length > 0);
            if (state.Kept.Length > 0)
                TensorBytes.Write(writer, state.Kept);
            optimizer(writer);
        });
    }

    private static long Bytes(IEnumerable<Tensor> weights) => weights.Sum(weight => weight.NumberOfElements) * sizeof(float);
}

/// <summary>One of a strategy's trainings, and what is kept of it.</summary>
/// <param name="Number">From 0.</param>
/// <param name="BestEpochs">Of the first one, for the second; 0 in the first.</param>
internal sealed record TrainingRound(TrainingKeeping Keeping, int Number, int BestEpochs)
{
    public TrainedEpochs? Read(IReadOnlyList<Tensor> weights, Action<BinaryReader> optimizer) => Keeping.ReadTraining(Number, weights, optimizer);

    public void Write(TrainedEpochs state, IReadOnlyList<Tensor> weights, Action<BinaryWriter> optimizer) =>
        Keeping.WriteTraining(Number, BestEpochs, state, weights, optimizer);
}

/// <summary>How far a training has come.</summary>
/// <param name="Done">Epochs.</param>
/// <param name="Best">The epoch with the lowest loss on what is held back.</param>
internal sealed record TrainedEpochs(int Done, int Best, double BestLoss)
{
    /// <summary>The weights after the best epoch; empty where nothing is held back.</summary>
    public Tensor[] Kept { get; set; } = [];
}
