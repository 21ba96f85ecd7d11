using System.Text;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies.Keeping;

/// <summary>What a preparation keeps, and the time that went into it.</summary>
/// <param name="files">Null where nothing is kept.</param>
internal sealed class KeptState(KeptFiles? files, TimeProvider time)
{
    /// <summary>Losing less than this costs nobody anything.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Bytes for which it is made longer by a second: saving shall cost a few hundredths of the preparation.</summary>
    private const double BytesASecond = 8 << 20;

    private readonly long _start = time.GetTimestamp();
    private long _saved = time.GetTimestamp();

    /// <summary>Whether what is written is there for a later run.</summary>
    public bool IsKept => files is not null;

    /// <summary>Whether so much has been done since the last write that it is worth writing again how far it is.</summary>
    /// <param name="bytes">To be written.</param>
    public bool IsDue(long bytes) => IsKept && time.GetElapsedTime(_saved) >= Interval + TimeSpan.FromSeconds(bytes / BytesASecond);

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
        _saved = time.GetTimestamp();
    }

    public void Delete(string name) => files?.Delete(name);
}
