using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Worker.Protocol;
using StreamJsonRpc;

namespace AdaptLab.Worker;

/// <summary>One worker process, and the connection to it. Runs one comparison at a time; one whose worker has died is of no
/// further use, and the next one is started in its place.</summary>
public sealed class WorkerClient : IAsyncDisposable
{
    private readonly WorkerProcess _process;
    private readonly WorkerRpc _rpc;
    private readonly TimeProvider _time;
    private readonly WorkerOptions _options;
    private volatile WorkerRun? _run;

    private WorkerClient(WorkerProcess process, TimeProvider time, WorkerOptions options)
    {
        (_process, _time, _options) = (process, time, options);
        _rpc = WorkerRpc.Create(process.Input, process.Output);
        _rpc.Add(WorkerMethods.Event, (EventMessage message) => _run?.Happened(message));
        _rpc.Add(WorkerMethods.Alive, (AliveMessage _) => _run?.SignOfLife());
        _rpc.StartListening();
    }

    public int ProcessId => _process.Id;

    /// <summary>Whether its worker still runs.</summary>
    public bool IsAlive => !_process.Exit.IsCompleted;

    /// <summary>For what nobody waits for: other processes go first.</summary>
    public void GiveWay() => _process.GiveWay();

    /// <summary>Starts a worker from the running program.</summary>
    /// <exception cref="WorkerStartException">The program cannot be started.</exception>
    public static WorkerClient Start() => Start(WorkerProcess.Start(WorkerProgram.Current), TimeProvider.System, WorkerOptions.Default);

    public static WorkerClient Start(WorkerProcess process, TimeProvider time, WorkerOptions options) => new(process, time, options);

    /// <summary>Never throws for what the worker does. Stopping takes less than a second: a worker that computes on is ended.</summary>
    /// <param name="plan">What the caller takes the run to be, to report what had finished where the worker no longer can.</param>
    /// <param name="progress">Told of each event in order, on whatever thread.</param>
    public async Task<WorkerOutcome> CompareAsync(CompareParams order, Plan plan, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        using var run = new WorkerRun(plan, progress, _time, _options);
        if (Interlocked.CompareExchange(ref _run, run, null) is not null)
            throw new InvalidOperationException("This worker runs a comparison already.");
        try
        {
            return await AskAsync(order, run, cancellation);
        }
        finally
        {
            _run = null;
        }
    }

    /// <summary>Never throws for what the worker does; whoever waits for one that hangs stops waiting by the token.</summary>
    public async Task<PromptReply> PromptAsync(PromptParams order, CancellationToken cancellation)
    {
        try
        {
            return await _rpc.InvokeWithParameterObjectAsync<PromptReply>(WorkerMethods.Prompt, order, cancellation).WaitAsync(cancellation);
        }
        catch (RemoteRpcException failure) when (IsAlive && failure is not ConnectionLostException)
        {
            return new PromptReply(null, $"The worker failed: {failure.Message}");
        }
        catch (Exception exception) when (exception is RemoteRpcException or ObjectDisposedException)
        {
            _process.Kill();
            return new PromptReply(null, WorkerFault.Ended(await _process.Exit, "writing the prompt", _process.Complaint()).Message);
        }
    }

    /// <summary>Asks the worker to end, and sees to it that it does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            try
            {
                using var patience = new CancellationTokenSource(_options.Farewell, _time);
                await _rpc.InvokeWithCancellationAsync<object?>(WorkerMethods.Shutdown, [], patience.Token).WaitAsync(patience.Token);
                await _process.Exit.WaitAsync(patience.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or RemoteRpcException or ConnectionLostException or ObjectDisposedException)
            {
                // It is ended below.
            }
        }

        _process.Kill();
        _rpc.Dispose();
        await _process.Exit;
    }

    private async Task<WorkerOutcome> AskAsync(CompareParams order, WorkerRun run, CancellationToken cancellation)
    {
        var reply = _rpc.InvokeWithParameterObjectAsync<CompareReply>(WorkerMethods.Compare, order, cancellation);
        // What comes of it when it is no longer waited for is of no interest.
        _ = reply.ContinueWith(task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        using var farewell = new CancellationTokenSource();
        await using var stop = cancellation.Register(() => run.Stop());

        var first = await Task.WhenAny(reply, run.GivenUp, _process.Exit);
        if (first == _process.Exit)
        {
            // Its last words may still be on their way.
            await Task.WhenAny(reply, run.GivenUp);
        }

        if (!reply.IsCompletedSuccessfully && run.GivenUp.IsCompleted)
        {
            _process.Kill();
            await _process.Exit;
            return cancellation.IsCancellationRequested
                ? new WorkerOutcome(run.WhatHadFinished(order), null, null)
                : new WorkerOutcome(null, null, await run.GivenUp);
        }

        try
        {
            var answer = await reply;
            await run.EventsAsync(answer.Events, _process.Exit);
            return Read(answer);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new WorkerOutcome(run.WhatHadFinished(order), null, null);
        }
        catch (RemoteRpcException failure) when (IsAlive && failure is not ConnectionLostException)
        {
            return new WorkerOutcome(null, null, WorkerFault.Failed(failure.Message, run.Doing));
        }
        catch (Exception exception) when (exception is RemoteRpcException or ObjectDisposedException)
        {
            // The connection ends a moment before the process does.
            _process.Kill();
            return new WorkerOutcome(null, null, WorkerFault.Ended(await _process.Exit, run.Doing, _process.Complaint()));
        }
    }

    private static WorkerOutcome Read(CompareReply reply)
    {
        if (reply.Refusal is not null)
            return new WorkerOutcome(null, reply.Refusal, null);
        var reading = reply.Record is null ? default : RunRecordJson.Read(reply.Record);
        return reading.Error is { } error
            ? new WorkerOutcome(null, null, WorkerFault.Failed(error, "reporting"))
            : new WorkerOutcome(new RunOutcome(reading.Record, [.. reply.Faults.Select(fault => fault.ToFault())], reply.WasStopped), null, null);
    }
}
