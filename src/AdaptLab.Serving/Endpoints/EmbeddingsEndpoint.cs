using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AdaptLab.Serving.Endpoints;

/// <summary>`POST /v1/embeddings`: the vectors that the strategy's model makes of texts.</summary>
internal sealed class EmbeddingsEndpoint(ServedModel model, Desk desk)
{
    /// <summary>As many as OpenAI's own servers take.</summary>
    private const int MostTexts = 2048;

    public async Task HandleAsync(HttpContext context)
    {
        var body = await Json.ReadAsync(context.Request, context.RequestAborted);
        desk.CheckModel(Json.TextOf(body, "model") ?? throw ApiError.Invalid("'model' is missing.", "model"));
        if (model.EmbedAsync is not { } embed)
            throw ApiError.Invalid($"'{model.Id}' makes no embeddings.", "model");
        if (body["dimensions"] is not null)
            throw ApiError.Invalid("'dimensions' is not supported: vectors have the size that the model makes them.", "dimensions");
        var texts = Texts(body["input"]);
        var inBase64 = (Json.TextOf(body, "encoding_format") ?? "float") switch
        {
            "float" => false,
            "base64" => true,
            var other => throw ApiError.Invalid($"'encoding_format' is float or base64, not '{other}'.", "encoding_format"),
        };

        var vectors = await desk.AskAsync(cancellation => embed(texts, cancellation), context.RequestAborted);
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["model"] = model.Id,
            ["data"] = new JsonArray([.. vectors.Select((vector, index) => new JsonObject
            {
                ["object"] = "embedding", ["index"] = index, ["embedding"] = inBase64 ? InBase64(vector) : AsNumbers(vector),
            })]),
        };
        await Json.WriteAsync(context.Response, answer, context.RequestAborted);
    }

    private static ImmutableArray<string> Texts(JsonNode? input) => input switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        JsonArray { Count: > 0 and <= MostTexts } list when list.All(item => item is JsonValue value && value.TryGetValue<string>(out _)) => [.. list.Select(item => (string)item!)],
        _ => throw ApiError.Invalid($"'input' must be a text or a list of up to {MostTexts} texts.", "input"),
    };

    private static JsonArray AsNumbers(float[] vector) => [.. vector.Select(value => JsonValue.Create(value))];

    /// <summary>Float32, little-endian, as clients expect it whatever the machine.</summary>
    private static JsonValue InBase64(float[] vector)
    {
        if (BitConverter.IsLittleEndian)
            return JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector)))!;
        return JsonValue.Create(Convert.ToBase64String([.. vector.SelectMany(value => BitConverter.GetBytes(value).Reverse())]))!;
    }
}
