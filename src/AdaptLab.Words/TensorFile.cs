using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AdaptLab.Words;

/// <param name="Type">As safetensors calls it: "F32", "I8", "U8".</param>
/// <param name="Data">Row after row, little-endian.</param>
public sealed record StoredTensor(string Type, int[] Shape, ReadOnlyMemory<byte> Data)
{
    public static StoredTensor Of(float[] values, params int[] shape) => new("F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <exception cref="InvalidDataException">It is of another type.</exception>
    public ReadOnlyMemory<byte> BytesOf(string type) => Type == type ? Data : throw new InvalidDataException($"a tensor is {Type} instead of {type}");

    /// <exception cref="InvalidDataException">It is not of floats.</exception>
    public float[] ToFloats() => MemoryMarshal.Cast<byte, float>(BytesOf("F32").Span).ToArray();
}

/// <summary>A small file in safetensors' layout, read whole: the length of a header, the header in JSON, then the bytes of the tensors.</summary>
/// <remarks>For what is read without torch; checkpoints of models are mapped, and read by `AdaptLab.Models`.</remarks>
public static class TensorFile
{
    private const int LongestHeader = 1 << 16;

    /// <param name="kind">What such a file holds, for messages.</param>
    /// <param name="make">What becomes of its tensors; the bytes stay the file's, and are not copied.</param>
    /// <exception cref="InvalidDataException">There is no such file, or it is damaged, or does not hold that.</exception>
    public static T Read<T>(string path, string kind, Func<IReadOnlyDictionary<string, StoredTensor>, T> make)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            if (headerLength > LongestHeader) throw new InvalidDataException("its header is too long");
            using var header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
            var data = file.AsMemory(sizeof(ulong) + headerLength);
            return make(header.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => TensorOf(entry.Value, data), StringComparer.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {kind} cannot be read ({error.Message}).", error);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException
            or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{path}: not a file of {kind}, or damaged: {error.Message}", error);
        }
    }

    /// <summary>Writes the file that <see cref="Read"/> reads.</summary>
    public static void Write(string path, IEnumerable<(string Name, StoredTensor Tensor)> tensors)
    {
        // Four bytes wide ones first, so that each stands at a multiple of its own size.
        var entries = tensors.OrderBy(entry => entry.Tensor.Type != "F32").ToArray();
        var at = 0;
        var header = JsonSerializer.Serialize(entries.ToDictionary(
            entry => entry.Name, entry => (object)new { dtype = entry.Tensor.Type, shape = entry.Tensor.Shape, data_offsets = new[] { at, at += entry.Tensor.Data.Length } }));
        // Spaces, so that the data starts at a multiple of eight.
        var padded = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded.Length);
        file.Write(length);
        file.Write(padded);
        foreach (var (_, tensor) in entries) file.Write(tensor.Data.Span);
    }

    private static StoredTensor TensorOf(JsonElement entry, ReadOnlyMemory<byte> data)
    {
        var offsets = entry.GetProperty("data_offsets");
        return new StoredTensor(
            entry.GetProperty("dtype").GetString()!,
            [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())],
            data[offsets[0].GetInt32()..offsets[1].GetInt32()]);
    }
}
