using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AdaptLab.Serving.Tests;

/// <summary>A model that finds labels by their first letter, behind a server, with a client before it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private Served(ModelServer server) => Server = server;

    public static ImmutableArray<string> Labels { get; } = ["animal", "berry"];

    public ModelServer Server { get; }

    /// <param name="before">Done before each answer.</param>
    public static async Task<Served> StartAsync(Func<string, CancellationToken, Task>? before = null, int capacity = 64, bool withEmbeddings = true) =>
        new(await ModelServer.StartAsync(
            new ServedModel("letters", async (text, cancellation) =>
            {
                await (before?.Invoke(text, cancellation) ?? Task.CompletedTask);
                return Answer(text);
            }, withEmbeddings ? (texts, _) => ValueTask.FromResult(texts.Select(text => new[] { text.Length, 0.5f }).ToImmutableArray()) : null),
            0, TimeProvider.System, CancellationToken.None, capacity));

    public static ServedAnswer Answer(string text)
    {
        if (text == "too long")
            throw new UnanswerableException("The prompt has 3000 tokens, and the model reads 1024.");
        if (text == "broken")
            throw new InvalidOperationException("tensor is on fire");
        var first = text.StartsWith('a') ? 0.75 : 0.25;
        return new ServedAnswer(Labels[first > 0.5 ? 0 : 1], [(Labels[0], first), (Labels[1], 1 - first)], text.Length);
    }

    public static string Chat(string text, string more = "") => $$"""{"model":"letters","messages":[{"role":"system","content":"s"},{"role":"user","content":"{{text}}"}]{{more}}}""";

    public async Task<(HttpStatusCode Status, string Text)> SendAsync(string path, string? body, Action<HttpRequestMessage>? with = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Server.Address, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        with?.Invoke(request);
        using var response = await _http.SendAsync(request, cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    public async Task<JsonObject> AskAsync(string path, string? body)
    {
        var (status, text) = await SendAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _http.Dispose();
    }
}
