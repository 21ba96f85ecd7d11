using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Unicode;

namespace AdaptLab.Models.Checkpoints;

/// <summary>The checked header of a safetensors file: its tensors cover the rest of the file exactly, without a hole or an overlap.</summary>
internal sealed record SafetensorsHeader(ImmutableArray<TensorEntry> Entries, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>The bytes of the header's length, with which a file starts.</summary>
    public const int LengthBytes = 8;

    /// <summary>The format's own limit.</summary>
    public const int LongestHeader = 100_000_000;

    public const string MetadataName = "__metadata__";

    /// <param name="file">At its start.</param>
    /// <param name="path">The file's name for messages.</param>
    public static SafetensorsHeader Read(FileStream file, string path)
    {
        long fileLength = file.Length;
        if (fileLength < LengthBytes)
            throw Damaged(path, $"it has {fileLength} bytes, too few for a header");
        Span<byte> length = stackalloc byte[LengthBytes];
        file.ReadExactly(length);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > LongestHeader)
            throw Damaged(path, $"its header claims {headerLength} bytes, more than the format allows ({LongestHeader})");
        if ((long)headerLength + LengthBytes > fileLength)
            throw Damaged(path, $"its header claims {headerLength} bytes, but only {fileLength - LengthBytes} follow");

        byte[] header = new byte[headerLength];
        file.ReadExactly(header);
        if (header is not [(byte)'{', ..])
            throw Damaged(path, "its header does not start with '{'");
        if (!Utf8.IsValid(header))
            throw Damaged(path, "its header is not UTF-8");
        long dataStart = LengthBytes + (long)headerLength;

        var entries = ImmutableArray.CreateBuilder<TensorEntry>();
        var metadata = ImmutableDictionary<string, string>.Empty;
        foreach (var (name, value) in JsonField.Parse(header, path).Members())
        {
            if (name == MetadataName)
                metadata = value.Members().ToImmutableDictionary(member => member.Name, member => member.Value.AsString(), StringComparer.Ordinal);
            else
                entries.Add(ReadEntry(name, value, dataStart, fileLength));
        }
        entries.Sort(static (one, other) => (one.Offset, one.Length, one.Name).CompareTo((other.Offset, other.Length, other.Name)));
        CheckCover(entries, dataStart, fileLength, path);
        return new SafetensorsHeader(entries.ToImmutable(), metadata);
    }

    private static TensorEntry ReadEntry(string name, JsonField value, long dataStart, long fileLength)
    {
        var type = value.Required("dtype");
        var dtype = DTypes.Parse(type.AsString()) ?? throw type.Error($"the element type {type} is not supported");
        var shape = value.Required("shape").Items().Select(size => size.AsInt64()).ToImmutableArray();
        var offsets = value.Required("data_offsets");
        if (offsets.Items().Select(offset => offset.AsInt64()).ToArray() is not [var begin, var end])
            throw offsets.Error("expected two offsets");
        if (begin < 0 || end < begin || end > fileLength - dataStart)
            throw offsets.Error($"the range {begin} to {end} is not within the {fileLength - dataStart} bytes of data; the file is damaged or incomplete");
        if (DTypes.Bytes(dtype, shape) != end - begin)
            throw value.Error($"{end - begin} bytes do not fit the shape [{string.Join(", ", shape)}] of {DTypes.NameOf(dtype)}");
        return new TensorEntry(name, dtype, shape, dataStart + begin, end - begin);
    }

    private static void CheckCover(IEnumerable<TensorEntry> sorted, long dataStart, long fileLength, string path)
    {
        long covered = dataStart;
        foreach (var entry in sorted)
        {
            if (entry.Offset != covered)
                throw Damaged(path, $"the bytes of '{entry.Name}' {(entry.Offset < covered ? "overlap others" : "do not follow the ones before")}");
            covered += entry.Length;
        }
        if (covered != fileLength)
            throw Damaged(path, $"{fileLength - covered} bytes at its end belong to no tensor");
    }

    private static ModelLoadException Damaged(string path, string why) =>
        new($"{path}: not a valid safetensors file: {why}. It is damaged or incomplete; fetch it again.");
}
