using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>Requests to a Qdrant server (REST, as of 1.19): each within its time, again where that may help, and every failure in one line.</summary>
/// <param name="time">The clock that is waited by between two attempts.</param>
internal sealed class QdrantConnection(QdrantOptions options, TimeProvider time) : IDisposable
{
    /// <summary>After the first attempt.</summary>
    private const int Retries = 4;

    /// <summary>Of what a server says of itself, so much is passed on.</summary>
    private const int LongestQuote = 300;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>Who asks to be left alone for longer is not waited for: a run would seem to hang.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2);

    // A redirect would carry the key to wherever it points.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public QdrantOptions Options => options;

    public string Server { get; } = options.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The `result` of an answer; null where the server has no such thing (404).</summary>
    /// <param name="path">Below the address, each part escaped.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <exception cref="QdrantException">There is no answer.</exception>
    public async Task<JsonElement?> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await WithinTimeAsync(token => SendOnceAsync(method, path, body, token), cancellation);
            }
            catch (QdrantException error) when (error.Wait is { } wait && attempt < Retries)
            {
                wait = wait > TimeSpan.Zero ? wait : FirstDelay * Math.Pow(2, attempt);
                if (wait > LongestDelay)
                    throw;
                await Task.Delay(wait, time, cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement?> SendOnceAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{options.Address.AbsoluteUri.TrimEnd('/')}/{path}");
        if (options.ApiKey is { } key)
            request.Headers.TryAddWithoutValidation("api-key", key);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
            var text = await response.Content.ReadAsByteArrayAsync(cancellation);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            return response.IsSuccessStatusCode ? ResultIn(text) : throw OfStatus(response, text);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Unreachable(error);
        }
    }

    private async Task<JsonElement?> WithinTimeAsync(Func<CancellationToken, Task<JsonElement?>> attempt, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        try
        {
            return await attempt(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure($"{Server} has not answered within {options.Timeout.TotalSeconds:0.###} s. Is the Qdrant server there busy, or something else at this address?", TimeSpan.Zero);
        }
    }

    private JsonElement ResultIn(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("result", out var result)
                && json.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String)
            {
                return result.Clone();
            }
        }
        catch (JsonException)
        {
            // Told below, as JSON of another form is.
        }

        throw Nonsense();
    }

    /// <summary>For an answer that lacks what it must have.</summary>
    public QdrantException Nonsense() => Failure($"{Server} has answered, but not as Qdrant does. Is this the address of its REST interface, as \"http://localhost:6333\"?");

    private QdrantException OfStatus(HttpResponseMessage response, byte[] text)
    {
        var status = (int)response.StatusCode;
        var said = Said(text) is { Length: > 0 } words ? $"{status}: {words}" : $"{status}";
        var wait = RetryAfter(response);
        return status switch
        {
            401 or 403 => Failure($"{Server} does not accept the key ({said}). " + (options.ApiKey is null
                ? "None was sent: name the variable that holds it, as qdrant(\"…\", env(\"QDRANT_API_KEY\"))."
                : "Look at the variable that the store's env(…) names.")),
            413 => TooLarge($"{Server} does not take requests of this size ({said})."),
            // What can never fit has no Retry-After, and says so.
            429 when wait is null && said.Contains("larger than", StringComparison.Ordinal) => TooLarge($"{Server} does not take so many points at once ({said})."),
            429 => Failure($"{Server} takes no more requests for now ({said}). Run again later, or raise the limits of the collection there.", wait ?? TimeSpan.Zero),
            408 or 500 or 502 or 503 or 504 => Failure($"{Server} has failed ({said}).", wait ?? TimeSpan.Zero),
            507 => Failure($"{Server} has no room left ({said})."),
            < 400 => Failure($"{Server} sends requests elsewhere ({status}), where they are not followed. Give the final address."),
            _ => Failure($"{Server} does not accept the request ({said})."),
        };
    }

    private QdrantException Unreachable(Exception error)
    {
        var inner = error;
        while (inner.InnerException is { } deeper)
            inner = deeper;
        // Nobody is there: that will not change while it is waited for.
        var isGone = inner is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };
        return isGone
            ? Failure($"{Server} cannot be reached: {Clean(inner.Message)}. Is Qdrant running there? To start one: docker run -p 6333:6333 qdrant/qdrant")
            : Failure($"{Server} has cut the connection: {Clean(inner.Message)}", TimeSpan.Zero);
    }

    /// <summary>Seconds or a date (RFC 9110, 10.2.3); null where there is neither.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is not { } after ? null : after.Delta ?? (after.Date - time.GetUtcNow());
        // No time at all would mean that none was told.
        return wait is null ? null : TimeSpan.FromTicks(Math.Max(1, wait.Value.Ticks));
    }

    /// <summary>{"status": {"error": …}}, or whatever else the body says: refusals of a key are plain text.</summary>
    private string Said(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.Object && status.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
            {
                return Clean(error.GetString()!);
            }
        }
        catch (JsonException)
        {
            // Plain text.
        }

        return Clean(Encoding.UTF8.GetString(text));
    }

    /// <summary>One line of bounded length, without the key: some servers repeat what they refuse.</summary>
    private string Clean(string text)
    {
        if (options.ApiKey is { Length: > 0 } key)
            text = text.Replace(key, "[key]", StringComparison.Ordinal);
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }

    private QdrantException TooLarge(string message) => new(message) { IsTooLarge = true, VectorStoreSystemName = QdrantVectorStore.SystemName, VectorStoreName = Server };

    private QdrantException Failure(string message, TimeSpan? wait = null) => new(message) { Wait = wait, VectorStoreSystemName = QdrantVectorStore.SystemName, VectorStoreName = Server };
}

/// <summary>A request to which there is no answer: never to be taken for an empty one.</summary>
internal sealed class QdrantException(string message) : VectorStoreException(message)
{
    /// <summary>The same request may be answered later: after so long, or where it is zero, whenever. Null where it will not.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Half of it may be taken.</summary>
    public bool IsTooLarge { get; init; }
}
