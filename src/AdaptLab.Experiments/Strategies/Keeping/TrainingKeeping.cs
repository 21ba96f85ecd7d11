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

    /// <summary>What a state begins with. Those of earlier versions began with 0, 1 or 2.</summary>
    private const int Layout = 3;

    /// <summary>In bytes. Of a larger network a few would fill the store, and push out what others have kept there.</summary>
    private const long LargestResult = 128L << 20, LargestTraining = 512L << 20;

    private readonly KeptState _state = new(files, time);

    /// <summary>Reads trained weights into new ones.</summary>
    /// <returns>Whether a training has come to its end.</returns>
    public bool ReadResult(IEnumerable<Tensor> weights) => _state.Read(result, reader =>
    {
        TensorBytes.Read(reader, weights);
        return true;
    });

    public void WriteResult(IReadOnlyCollection<Tensor> weights)
    {
        if (Bytes(weights) <= LargestResult)
            _state.Write(result, writer => TensorBytes.Write(writer, weights));

        _state.Delete(TrainingName);
    }

    /// <returns>How far it had come; null where the training begins at its beginning.</returns>
    public TrainingState? ReadTraining(ITrainable trained) => _state.Read(TrainingName, reader =>
    {
        if (reader.ReadInt32() != Layout)
            return null;
        var state = new TrainingState(reader.ReadInt32(), reader.ReadInt32());
        TensorBytes.Read(reader, trained.Weights);
        trained.Read(reader);
        return state;
    });

    /// <summary>Where enough has been done since the last time.</summary>
    public void WriteTraining(TrainingState state, ITrainable trained)
    {
        if (!_state.IsKept)
            return;
        // The weights, and two moments of each.
        var bytes = 3 * Bytes(trained.Weights);
        if (bytes > LargestTraining || !_state.IsDue(bytes))
            return;
        _state.Write(TrainingName, writer =>
        {
            writer.Write(Layout);
            writer.Write(state.Epochs);
            writer.Write(state.Steps);
            TensorBytes.Write(writer, trained.Weights);
            trained.Write(writer);
        });
    }

    private static long Bytes(IEnumerable<Tensor> weights) => weights.Sum(weight => weight.NumberOfElements) * sizeof(float);
}

/// <summary>How far a training has come.</summary>
/// <param name="Epochs">That are done.</param>
/// <param name="Steps">Of the epoch after these.</param>
internal sealed record TrainingState(int Epochs, int Steps);
