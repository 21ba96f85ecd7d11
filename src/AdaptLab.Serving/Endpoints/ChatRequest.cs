using System.Text.Json.Nodes;

namespace AdaptLab.Serving.Endpoints;

/// <summary>What counts of a request to `/v1/chat/completions`.</summary>
/// <param name="Input">The last message of the user: the text to be answered. What stands before it is in the strategy's own prompt.</param>
/// <param name="TopLogProbabilities">How many alternatives are told; null where no log-probabilities are asked for.</param>
internal sealed record ChatRequest(string Model, string Input, bool IsStreamed, bool WithUsage, int? TopLogProbabilities)
{
    private const int MostAlternatives = 20;

    /// <summary>What would change the answer elsewhere and cannot here: to ignore it would be to answer another question.</summary>
    private static readonly string[] Refused = ["tools", "functions", "audio", "prediction"];

    /// <exception cref="ApiError">The request cannot be read, or asks for what is not served.</exception>
    public static ChatRequest Read(JsonObject body)
    {
        var model = Json.TextOf(body, "model") ?? throw ApiError.Invalid("'model' is missing.", "model");
        if (Refused.FirstOrDefault(name => body[name] is not null and not JsonArray { Count: 0 }) is { } refused)
            throw ApiError.Invalid($"'{refused}' is not supported: a strategy answers a text with a text.", refused);
        if (body["response_format"] is JsonObject format && (string?)format["type"] != "text")
            throw ApiError.Invalid("'response_format' can only be text: a strategy answers in the form that its task has.", "response_format");
        if (Json.Value<int>(body, "n", "a whole number") is { } count && count != 1)
            throw ApiError.Invalid("'n' can only be 1: the same text has one answer.", "n");

        var asks = Json.Value<bool>(body, "logprobs", "true or false") ?? false;
        var top = Json.Value<int>(body, "top_logprobs", "a whole number");
        if (top is < 0 or > MostAlternatives)
            throw ApiError.Invalid($"'top_logprobs' takes a whole number from 0 to {MostAlternatives}.", "top_logprobs");
        if (top is not null && !asks)
            throw ApiError.Invalid("'top_logprobs' needs 'logprobs' to be true.", "top_logprobs");
        var usage = body["stream_options"] is JsonObject options && (Json.Value<bool>(options, "include_usage", "true or false") ?? false);
        return new ChatRequest(model, InputOf(body), Json.Value<bool>(body, "stream", "true or false") ?? false, usage, asks ? top ?? 0 : null);
    }

    private static string InputOf(JsonObject body)
    {
        if (body["messages"] is not JsonArray messages)
            throw ApiError.Invalid("'messages' must be a list of messages.", "messages");
        if (messages.LastOrDefault() is not JsonObject last || Json.TextOf(last, "role") != "user")
            throw ApiError.Invalid("The last of 'messages' must be of the role 'user': its content is the text to be answered.", "messages");
        return last["content"] switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonArray parts when parts.All(part => part is JsonObject piece && Json.TextOf(piece, "type") == "text") =>
                string.Concat(parts.Select(part => Json.TextOf((JsonObject)part!, "text"))),
            _ => throw ApiError.Invalid("The content of a message must be a text, or parts of the type 'text'.", "messages"),
        };
    }
}
