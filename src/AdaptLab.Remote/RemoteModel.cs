using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AdaptLab.Remote.Answers;
using AdaptLab.Remote.Requests;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;

namespace AdaptLab.Remote;

/// <summary>A model behind an OpenAI-compatible server. It may be asked from several threads; it sees to it that not too
/// many requests run at a time, that they end in time and cost no more than they may.</summary>
public sealed class RemoteModel : IDisposable
{
    /// <summary>The most that servers tell.</summary>
    private const int Alternatives = 20;

    /// <summary>For the marks that a chat template puts around messages.</summary>
    private const int TemplateTokens = 64;

    /// <summary>For braces, quotes and a name around an answer in JSON.</summary>
    private const int JsonTokens = 32;

    /// <summary>One text may be long, and servers limit how many they take at once.</summary>
    private const int TextsPerRequest = 64;

    private readonly RemoteModelOptions _options;
    private readonly Connection _connection;
    private readonly RequestPolicy _policy;
    private readonly FaultReader _faults;

    /// <param name="time">Waits between attempts go by it.</param>
    public RemoteModel(RemoteModelOptions options, TimeProvider time)
    {
        _options = options;
        _connection = new Connection(options);
        _policy = new RequestPolicy(options, time);
        _faults = new FaultReader(options, time);
    }

    /// <summary>What all requests so far have cost, in the currency of the price; those without an answer at their worst.</summary>
    public decimal Spent => _policy.Spending.Spent;

    /// <summary>The best form that the server can be asked for labels in, found out with one request at most for each.</summary>
    /// <param name="prompt">As those that will follow.</param>
    /// <exception cref="RemoteException">The server gives no answer in any form.</exception>
    public async Task<AnswerForm> FindFormAsync(string system, string prompt, ImmutableArray<string> labels, CancellationToken cancellation)
    {
        foreach (var form in new[] { AnswerForm.LogProbabilities, AnswerForm.Schema })
        {
            try
            {
                var reply = await ChooseAsync(form, system, prompt, labels, cancellation);
                if (form == AnswerForm.LogProbabilities ? !reply.Probabilities.IsDefault : reply.Label is not null)
                    return form;
            }
            catch (RemoteException error) when (error.Fault is RemoteFault.Refused or RemoteFault.ServerFailed)
            {
                // Some servers refuse what they do not know, a few fail at it; the next form tells whether that was the reason.
            }
        }

        return AnswerForm.Text;
    }

    /// <summary>One of several labels.</summary>
    /// <exception cref="RemoteException">There is no answer.</exception>
    public async Task<LabelReply> ChooseAsync(AnswerForm form, string system, string prompt, ImmutableArray<string> labels, CancellationToken cancellation)
    {
        var mostTokens = labels.Max(Encoding.UTF8.GetByteCount) + JsonTokens;
        var settings = Settings(mostTokens);
        if (form == AnswerForm.LogProbabilities)
            (settings.Logprobs, settings.TopLogprobs) = (true, Alternatives);
        else if (form == AnswerForm.Schema)
            settings.ResponseFormat = JsonSchema.OfLabels(labels);

        var (reply, took) = await AskAsync(system, prompt, settings, mostTokens, cancellation);
        if (form == AnswerForm.Schema)
        {
            var label = JsonSchema.LabelIn(reply.Text) is { } name ? labels.IndexOf(name) : -1;
            return new LabelReply(label < 0 ? null : label, default, reply.Text, reply.Counted, took);
        }

        if (form == AnswerForm.LogProbabilities && !reply.Tokens.IsEmpty && LabelDistribution.Of(labels, reply.Tokens) is { } probabilities)
            return new LabelReply(probabilities.IndexOf(probabilities.Max()), probabilities, reply.Text, reply.Counted, took);
        return new LabelReply(LabelDistribution.Exact(labels, reply.Text), default, reply.Text, reply.Counted, took);
    }

    /// <summary>A text of the model's own.</summary>
    /// <param name="mostTokens">Where it is cut off.</param>
    /// <param name="fields">It is to be JSON with these fields, each a text or null; empty for a plain text.</param>
    /// <exception cref="RemoteException">There is no answer.</exception>
    public async Task<TextReply> WriteAsync(
        string system, string prompt, int mostTokens, ImmutableArray<(string Name, string? Description)> fields, CancellationToken cancellation)
    {
        var settings = Settings(mostTokens);
        if (!fields.IsDefaultOrEmpty)
            settings.ResponseFormat = JsonSchema.OfFields(fields);
        var (reply, took) = await AskAsync(system, prompt, settings, mostTokens, cancellation);
        return new TextReply(reply.Text, reply.IsWhole, reply.Counted, took);
    }

