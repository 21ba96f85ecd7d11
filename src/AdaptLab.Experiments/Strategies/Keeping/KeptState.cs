using System.Text;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies.Keeping;

/// <summary>What a preparation keeps, and the time that went into it.</summary>
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
}
