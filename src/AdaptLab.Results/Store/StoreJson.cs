using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AdaptLab.Results.Store;

internal static class StoreJson
{
    /// <summary>Null where the bytes are something else, or where something in them is missing.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(PredictionConverter)])]
[JsonSerializable(typeof(StoredUnit))]
[JsonSerializable(typeof(StoredRow))]
[JsonSerializable(typeof(SpecManifest))]
internal sealed partial class StoreContext : JsonSerializerContext;
