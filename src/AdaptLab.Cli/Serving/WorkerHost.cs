using System.Runtime.InteropServices;
using AdaptLab.Results.Running;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Serving;

/// <summary>This process as a worker: one connection, for as long as the client lives.</summary>
internal sealed class WorkerHost : IDisposable
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ComparisonServer _server;
    private readonly WorkerRpc _rpc;
    private readonly ITimer _pulse;
    private volatile string? _doing;

    public WorkerHost(Stream output, Stream input, TimeProvider time)
    {
        _server = new ComparisonServer(time);
        _rpc = WorkerRpc.Create(output, input);
        _rpc.Add(WorkerMethods.Compare, CompareAsync);
        _rpc.Add(WorkerMethods.Prompt, PromptAsync);
        _rpc.Add(WorkerMethods.Shutdown, Shutdown);
        _rpc.Disconnected += (_, _) => _end.TrySetResult();
        _pulse = time.CreateTimer(_ => Notify(WorkerMethods.Alive, new AliveMessage(_doing)), null, TimeSpan.Zero, Pulse);
    }

    /// <summary>Until the client says so, or is gone.</summary>
    public async Task<int> ServeAsync()
    {
        // Ctrl+C goes to every process of a terminal: the client has it, too, and says what is to be done. The end of the process it does not.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _end.TrySetResult();
        });
        _rpc.StartListening();
        await _end.Task;
        await _stop.CancelAsync();
        return ExitCode.Success;
    }

    public void Dispose()
    {
        _pulse.Dispose();
        _rpc.Dispose();
        _server.Dispose();
        _turn.Dispose();
        _stop.Dispose();
    }

    private async Task<CompareReply> CompareAsync(CompareParams order, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await _turn.WaitAsync(either.Token);
        var events = 0;
        try
        {
            // Strategies compute where they are called: not where messages are read.
            var reply = await Task.Run(() => _server.CompareAsync(order, new InOrder(happened =>
            {
                events++;
                _doing = happened is CandidateStarted ? $"candidate {happened.Candidate + 1}" : _doing;
                Notify(WorkerMethods.Event, EventMessage.Of(happened));
            }), either.Token), CancellationToken.None);
            return reply with { Events = events };
        }
        finally
        {
            _doing = null;
            _turn.Release();
        }
    }

    private async Task<PromptReply> PromptAsync(PromptParams order, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await _turn.WaitAsync(either.Token);
        try
        {
            return await Task.Run(() => _server.PromptAsync(order, either.Token), CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    private object? Shutdown()
    {
        // After the answer to this has gone out.
        _ = Task.Run(() => _end.TrySetResult());
        return null;
    }

    private void Notify(string method, object message)
    {
        if (!_rpc.IsDisposed)
            _ = _rpc.NotifyWithParameterObjectAsync(method, message).ContinueWith(task => task.Exception, TaskScheduler.Default);
    }

    private sealed class InOrder(Action<RunEvent> report) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => report(value);
    }
}
