using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Chat;

namespace AdaptLab.Remote.Answers;

/// <summary>The schemas that answers are limited to, in the subset that servers hold on to strictly.</summary>
internal static class JsonSchema
{
    private const string Label = "label";

    public static ChatResponseFormat OfLabels(ImmutableArray<string> labels) => Format("label", new JsonObject
    {
        [Label] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]) },
    });

    /// <summary>Every field a text or null, since a strict schema has no field that may be left out.</summary>
    public static ChatResponseFormat OfFields(ImmutableArray<(string Name, string? Description)> fields) => Format("fields", new JsonObject(fields.Select(field =>
        KeyValuePair.Create<string, JsonNode?>(field.Name, new JsonObject
        {
            ["type"] = new JsonArray("string", "null"),
            ["description"] = field.Description ?? field.Name,
        }))));

    /// <summary>The label in an answer of <see cref="OfLabels"/>; null where it has none.</summary>
    public static string? LabelIn(string answer) => ValueOf(answer, Label);

    private static string? ValueOf(string answer, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatResponseFormat Format(string name, JsonObject properties)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        return ChatResponseFormat.CreateJsonSchemaFormat(name, BinaryData.FromString(schema.ToJsonString()), jsonSchemaIsStrict: true);
    }
}
