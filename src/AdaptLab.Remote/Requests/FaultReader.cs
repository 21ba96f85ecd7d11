using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace AdaptLab.Remote.Requests;

/// <summary>From what a client library throws to what the user is told.</summary>
/// <remarks>The exception itself goes no further: a server may have put the key into what it says.</remarks>
internal sealed class FaultReader(RemoteModelOptions options, TimeProvider time)
{
    /// <summary>Of what a server says of itself, so much is passed on.</summary>
    private const int LongestQuote = 300;

    /// <exception cref="RemoteException">In place of whatever else <paramref name="request"/> throws.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception error) when (error is not RemoteException and not OperationCanceledException)
        {
            throw Read(error);
        }
    }

    public RemoteException Nonsense(string what) =>
        new(RemoteFault.Nonsense, $"{Server} has answered, but {what}. Is `endpoint` the address of an OpenAI-compatible server, down to its version, as \"http://localhost:8000/v1\"?");

    private string Server => options.Endpoint.GetLeftPart(UriPartial.Authority);

    private RemoteException Read(Exception error) => error switch
    {
        HttpOperationException { InnerException: ClientResultException inner } => Read(inner),
        ClientResultException { Status: > 0 } status => OfStatus(status),
        // A connection that is cut while the body is read comes as it is.
        ClientResultException or HttpRequestException or IOException => Unreachable(error),
        HttpOperationException { InnerException: HttpRequestException or IOException } => Unreachable(error),
        // What the libraries throw at JSON of another shape is their own affair, and not always the same.
        _ => Nonsense("not in the form of an answer"),
    };

    private RemoteException Unreachable(Exception error) =>
        new(RemoteFault.Unreachable, $"{Server} cannot be reached, or has cut the connection: {Clean(Innermost(error).Message)} Is the server running, and `endpoint` right?");

    private RemoteException OfStatus(ClientResultException error)
    {
        var response = error.GetRawResponse();
        var said = $"{error.Status}{Said(response)}";
        return error.Status switch
        {
            401 or 403 => new RemoteException(RemoteFault.Unauthorized, $"{Server} does not accept the key ({said}). " + (options.ApiKey is null
                ? "None was sent: name the variable that holds it, as apiKey: env(\"API_KEY\")."
                : "Look at the variable that `apiKey` names.")),
            404 => new RemoteException(RemoteFault.NotFound, $"{Server} has no model '{options.Model}', or nothing under {options.Endpoint.AbsolutePath} ({said})."),
            429 => new RemoteException(
                RemoteFault.RateLimited, $"{Server} takes no more requests for now ({said}). Lower `concurrency`, or run again later: what was answered is kept.")
            {
                RetryAfter = RetryAfter(response),
            },
            408 or >= 500 => new RemoteException(RemoteFault.ServerFailed, $"{Server} has failed ({said}).") { RetryAfter = RetryAfter(response) },
            // A redirect would carry the key to wherever it points.
            < 400 => new RemoteException(
                RemoteFault.Refused, $"{Server} sends requests elsewhere ({error.Status}), where they are not followed. Give the final address as `endpoint`."),
            _ => new RemoteException(RemoteFault.Refused, $"{Server} does not accept the request ({said})."),
        };
    }

    /// <summary>Seconds or a date (RFC 9110, 10.2.3); null where there is neither.</summary>
    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text) || text is null)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        var wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>": what the server says", where it says something.</summary>
    private string Said(PipelineResponse? response)
    {
        try
        {
            var body = response?.Content.ToString();
            return string.IsNullOrWhiteSpace(body) ? "" : ": " + Clean(MessageIn(body) ?? body);
        }
        catch (InvalidOperationException)
        {
            // The body was never read: the connection has ended before.
            return "";
        }
    }

    /// <summary>{"error": {"message": …}}, or {"error": …} as some servers write it.</summary>
    private static string? MessageIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error))
                return null;
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message))
                error = message;
            return error.ValueKind == JsonValueKind.String ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One line of bounded length. Some servers repeat the key that they refuse.</summary>
    private string Clean(string text)
    {
        if (options.ApiKey is { Length: > 0 } key)
            text = text.Replace(key, "[key]", StringComparison.Ordinal);
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
