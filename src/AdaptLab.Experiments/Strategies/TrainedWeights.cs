using System.Text;
using AdaptLab.Results.Store;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The weights that a training has come to, kept so that another eval row does not train the very same network again.</summary>
/// <param name="files">Null where nothing is kept.</param>
internal sealed class TrainedWeights(KeptFiles? files, TimeProvider time)
{
    private const string Name = "weights";

    /// <summary>In bytes. Of a larger network a few would fill the store, and push out what others have kept there.</summary>
    private const long Largest = 128L << 20;

    private readonly long _start = time.GetTimestamp();

    /// <param name="weights">Of the shapes that were written: the key of what is kept covers whatever decides them.</param>
    /// <returns>What was said of the training; null where none has come to its end.</returns>
    public string? Read(IEnumerable<Tensor> weights)
    {
        if (files?.Read(Name) is not { } bytes)
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        files.Spent = new TimeSpan(reader.ReadInt64());
        var detail = reader.ReadString();
        LoraKeeping.ReadTensors(reader, weights);
        return detail;
    }

    public void Write(IReadOnlyCollection<Tensor> weights, string detail)
    {
        if (files is null || weights.Sum(weight => weight.NumberOfElements) * sizeof(float) > Largest)
            return;
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((files.Spent + time.GetElapsedTime(_start)).Ticks);
            writer.Write(detail);
            LoraKeeping.WriteTensors(writer, weights);
        }

        files.Write(Name, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
