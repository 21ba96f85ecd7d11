using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>Between records and points: the id, the payload with all properties and the key, the vector, and the words of each text that is indexed.</summary>
internal sealed class QdrantPoint(CollectionModel model)
{
    public VectorPropertyModel? Vector { get; } = model.VectorProperties.Count > 0 ? model.VectorProperty : null;

    public IEnumerable<DataPropertyModel> Texts => model.DataProperties.Where(property => property.IsFullTextIndexed);

    /// <summary>Whole numbers as they are, and all else as a UUID: the server knows nothing else.</summary>
    public static object IdOf(object key) => key switch
    {
        int number and >= 0 => (ulong)number,
        long number and >= 0 => (ulong)number,
        Guid guid => guid.ToString(),
        _ => NameUuid(Convert.ToString(key, CultureInfo.InvariantCulture)!),
    };

    public static void WriteId(Utf8JsonWriter json, object id)
    {
        if (id is ulong number)
            json.WriteNumberValue(number);
        else
            json.WriteStringValue((string)id);
    }

    /// <returns>JSON of a point.</returns>
    public byte[] Write(object record, ReadOnlyMemory<float> vector)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var key = model.KeyProperty.GetValueAsObject(record)!;
            json.WriteStartObject();
            json.WritePropertyName("id");
            WriteId(json, IdOf(key));
            json.WriteStartObject("vector");
            if (Vector is not null)
            {
                json.WriteStartArray(Vector.StorageName);
                foreach (var value in vector.Span)
                    json.WriteNumberValue(value);
                json.WriteEndArray();
            }

            foreach (var text in Texts)
            {
                json.WritePropertyName(text.StorageName);
                WriteSparse(json, WordVector.OfText((string?)text.GetValueAsObject(record) ?? ""));
            }

            json.WriteEndObject();
            json.WriteStartObject("payload");
            WriteProperty(json, model.KeyProperty.StorageName, key);
            foreach (var property in model.DataProperties)
                WriteProperty(json, property.StorageName, property.GetValueAsObject(record));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static void WriteSparse(Utf8JsonWriter json, SortedDictionary<uint, float> words)
    {
        json.WriteStartObject();
        json.WriteStartArray("indices");
        foreach (var index in words.Keys)
            json.WriteNumberValue(index);
        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (var value in words.Values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <param name="point">With its payload, and with its vectors where they were asked for.</param>
    /// <exception cref="QdrantException">The point is none of this collection's.</exception>
    public TRecord Read<TRecord>(JsonElement point, bool includeVector, QdrantConnection connection) where TRecord : class
    {
        if (!point.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
            throw connection.Nonsense();
        try
        {
            var record = model.CreateRecord<TRecord>()!;
            model.KeyProperty.SetValueAsObject(record, Value(payload, model.KeyProperty));
            foreach (var property in model.DataProperties)
                property.SetValueAsObject(record, Value(payload, property));
            if (includeVector && Vector is not null && point.TryGetProperty("vector", out var vectors) && vectors.TryGetProperty(Vector.StorageName, out var vector))
                Vector.SetValueAsObject(record, VectorValue.FromMemory(vector.EnumerateArray().Select(value => value.GetSingle()).ToArray(), Vector.Type));
            return record;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw connection.Nonsense();
        }
    }

    /// <summary>A number or a UUID, in a form that sorts.</summary>
    public static string IdText(JsonElement point, QdrantConnection connection) =>
        point.ValueKind == JsonValueKind.Object && point.TryGetProperty("id", out var id) ? id.ValueKind == JsonValueKind.Number ? id.GetRawText().PadLeft(20, '0') : id.GetString()! : throw connection.Nonsense();

    private static object? Value(JsonElement payload, PropertyModel property)
    {
        if (!payload.TryGetProperty(property.StorageName, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        // Each boxed by itself: a choice between numbers would widen them all.
        if (type == typeof(bool)) return value.GetBoolean();
        if (type == typeof(Guid)) return Guid.Parse(value.GetString()!);
        if (type == typeof(int)) return value.GetInt32();
        if (type == typeof(long)) return value.GetInt64();
        if (type == typeof(float)) return value.GetSingle();
        if (type == typeof(double)) return value.GetDouble();
        return value.GetString();
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: return;
            case string text: json.WriteString(name, text); return;
            case bool flag: json.WriteBoolean(name, flag); return;
            case int number: json.WriteNumber(name, number); return;
            case long number: json.WriteNumber(name, number); return;
            case float number: json.WriteNumber(name, number); return;
            case double number: json.WriteNumber(name, number); return;
            default: json.WriteString(name, value.ToString()); return;
        }
    }

    /// <summary>A UUID by name (RFC 9562, version 5): the same for the same key, wherever it is worked out.</summary>
    private static string NameUuid(string name)
    {
        var hash = SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }

    /// <summary>Drawn once.</summary>
    private static ReadOnlySpan<byte> Namespace => [0x9a, 0x1d, 0x6e, 0x0c, 0x53, 0x7f, 0x4b, 0x28, 0xb1, 0xc4, 0x70, 0xe2, 0x8f, 0x35, 0xd6, 0x19];
}
