using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AdaptLab.Reading;

/// <summary>The numbers that a reader has learned, by name, and which word vectors it learned them with.</summary>
/// <remarks>A safetensors file. A matrix is held as signed bytes with a scale for each row ("name" I8, "name.scales" F32), anything
/// smaller as F32; "words" (U8) is the fingerprint of the word vectors.</remarks>
public sealed class ReaderWeights(string words, ImmutableSortedDictionary<string, ReaderTensor> tensors)
{
    private const string Scales = ".scales";
    private const int LongestHeader = 1 << 16;

    /// <summary>The fingerprint of the word vectors: with others the weights mean nothing.</summary>
    public string Words { get; } = words;

    public ImmutableSortedDictionary<string, ReaderTensor> Tensors { get; } = tensors;

    /// <exception cref="InvalidDataException">There is none of this name, or it is of another shape.</exception>
    public float[] Of(string name, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(shape))
            throw new InvalidDataException($"'{name}' is missing, or not of the shape [{string.Join(", ", shape.ToArray())}]");
        return tensor.Values;
    }

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of a reader.</exception>
    public static ReaderWeights Read(string path)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            if (headerLength > LongestHeader) throw new InvalidDataException("its header is too long");
            using var header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
            var data = file.AsMemory(sizeof(ulong) + headerLength);
            var entries = header.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => Entry.Of(entry.Value, data), StringComparer.Ordinal);
            var tensors = ImmutableSortedDictionary.CreateBuilder<string, ReaderTensor>(StringComparer.Ordinal);
            foreach (var (name, entry) in entries.Where(entry => entry.Key != "words" && !entry.Key.EndsWith(Scales, StringComparison.Ordinal)))
                tensors[name] = new ReaderTensor(entry.Shape, entry.Type == "I8" ? Widened(entry, entries[name + Scales].Floats) : entry.Floats);
            return new ReaderWeights(Encoding.UTF8.GetString(entries["words"].Data.Span), tensors.ToImmutable());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: the reader cannot be read ({error.Message}).", error);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException
            or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{path}: not a file of a reader, or damaged: {error.Message}", error);
        }
    }

    /// <summary>Writes the file that <see cref="Read"/> reads.</summary>
    public void Write(string path)
    {
        var entries = new List<(string Name, string Type, int[] Shape, byte[] Data)>();
        foreach (var (name, tensor) in Tensors)
            if (tensor.Shape.Length == 2)
            {
                var (values, scales) = Narrowed(tensor);
                entries.Add((name, "I8", tensor.Shape, MemoryMarshal.AsBytes<sbyte>(values).ToArray()));
                entries.Add((name + Scales, "F32", [scales.Length], MemoryMarshal.AsBytes<float>(scales).ToArray()));
            }
            else
            {
                entries.Add((name, "F32", tensor.Shape, MemoryMarshal.AsBytes<float>(tensor.Values).ToArray()));
            }

        var fingerprint = Encoding.UTF8.GetBytes(Words);
        entries.Add(("words", "U8", [fingerprint.Length], fingerprint));
        // Four bytes wide ones first, so that each stands at a multiple of its own size.
        entries = [.. entries.OrderBy(entry => entry.Type != "F32")];
        var at = 0;
        var header = JsonSerializer.Serialize(entries.ToDictionary(entry => entry.Name, entry => (object)new { dtype = entry.Type, shape = entry.Shape, data_offsets = new[] { at, at += entry.Data.Length } }));
        var padded = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded.Length);
        file.Write(length);
        file.Write(padded);
        foreach (var entry in entries) file.Write(entry.Data);
    }

    private static (sbyte[] Values, float[] Scales) Narrowed(ReaderTensor tensor)
    {
        var columns = tensor.Shape[1];
        var (values, scales) = (new sbyte[tensor.Values.Length], new float[tensor.Shape[0]]);
        for (var row = 0; row < scales.Length; row++)
        {
            var numbers = tensor.Values.AsSpan(row * columns, columns);
            foreach (var number in numbers) scales[row] = Math.Max(scales[row], Math.Abs(number) / sbyte.MaxValue);
            for (var i = 0; i < columns && scales[row] > 0; i++) values[(row * columns) + i] = (sbyte)MathF.Round(numbers[i] / scales[row]);
        }

        return (values, scales);
    }

    private static float[] Widened(Entry entry, float[] scales)
    {
        var values = MemoryMarshal.Cast<byte, sbyte>(entry.Data.Span);
        var columns = entry.Shape[1];
        var wide = new float[checked(entry.Shape[0] * columns)];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i] * scales[i / columns];
        return wide;
    }

    private sealed record Entry(string Type, int[] Shape, ReadOnlyMemory<byte> Data)
    {
        public float[] Floats => Type == "F32" ? MemoryMarshal.Cast<byte, float>(Data.Span).ToArray() : throw new InvalidDataException("a tensor has a type that is not known");

        public static Entry Of(JsonElement entry, ReadOnlyMemory<byte> data)
        {
            var offsets = entry.GetProperty("data_offsets");
            return new Entry(
                entry.GetProperty("dtype").GetString()!,
                [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
                data[offsets[0].GetInt32()..offsets[1].GetInt32()]);
        }
    }
}

/// <param name="Values">Row after row.</param>
public sealed record ReaderTensor(int[] Shape, float[] Values);
