using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Hub.Tests;

/// <summary>What a server answers.</summary>
/// <param name="Sent">How many bytes of the body are sent before the connection is cut; null for all.</param>
internal sealed record Answer(int Status, (string Name, string Value)[] Headers, byte[] Body, int? Sent = null)
{
    public static Answer Text(string text, int status = 200) => new(status, [], Encoding.UTF8.GetBytes(text));

    public static Answer Refusal(int status, string? code) => new(status, code is null ? [] : [("X-Error-Code", code)], []);
}

/// <param name="Range">The first byte that is asked for; null for the whole.</param>
internal sealed record Asked(string Method, string Path, string? Token, int? Range);

/// <summary>An HTTP server on loopback that answers as it is told, down to cutting a connection in the middle of a body.</summary>
internal sealed class HttpDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Asked, Answer?> _answer;
    private readonly Task _serving;

    /// <param name="answer">Null for silence: the connection stays open and nothing comes.</param>
    public HttpDouble(Func<Asked, Answer?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public ConcurrentQueue<Asked> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var asked = await ReadAsync(stream);
                Requests.Enqueue(asked);
                if (_answer(asked) is not { } answer)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                    return;
                }

                var head = new StringBuilder($"HTTP/1.1 {answer.Status} Told\r\nConnection: close\r\nContent-Length: {answer.Body.Length}\r\n");
                foreach (var (name, value) in answer.Headers)
                    head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
                if (asked.Method != "HEAD")
                    await stream.WriteAsync(answer.Body.AsMemory(0, answer.Sent ?? answer.Body.Length), _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<Asked> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[1];
        while (!Encoding.ASCII.GetString([.. bytes]).EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) == 1)
            bytes.Add(buffer[0]);
        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n");
        var request = lines[0].Split(' ');
        string? Header(string name) => lines.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
        return new Asked(
            request[0], request[1], Header("Authorization")?["Bearer ".Length..],
            Header("Range") is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : null);
    }
}

/// <summary>A hub with one model, whose large files lie on another host, as the real one's do.</summary>
internal sealed class HubDouble : IAsyncDisposable
{
    public const string Name = "acme/tiny";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly HttpDouble _hub;
    private readonly HttpDouble _store;

    public HubDouble()
    {
        _store = new HttpDouble(asked => Special?.Invoke(asked) ?? Bytes(asked, Files[asked.Path.Split('?')[0].TrimStart('/')]));
        _hub = new HttpDouble(asked => IsSilent?.Invoke(asked) == true ? null : Special?.Invoke(asked) ?? Answered(asked));
    }

    /// <summary>Its files by name; those that end in .safetensors lie elsewhere.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal)
    {
        ["config.json"] = """{"model_type":"llama"}"""u8.ToArray(),
        ["tokenizer.json"] = """{"model":{}}"""u8.ToArray(),
        ["README.md"] = "# Tiny"u8.ToArray(),
        ["model.safetensors"] = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))],
    };

    /// <summary>Where its branches are.</summary>
    public string Head { get; set; } = Commit;

    /// <summary>Answers in place of what a hub would; null leaves it to the hub.</summary>
    public Func<Asked, Answer?>? Special { get; set; }

    public Func<Asked, bool>? IsSilent { get; set; }

    public string Address => _hub.Address;

    public IEnumerable<Asked> AskedHub => _hub.Requests;

    public IEnumerable<Asked> AskedStore => _store.Requests;

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    /// <summary>The hash that git gives a small file, or that of the bytes of a large one.</summary>
    public string ETag(string file) => IsLarge(file)
        ? Convert.ToHexStringLower(SHA256.HashData(Files[file]))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Files[file].Length}"), 0, .. Files[file]]));

    private Answer Answered(Asked asked)
    {
        if (asked.Path.StartsWith($"/api/models/{Name}/revision/", StringComparison.Ordinal))
        {
            var siblings = string.Join(',', Files.Keys.Select(file => $$"""{"rfilename":"{{file}}"}"""));
            return Answer.Text($$"""{"id":"{{Name}}","sha":"{{Head}}","siblings":[{{siblings}}]}""");
        }

        var resolve = $"/{Name}/resolve/{Head}/";
        if (!asked.Path.StartsWith(resolve, StringComparison.Ordinal))
            return asked.Path.StartsWith("/api/models/", StringComparison.Ordinal) ? Answer.Refusal(404, "RepoNotFound") : Answer.Refusal(404, "EntryNotFound");
        var file = asked.Path[resolve.Length..];
        if (!Files.TryGetValue(file, out var bytes))
            return Answer.Refusal(404, "EntryNotFound");
        return IsLarge(file)
            ? new Answer(302, [("Location", $"{_store.Address}/{file}?signature=secret"), ("X-Linked-ETag", $"\"{ETag(file)}\""), ("X-Linked-Size", $"{bytes.Length}"), ("X-Repo-Commit", Head)], [])
            : new Answer(200, [("ETag", $"\"{ETag(file)}\""), ("X-Repo-Commit", Head)], bytes);
    }

    private static bool IsLarge(string file) => file.EndsWith(".safetensors", StringComparison.Ordinal);

    public static Answer Bytes(Asked asked, byte[] bytes) => asked.Range is { } from
        ? new Answer(206, [("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}")], bytes[from..])
        : new Answer(200, [], bytes);
}
