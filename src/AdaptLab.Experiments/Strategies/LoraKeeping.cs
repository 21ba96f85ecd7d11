using System.Runtime.InteropServices;
using System.Text;
using AdaptLab.Models.Adapters;
using AdaptLab.Results.Store;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies;

/// <summary>What is kept of a training: the adapters once they are trained, and until then the state after an epoch, from
/// which a run that was killed goes on to the very same end.</summary>
/// <param name="files">Null where nothing is kept.</param>
internal sealed class LoraKeeping(KeptFiles? files, TimeProvider time)
{
    private const string AdapterName = "adapter";
    private const string TrainingName = "training";

    /// <summary>Saving costs some milliseconds, and losing less than this costs nobody anything.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly long _start = time.GetTimestamp();
    private long _saved = time.GetTimestamp();

    /// <summary>Reads trained adapters into new ones.</summary>
    /// <returns>What was said of the training; null where there was none that came to its end.</returns>
    public string? ReadAdapter(LoraAdapter adapter) => Read(AdapterName, reader =>
    {
        var detail = reader.ReadString();
        ReadTensors(reader, [.. adapter.Parameters]);
        return detail;
    });

    public void WriteAdapter(LoraAdapter adapter, string detail)
    {
        Write(AdapterName, writer =>
        {
            writer.Write(detail);
            WriteTensors(writer, adapter.Parameters);
        });
        files?.Delete(TrainingName);
    }

    /// <param name="round">Which of a strategy's trainings: the state of another one is left alone.</param>
    /// <returns>The epochs that are done, and which of them was best; null where the training begins at its beginning.</returns>
    public TrainedEpochs? ReadTraining(int round, Parameter[] parameters, AdamW optimizer) => Read(TrainingName, reader =>
    {
        if (reader.ReadInt32() != round)
            return null;
        reader.ReadInt32();
        var state = new TrainedEpochs(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        ReadTensors(reader, parameters);
        if (reader.ReadBoolean())
        {
            state.Kept = [.. parameters.Select(parameter => parameter.detach().clone())];
            ReadTensors(reader, state.Kept);
        }

        optimizer.load_state_dict(reader);
        return state;
    });

    /// <summary>The round that a killed run was in, and the epochs that its first one has found best; null where there is none.</summary>
    public (int Round, int BestEpochs)? Round() =>
        Read<(int, int)?>(TrainingName, reader => (reader.ReadInt32(), reader.ReadInt32()));

    /// <param name="bestEpochs">Of the first round, once that is known.</param>
    public void WriteTraining(int round, int bestEpochs, TrainedEpochs state, Parameter[] parameters, AdamW optimizer)
    {
        if (files is null || time.GetElapsedTime(_saved) < Interval)
            return;
        Write(TrainingName, writer =>
        {
            writer.Write(round);
            writer.Write(bestEpochs);
            writer.Write(state.Done);
            writer.Write(state.Best);
            writer.Write(state.BestLoss);
            WriteTensors(writer, parameters);
            writer.Write(state.Kept.Length > 0);
            if (state.Kept.Length > 0)
                WriteTensors(writer, state.Kept);
            optimizer.save_state_dict(writer);
        });
        _saved = time.GetTimestamp();
    }

    private void Write(string name, Action<BinaryWriter> write)
    {
        if (files is null)
            return;
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((files.Spent + time.GetElapsedTime(_start)).Ticks);
            write(writer);
        }

        files.Write(name, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private T? Read<T>(string name, Func<BinaryReader, T?> read)
    {
        if (files?.Read(name) is not { } bytes)
            return default;
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var spent = new TimeSpan(reader.ReadInt64());
        var result = read(reader);
        if (result is not null)
            files.Spent = spent;
        return result;
    }

    internal static void WriteTensors(BinaryWriter writer, IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            writer.Write(MemoryMarshal.AsBytes(tensor.detach().contiguous().data<float>().ToArray().AsSpan()));
        }
    }

    /// <summary>Into tensors of the shapes that were written: the key of what is kept covers whatever decides them.</summary>
    internal static void ReadTensors(BinaryReader reader, IEnumerable<Tensor> tensors)
    {
        using var noGrad = no_grad();
        foreach (var target in tensors)
        {
            using var scope = NewDisposeScope();
            var values = new float[target.NumberOfElements];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            target.copy_(tensor(values).reshape(target.shape));
        }
    }
}

/// <summary>One of a strategy's trainings, and what is kept of it.</summary>
/// <param name="Number">From 0.</param>
/// <param name="BestEpochs">Of the first one, for the second; 0 in the first.</param>
internal sealed record TrainingRound(LoraKeeping Keeping, int Number, int BestEpochs)
{
    public TrainedEpochs? Read(Parameter[] parameters, AdamW optimizer) => Keeping.ReadTraining(Number, parameters, optimizer);

    public void Write(TrainedEpochs state, Parameter[] parameters, AdamW optimizer) => Keeping.WriteTraining(Number, BestEpochs, state, parameters, optimizer);
}

/// <summary>How far a training has come.</summary>
/// <param name="Done">Epochs.</param>
/// <param name="Best">The epoch with the lowest loss on what is held back.</param>
internal sealed record TrainedEpochs(int Done, int Best, double BestLoss)
{
    /// <summary>The parameters after the best epoch; empty where nothing is held back.</summary>
    public Tensor[] Kept { get; set; } = [];
}
