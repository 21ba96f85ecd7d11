using System.Threading.Channels;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;
using Nerdbank.Streams;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>The worker's end, in the test's hands: it is asked, and answers when it is told to.</summary>
internal sealed class WorkerDouble
{
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CompareReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WorkerRpc _rpc;
    private int _events;

    private WorkerDouble(ManualTime time, ChannelWriter<WorkerDouble> asked)
    {
        var (here, there) = FullDuplexStream.CreatePair();
        _rpc = WorkerRpc.Create(there, there);
        _rpc.Add(WorkerMethods.Compare, (CompareParams order, CancellationToken cancellation) =>
        {
            Order = order;
            cancellation.Register(() => _stopped.TrySetResult());
            cancellation.Register(() => _reply.TrySetResult(new CompareReply(null, [], WasStopped: true, _events, null)));
            asked.TryWrite(this);
            return _reply.Task;
        });
        _rpc.Add(WorkerMethods.Prompt, (PromptParams order) => order.Strategies is ["lora"] && order.Row is null
            ? new PromptReply(null, "lora has none today.")
            : new PromptReply($"{order.SpecPath}: {string.Join(",", order.Strategies)} {order.Row}", null));
        _rpc.Add(WorkerMethods.Shutdown, () =>
        {
            _exit.TrySetResult(0);
            return (object?)null;
        });
        _rpc.StartListening();
        Client = WorkerClient.Start(new WorkerProcess(1, here, here, _exit.Task, () => _exit.TrySetResult(137), () => "Segmentation fault", () => GivesWay = true), time, WorkerOptions.Default);
    }

    public WorkerClient Client { get; }

    public CompareParams? Order { get; private set; }

    public bool GivesWay { get; private set; }

    /// <summary>Completes once it is told to stop what it was asked.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Workers on request; each comes through the channel once it is asked to run something.</summary>
    public static (Func<WorkerClient> Start, ChannelReader<WorkerDouble> Asked) Source(ManualTime time)
    {
        var asked = Channel.CreateUnbounded<WorkerDouble>();
        return (() => new WorkerDouble(time, asked.Writer).Client, asked.Reader);
    }

    public Task TellAsync(RunEvent happened)
    {
        _events++;
        return _rpc.NotifyWithParameterObjectAsync(WorkerMethods.Event, EventMessage.Of(happened));
    }

    public void Refuse(string message) => _reply.TrySetResult(new CompareReply(null, [], false, _events, new RefusalMessage(RefusalKind.Memory, message)));

    public void Finish(RunRecord record) => _reply.TrySetResult(new CompareReply(RunRecordJson.Write(record), [], false, _events, null));

    public void Crash()
    {
        _rpc.Dispose();
        _exit.TrySetResult(139);
    }
}
