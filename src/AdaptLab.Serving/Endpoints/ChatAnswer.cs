using System.Text;
using System.Text.Json.Nodes;

namespace AdaptLab.Serving.Endpoints;

/// <summary>An answer in the forms of `/v1/chat/completions`: as a whole, and in pieces.</summary>
/// <param name="created">In seconds since 1970.</param>
internal sealed class ChatAnswer(ChatRequest request, ServedAnswer answer, string id, long created)
{
    /// <summary>Stands for the logarithm of nothing, as OpenAI's own servers write it.</summary>
    private const double Impossible = -9999;

    public JsonObject Whole() => Envelope("chat.completion", new JsonObject
    {
        ["index"] = 0,
        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text, ["refusal"] = null },
        ["logprobs"] = LogProbabilities(),
        ["finish_reason"] = "stop",
    }, Usage());

    /// <summary>Who speaks, what is said, and that it is the end; then what it took, where that is asked for.</summary>
    public IEnumerable<JsonObject> Pieces()
    {
        yield return Piece(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null, null);
        yield return Piece(new JsonObject { ["content"] = answer.Text }, LogProbabilities(), null);
        yield return Piece([], null, "stop");
        if (request.WithUsage)
            yield return Envelope("chat.completion.chunk", null, Usage());
    }

    private JsonObject Piece(JsonObject delta, JsonNode? logProbabilities, string? finish) => Envelope("chat.completion.chunk", new JsonObject
    {
        ["index"] = 0, ["delta"] = delta, ["logprobs"] = logProbabilities, ["finish_reason"] = finish,
    }, null);

    private JsonObject Envelope(string kind, JsonObject? choice, JsonObject? usage)
    {
        var whole = new JsonObject
        {
            ["id"] = id, ["object"] = kind, ["created"] = created, ["model"] = request.Model, ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
        if (usage is not null)
            whole["usage"] = usage;
        return whole;
    }

    // An answer counts as one token, as it does in the log-probabilities: a label is chosen as a whole.
    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = answer.PromptTokens, ["completion_tokens"] = 1, ["total_tokens"] = answer.PromptTokens + 1,
    };

    /// <summary>A label is one token, and the other labels are what might have stood in its place.</summary>
    private JsonObject? LogProbabilities()
    {
        if (request.TopLogProbabilities is not { } top || answer.Choices.IsEmpty)
            return null;
        var token = Token(answer.Choices.First(choice => choice.Text == answer.Text));
        token["top_logprobs"] = new JsonArray([.. answer.Choices.OrderByDescending(choice => choice.Probability).Take(top).Select(Token)]);
        return new JsonObject { ["content"] = new JsonArray(token), ["refusal"] = null };
    }

    private static JsonObject Token((string Text, double Probability) choice) => new()
    {
        ["token"] = choice.Text,
        ["logprob"] = choice.Probability > 0 ? Math.Log(choice.Probability) : Impossible,
        ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(choice.Text).Select(value => JsonValue.Create(value))]),
    };
}
