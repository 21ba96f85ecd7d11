using AdaptLab.LanguageServer.Diagnosing;
using AdaptLab.LanguageServer.Running;
using AdaptLab.LanguageServer.Workspace;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>One client's connection and the parts that serve it: put together here, and nowhere else.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();

    public Session(JsonRpc rpc, ServerOptions options)
    {
        Options = options;
        Client = new Client(rpc, options.Log);
        Progress = new ProgressReports(Client, Queue);
        Folders = new FolderListing(options.Clock);
        Memory = new IdleMemory(options.Clock);
        // Whatever is diagnosed anew may have made results stale, or fresh again.
        BasePass = new BasePass(Queue, Client, options, () => Runs!.IsBusy, _end.Token);
        Diagnostics = new DiagnosticsPublisher(Queue, Client, options, Memory, uri => Runs!.TellAsync(uri), BasePass.RunAsync, _end.Token);
        Runs = new Runs(Queue, Client, Diagnostics, options, BasePass.Stop);
    }

    public ServerOptions Options { get; }

    public RequestQueue<WorkspaceState> Queue { get; } = new(WorkspaceState.Empty);

    public Life Life { get; } = new();

    public Client Client { get; }

    public ProgressReports Progress { get; }

    public DiagnosticsPublisher Diagnostics { get; }

    public BasePass BasePass { get; }

    public Runs Runs { get; }

    public FolderListing Folders { get; }

    public IdleMemory Memory { get; }

    public TokenCache Tokens { get; } = new();

    /// <summary>Is cancelled when the session ends: what goes on by itself stops then.</summary>
    public CancellationToken End => _end.Token;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Diagnostics.Dispose();
        Memory.Dispose();
        await Queue.DisposeAsync();
        _end.Dispose();
    }
}
