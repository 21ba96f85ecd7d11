using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using AdaptLab.LanguageServer.Features;
using AdaptLab.LanguageServer.Hosting;
using Nerdbank.Streams;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>A client in the same process. It speaks the protocol in plain JSON, so that a wrong name on our side shows.</summary>
internal sealed class Editor : IAsyncDisposable
{
    public const string Uri = "file:///specs/topics.adapt";

    private readonly JsonRpc _rpc;
    private readonly ConcurrentDictionary<string, Channel<JToken>> _received = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<JToken, JToken?>> _answers = new(StringComparer.Ordinal);
    private int _version;

    public Editor(ManualTime? time = null, ImmutableArray<Feature> features = default, Func<ServerOptions, ServerOptions>? configure = null)
    {
        Time = time ?? new ManualTime();
        var (ours, theirs) = FullDuplexStream.CreatePair();
        var options = new ServerOptions("0.0.0", TextWriter.Synchronized(Log)) { Clock = Time, HelpRoot = "https://help/", AuditPause = TimeSpan.Zero, BasePause = Timeout.InfiniteTimeSpan };
        Server = LanguageServerHost.RunAsync(theirs, theirs, configure?.Invoke(options) ?? options, features.IsDefault ? FeatureList.All : features, CancellationToken.None);
        var formatter = new JsonMessageFormatter();
        formatter.JsonSerializer.DateParseHandling = DateParseHandling.None;
        _rpc = new JsonRpc(new HeaderDelimitedMessageHandler(ours, ours, formatter));
        foreach (var method in new[]
        {
            "textDocument/publishDiagnostics", "$/progress", "window/showMessage", "window/workDoneProgress/create", "client/registerCapability",
            "workspace/configuration", "window/showDocument", "workspace/applyEdit", "adaptlab/resultsChanged",
        })
        {
            Func<JToken, JToken?> receive = parameters => Receive(method, parameters);
            _rpc.AddLocalRpcMethod(receive.Method, receive.Target, new JsonRpcMethodAttribute(method) { UseSingleObjectParameterDeserialization = true });
        }

        foreach (var method in new[] { "workspace/diagnostic/refresh", "workspace/codeLens/refresh", "workspace/inlayHint/refresh" })
            _rpc.AddLocalRpcMethod(method, () => Receive(method, JValue.CreateNull()));
        _rpc.StartListening();
    }

    public ManualTime Time { get; }

    public LogLines Log { get; } = new();

    /// <summary>Ends with the server, as its exit code.</summary>
    public Task<int> Server { get; }

    /// <summary>One that has said hello.</summary>
    public static async Task<Editor> OpenAsync(
        object? capabilities = null, object? options = null, ImmutableArray<Feature> features = default, ManualTime? time = null, Func<ServerOptions, ServerOptions>? configure = null)
    {
        var editor = new Editor(time, features, configure);
        await editor.RequestAsync("initialize", new { processId = (int?)null, rootUri = (string?)null, capabilities = capabilities ?? new { }, initializationOptions = options });
        await editor.NotifyAsync("initialized", new { });
        return editor;
    }

    public Task<JToken> RequestAsync(string method, object? parameters = null, CancellationToken cancellation = default) =>
        _rpc.InvokeWithParameterObjectAsync<JToken>(method, parameters, cancellation);

    public Task NotifyAsync(string method, object? parameters = null) => _rpc.NotifyWithParameterObjectAsync(method, parameters);

    /// <summary>What the server asks of the client from now on is answered so.</summary>
    public void Answer(string method, Func<JToken, JToken?> answer) => _answers[method] = answer;

    /// <summary>The next that the server has sent of its own accord.</summary>
    public async Task<JToken> NextAsync(string method)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await Received(method).Reader.ReadAsync(timeout.Token);
    }

    public bool HasMore(string method) => Received(method).Reader.TryPeek(out _);

    public Task OpenDocumentAsync(string text, string uri = Uri) =>
        NotifyAsync("textDocument/didOpen", new { textDocument = new { uri, languageId = "adapt", version = _version = 1, text } });

    public Task ChangeAsync(string text, string uri = Uri) =>
        NotifyAsync("textDocument/didChange", new { textDocument = new { uri, version = ++_version }, contentChanges = new[] { new { text } } });

    public Task ChangeAsync(int line, int character, int endLine, int endCharacter, string text, string uri = Uri) =>
        NotifyAsync("textDocument/didChange", new
        {
            textDocument = new { uri, version = ++_version },
            contentChanges = new[] { new { range = new { start = new { line, character }, end = new { line = endLine, character = endCharacter } }, text } },
        });

    /// <summary>Several changes in one message.</summary>
    public Task ChangeAsync(object[] changes, string uri = Uri) =>
        NotifyAsync("textDocument/didChange", new { textDocument = new { uri, version = ++_version }, contentChanges = changes });

    /// <summary>What the server holds, seen through a request: its answer comes after all that was sent before.</summary>
    public Task<JToken> AskAsync(string method, string uri = Uri) => RequestAsync(method, new { textDocument = new { uri } });

    public Task<JToken> AskAtAsync(string method, int line, int character, string uri = Uri) =>
        RequestAsync(method, new { textDocument = new { uri }, position = new { line, character } });

    /// <summary>The quiet period passes.</summary>
    public async Task<JToken> QuietAsync()
    {
        // The timer is set once the notifications before have been handled.
        await AskAsync("textDocument/foldingRange");
        Time.Advance(TimeSpan.FromSeconds(1));
        return await NextAsync("textDocument/publishDiagnostics");
    }

    /// <summary>The quiet period passes, and what is said of a file comes to be as it is wanted: an audit has its say later than the rest.</summary>
    public async Task<JToken> QuietAsync(string uri, Func<JToken, bool> wanted)
    {
        var published = await QuietAsync();
        while ((string?)published["uri"] != uri || !wanted(published["diagnostics"]!))
            published = await NextAsync("textDocument/publishDiagnostics");
        return published["diagnostics"]!;
    }

    public async Task<int> ExitAsync()
    {
        await RequestAsync("shutdown");
        await NotifyAsync("exit");
        return await Server;
    }

    public void Vanish() => _rpc.Dispose();

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        await Server;
    }

    /// <summary>What the server tells people.</summary>
    internal sealed class LogLines : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _lines.Writer.TryWrite(value ?? "");
        }

        public async Task<string> NextAsync()
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            return await _lines.Reader.ReadAsync(timeout.Token);
        }
    }

    private Channel<JToken> Received(string method) => _received.GetOrAdd(method, _ => Channel.CreateUnbounded<JToken>());

    private JToken? Receive(string method, JToken parameters)
    {
        Received(method).Writer.TryWrite(parameters);
        return _answers.TryGetValue(method, out var answer) ? answer(parameters) : null;
    }
}
