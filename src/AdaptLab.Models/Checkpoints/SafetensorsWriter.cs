using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdaptLab.Models.Checkpoints;

/// <summary>A tensor to write.</summary>
/// <param name="WriteBytes">Writes its elements, row-major and little-endian.</param>
public sealed record TensorData(string Name, DType DType, IReadOnlyList<long> Shape, Action<Stream> WriteBytes);

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes the tensors the way the reference does, the widest element types first and then by name, so that the same
    /// tensors give the same bytes. The file is replaced in one step.
    /// </summary>
    /// <exception cref="ArgumentException">A name occurs twice or is the format's own, or a tensor writes other than its shape says.</exception>
    public static void Write(string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderByDescending(tensor => tensor.DType).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        foreach (var same in sorted.CountBy(tensor => tensor.Name).Where(count => count.Value > 1 || count.Key == SafetensorsHeader.MetadataName))
            throw new ArgumentException($"The tensor name '{same.Key}' occurs twice or is reserved.", nameof(tensors));

        byte[] header = BuildHeader(sorted, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in sorted)
            {
                long start = stream.Position;
                tensor.WriteBytes(stream);
                if (stream.Position - start != SizeOf(tensor))
                    throw new ArgumentException($"The tensor '{tensor.Name}' wrote {stream.Position - start} bytes instead of {SizeOf(tensor)}.", nameof(tensors));
            }
        });
    }

    private static byte[] BuildHeader(TensorData[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (name, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += SizeOf(tensor);
            }
            json.WriteEndObject();
        }
        // Spaces, so that the data starts at a multiple of eight.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorData tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", DTypes.NameOf(tensor.DType));
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + SizeOf(tensor));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static long SizeOf(TensorData tensor) => DTypes.Bytes(tensor.DType, tensor.Shape)
        ?? throw new ArgumentException($"The tensor '{tensor.Name}' has no possible shape: [{string.Join(", ", tensor.Shape)}].", nameof(tensor));
}
