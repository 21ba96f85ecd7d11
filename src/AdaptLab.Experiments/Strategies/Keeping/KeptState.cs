using System.Runtime.InteropServices;
using System.Text;
using AdaptLab.Results.Store;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Keeping;

/// <summary>What a preparation keeps, as numbers and tensors, and the time that went into it.</summary>
/// <param name="files">Null where nothing is kept.</param>
internal sealed class KeptState(KeptFiles? files, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Whether what is written is there for a later run.</summary>
    public bool IsKept => files is not null;

    public TimeProvider Time => time;

    /// <param name="read">From where <see cref="Write"/> has begun; its null is that nothing here is of use.</param>
    /// <returns>Null where nothing is kept under the name, or nothing whole.</returns>
    public T? Read<T>(string name, Func<BinaryReader, T?> read)
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

    public void Write(string name, Action<BinaryWriter> write)
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

    public void Delete(string name) => files?.Delete(name);

    /// <summary>As float32, one after the other.</summary>
    public static void WriteTensors(BinaryWriter writer, IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            writer.Write(MemoryMarshal.AsBytes(tensor.detach().contiguous().data<float>().ToArray().AsSpan()));
        }
    }

    /// <summary>Into tensors of the shapes that were written: the key of what is kept covers whatever decides them.</summary>
    public static void ReadTensors(BinaryReader reader, IEnumerable<Tensor> tensors)
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