    /// <summary>A vector for each text, of length one.</summary>
    /// <exception cref="RemoteException">There is no answer, or none that fits the texts.</exception>
    public async Task<(ImmutableArray<float[]> Vectors, TokenUsage Usage)> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var vectors = ImmutableArray.CreateBuilder<float[]>(texts.Count);
        var usage = default(TokenUsage);
        foreach (var some in texts.Chunk(TextsPerRequest))
        {
            var (reply, _) = await _policy.SendAsync(
                new TokenUsage(some.Sum(Encoding.UTF8.GetByteCount), 0),
                token => _faults.GuardAsync(() => EmbedOnceAsync(some, token)),
                reply => reply.Usage,
                cancellation);
            vectors.AddRange(reply.Vectors);
            usage += reply.Usage ?? default;
        }

        return (vectors.ToImmutable(), usage);
    }

    public void Dispose()
    {
        _policy.Dispose();
        _connection.Dispose();
    }

    // A fixed seed, for a stored answer holds whatever the seed of the run; at temperature 0 it decides between equals at most.
    private OpenAIPromptExecutionSettings Settings(int mostTokens)
    {
        var settings = new OpenAIPromptExecutionSettings { Temperature = 0, Seed = 1 };
        // OpenAI itself takes the newer name only; of the others, many know the older one only and ignore what they do not know.
        if (_options.Endpoint.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase))
            settings.MaxTokens = mostTokens;
        else
            settings.ExtraBody = new Dictionary<string, object?> { ["max_tokens"] = mostTokens };
        return settings;
    }

    private async Task<(ChatReply Reply, TimeSpan Took)> AskAsync(
        string system, string prompt, OpenAIPromptExecutionSettings settings, int mostTokens, CancellationToken cancellation)
    {
        // No tokenizer cuts a text into more pieces than it has bytes.
        var worst = new TokenUsage(Encoding.UTF8.GetByteCount(system) + Encoding.UTF8.GetByteCount(prompt) + TemplateTokens, mostTokens);
        var (reply, took) = await _policy.SendAsync(worst, token => _faults.GuardAsync(() => AskOnceAsync(system, prompt, settings, token)), reply => reply.Usage, cancellation);
        return (reply with { Usage = reply.Usage ?? worst }, took);
    }

    private async Task<ChatReply> AskOnceAsync(string system, string prompt, OpenAIPromptExecutionSettings settings, CancellationToken cancellation)
    {
        var history = new ChatHistory(system);
        history.AddUserMessage(prompt);
        if (await _connection.Chat.GetChatMessageContentsAsync(history, settings, cancellationToken: cancellation) is not [var message, ..])
            throw _faults.Nonsense("with no choice in it");
        var usage = message.Metadata?.GetValueOrDefault("Usage") as ChatTokenUsage;
        var tokens = message.Metadata?.GetValueOrDefault("ContentTokenLogProbabilities") as IReadOnlyList<ChatTokenLogProbabilityDetails>;
        return new ChatReply(
            message.Content ?? throw _faults.Nonsense("with no text in it"),
            (message as OpenAIChatMessageContent)?.InnerContent is not ChatCompletion { FinishReason: ChatFinishReason.Length },
            usage is null ? null : new TokenUsage(usage.InputTokenCount, usage.OutputTokenCount),
            [.. (tokens ?? []).Select(token => new ScoredToken(
                token.Token, token.LogProbability, [.. token.TopLogProbabilities.Select(top => (top.Token, (double)top.LogProbability))]))]);
    }

    /// <summary>By hand, since the client asks for vectors in base64 and many servers send numbers all the same.</summary>
    private async Task<(ImmutableArray<float[]> Vectors, TokenUsage? Usage)> EmbedOnceAsync(string[] texts, CancellationToken cancellation)
    {
        using var content = BinaryContent.Create(BinaryData.FromString(JsonSerializer.Serialize(new { model = _options.Model, input = texts, encoding_format = "float" })));
        var result = await _connection.Embeddings.GenerateEmbeddingsAsync(content, new RequestOptions { CancellationToken = cancellation });
        using var json = JsonDocument.Parse(result.GetRawResponse().Content);
        var vectors = new float[texts.Length][];
        foreach (var item in json.RootElement.GetProperty("data").EnumerateArray())
            vectors[item.GetProperty("index").GetInt32()] = Normalized([.. item.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())]);
        if (Array.Exists(vectors, vector => vector is null || vector.Length != vectors[0]?.Length))
            throw _faults.Nonsense("without a vector of one size for each text");
        return ([.. vectors],
            json.RootElement.TryGetProperty("usage", out var usage) && usage.TryGetProperty("prompt_tokens", out var tokens) ? new TokenUsage(tokens.GetInt32(), 0) : null);
    }

    private static float[] Normalized(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length > 0 && float.IsFinite(length) ? [.. vector.Select(value => value / length)] : throw new FormatException("The vector has no direction.");
    }

    /// <param name="Usage">As the server tells it; null where it does not.</param>
    private sealed record ChatReply(string Text, bool IsWhole, TokenUsage? Usage, ImmutableArray<ScoredToken> Tokens)
    {
        public TokenUsage Counted => Usage!.Value;
    }
}
