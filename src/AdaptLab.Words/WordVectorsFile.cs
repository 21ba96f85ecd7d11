using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AdaptLab.Words;

/// <summary>Word vectors as a safetensors file of three tensors: "scales" (F32 [n]), "vectors" (I8 [n, d]) and "words" (U8: UTF-8,
/// a word a line).</summary>
internal static class WordVectorsFile
{
    private const int LongestHeader = 4096;

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of word vectors.</exception>
    public static WordVectors Read(string path)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            if (headerLength > LongestHeader) throw new InvalidDataException("its header is too long");
            using var header = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
            var data = file.AsMemory(sizeof(ulong) + headerLength);
            var scales = MemoryMarshal.Cast<byte, float>(Tensor(header, data, "scales", "F32").Span).ToArray();
            // The bytes of the file serve as they are: an editor's server holds them once.
            return new WordVectors(new WordIndex(Tensor(header, data, "words", "U8")), scales, Tensor(header, data, "vectors", "I8"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: the word vectors cannot be read ({error.Message}).", error);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException
            or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{path}: not a file of word vectors, or damaged: {error.Message}", error);
        }
    }

    public static void Write(string path, WordIndex words, float[] scales, ReadOnlySpan<byte> values)
    {
        var text = words.Text.Span;
        var (first, second) = (scales.Length * sizeof(float), values.Length);
        var header = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["scales"] = new { dtype = "F32", shape = new[] { scales.Length }, data_offsets = new[] { 0, first } },
            ["vectors"] = new { dtype = "I8", shape = new[] { scales.Length, values.Length / scales.Length }, data_offsets = new[] { first, first + second } },
            ["words"] = new { dtype = "U8", shape = new[] { text.Length }, data_offsets = new[] { first + second, first + second + text.Length } },
        });
        // Spaces, so that the data starts at a multiple of eight.
        var padded = Encoding.UTF8.GetBytes(header.PadRight((header.Length + 7) / 8 * 8));
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded.Length);
        file.Write(length);
        file.Write(padded);
        file.Write(MemoryMarshal.AsBytes(scales.AsSpan()));
        file.Write(values);
        file.Write(text);
    }

    private static ReadOnlyMemory<byte> Tensor(JsonDocument header, ReadOnlyMemory<byte> data, string name, string type)
    {
        var entry = header.RootElement.GetProperty(name);
        if (entry.GetProperty("dtype").GetString() != type) throw new InvalidDataException($"'{name}' is not {type}");
        var offsets = entry.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt32(), offsets[1].GetInt32());
        return data[from..to];
    }
}
