using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>A client of the language server that shares nothing with it: headers, JSON and numbers of requests by hand.</summary>
internal sealed class LspClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _waiting = new();
    private readonly ConcurrentDictionary<string, Channel<JsonNode?>> _received = new(StringComparer.Ordinal);
    private int _requests;

    /// <param name="process">Of a server, with its three streams redirected; ended with the client.</param>
    public LspClient(Process process)
    {
        _process = process;
        _input = _process.StandardInput.BaseStream;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    public Process Process => _process;

    /// <summary>What stood on standard output beside the messages: nothing may.</summary>
    public string Strays { get; private set; } = "";

    /// <exception cref="LspException">The server has answered an error.</exception>
    public async Task<JsonNode?> RequestAsync(string method, JsonNode? parameters = null)
    {
        var id = Interlocked.Increment(ref _requests);
        var answer = _waiting[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters });
        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public Task NotifyAsync(string method, JsonNode? parameters = null) => SendAsync(new JsonObject { ["method"] = method, ["params"] = parameters });

    /// <summary>The parameters of the next message of this kind that the server has sent of its own accord.</summary>
    public async Task<JsonNode?> NextAsync(string method)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await Received(method).Reader.ReadAsync(timeout.Token);
    }

    public async Task<JsonNode> InitializeAsync(JsonNode capabilities, string? folder = null, JsonNode? options = null)
    {
        var result = await RequestAsync("initialize", new JsonObject
        {
            ["processId"] = Environment.ProcessId,
            ["rootUri"] = folder is null ? null : new Uri(folder).AbsoluteUri,
            ["capabilities"] = capabilities,
            ["initializationOptions"] = options,
        });
        await NotifyAsync("initialized", new JsonObject());
        return result!;
    }

    /// <summary>The exit code, once the process has ended.</summary>
    public async Task<int> EndAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(timeout.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async Task<int> ShutDownAsync()
    {
        await RequestAsync("shutdown");
        await NotifyAsync("exit");
        return await EndAsync();
    }

    /// <summary>What went to standard error; the process must have ended.</summary>
    public Task<string> ErrorsAsync() => _errors;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _reading;
        _process.Dispose();
    }

    private Channel<JsonNode?> Received(string method) => _received.GetOrAdd(method, _ => Channel.CreateUnbounded<JsonNode?>());

    private async Task SendAsync(JsonObject message)
    {
        message["jsonrpc"] = "2.0";
        if (message["params"] is null)
            message.Remove("params");
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        await _writing.WaitAsync();
        try
        {
            await _input.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            await _input.WriteAsync(body);
            await _input.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var output = _process.StandardOutput.BaseStream;
        try
        {
            while (await HeaderAsync(output) is { } length)
            {
                var body = new byte[length];
                await output.ReadExactlyAsync(body);
                await TakeAsync(JsonNode.Parse(body)!);
            }
        }
        catch (EndOfStreamException)
        {
        }

        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(new LspException(0, "The server has ended."));
    }

    private async Task<int?> HeaderAsync(Stream output)
    {
        var (length, line) = (0, new List<byte>());
        var one = new byte[1];
        while (true)
        {
            if (await output.ReadAsync(one) == 0)
                return null;
            if (one[0] != '\n')
            {
                line.Add(one[0]);
                continue;
            }

            var text = Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            line.Clear();
            if (text.Length == 0)
                return length;
            if (text.StartsWith("Content-Length: ", StringComparison.Ordinal))
                length = int.Parse(text.AsSpan("Content-Length: ".Length));
            else if (!text.StartsWith("Content-Type: ", StringComparison.Ordinal))
                Strays += text + "\n";
        }
    }

    private async Task TakeAsync(JsonNode message)
    {
        if (message["method"] is { } method)
        {
            Received((string)method!).Writer.TryWrite(message["params"]?.DeepClone());
            if (message["id"] is { } id)
                await SendAsync(new JsonObject { ["id"] = id.DeepClone(), ["result"] = Answer((string)method!, message["params"]) });
        }
        else if (_waiting.TryRemove((int)message["id"]!, out var waiting))
        {
            if (message["error"] is { } error)
                waiting.SetException(new LspException((int)error["code"]!, (string)error["message"]!));
            else
                waiting.SetResult(message["result"]);
        }
    }

    private static JsonNode? Answer(string method, JsonNode? parameters) => method switch
    {
        "workspace/configuration" => new JsonArray([.. parameters!["items"]!.AsArray().Select(_ => (JsonNode?)null)]),
        "workspace/applyEdit" => new JsonObject { ["applied"] = true },
        "window/showDocument" => new JsonObject { ["success"] = true },
        _ => null,
    };
}

internal sealed class LspException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
