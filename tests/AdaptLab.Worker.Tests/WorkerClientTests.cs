using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Worker.Protocol;
using Nerdbank.Streams;
using StreamJsonRpc;

namespace AdaptLab.Worker.Tests;

/// <summary>What a client makes of a worker that does its work, and of one that does not. The worker's end is the test's; time
/// moves only where a test says so.</summary>
public sealed class WorkerClientTests : IAsyncDisposable
{
    private static readonly ModelInfo Model = new("nano", "embedded", 1, 512, "00");
    private static readonly ImmutableDictionary<string, ModelInfo> Models = ImmutableDictionary<string, ModelInfo>.Empty.Add("nano", Model);

    private readonly StepTime _time = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CancellationToken> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CompareReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RunEvent> _events = [];
    private readonly WorkerRpc _worker;
    private readonly WorkerClient _client;
    private bool _wasKilled;

    public WorkerClientTests()
    {
        var (here, there) = FullDuplexStream.CreatePair();
        _worker = WorkerRpc.Create(there, there);
        _worker.Add(WorkerMethods.Compare, (CompareParams _, CancellationToken cancellation) =>
        {
            _asked.SetResult(cancellation);
            return _reply.Task;
        });
        _worker.Add(WorkerMethods.Shutdown, () =>
        {
            _exit.TrySetResult(0);
            return (object?)null;
        });
        _worker.StartListening();
        _client = WorkerClient.Start(
            new WorkerProcess(1, here, here, _exit.Task, () => { _wasKilled = true; _exit.TrySetResult(137); }, () => "Segmentation fault", () => { }), _time, WorkerOptions.Default);
    }

    public async ValueTask DisposeAsync()
    {
        _reply.TrySetCanceled();
        await _client.DisposeAsync();
        _worker.Dispose();
    }

    [Fact]
    public async Task Events_are_told_in_order_and_all_of_them_before_the_end()
    {
        var run = CompareAsync();
        await _asked.Task;
        RunEvent[] sent =
        [
            new ModelsFound(Models), new WaitingForTurn(), new CandidateStarted(0), new Preparing(0, 1, "epoch 6/10", 0.6, 0.41, TimeSpan.FromSeconds(14)),
            new Preparing(0, 0, "choosing shots", null, double.NaN, null), new RowAnswered(0, 0, 1, 2, TimeSpan.FromSeconds(3)), new CandidateFinished(0, Run(), 0.5), new Estimated("1 candidate, 2 requests"),
        ];
        // The answer is under way before its last events are.
        _reply.SetResult(new CompareReply(RunRecordJson.Write(Record()), [new FaultMessage("lora on few", "No rows.", true, null, "")], false, sent.Length, null));
        foreach (var happened in sent)
            await SendAsync(happened);

        var outcome = (await run).Outcome!;
        Assert.Equal(sent.Select(e => e.GetType()), _events.Select(e => e.GetType()));
        Assert.Equal(Models, Assert.IsType<ModelsFound>(_events[0]).Models);
        Assert.Equal(sent[7], _events[7]);
        Assert.Equal(sent[3], _events[3]);
        Assert.Equal(new Preparing(0, 0, "choosing shots", null, null, null), _events[4]);
        Assert.Equal(0.1f + 0.2f, ((CandidateFinished)_events[6]).Run.Seeds[0].Predictions[0].Probabilities[0]);
        Assert.Equal("lora on few", Assert.Single(outcome.Faults).Candidate);
        Assert.Equal("topics", outcome.Record!.Task);
    }

    [Fact]
    public async Task A_refusal_is_passed_on()
    {
        var run = CompareAsync();
        _reply.SetResult(new CompareReply(null, [], false, 0, new RefusalMessage(RefusalKind.Memory, "The run would need about 900 GB of memory.")));
        var outcome = await run;
        Assert.Equal((null, RefusalKind.Memory, null), (outcome.Outcome, outcome.Refusal?.Kind, outcome.Fault));
    }

    [Fact]
    public async Task A_worker_that_crashes_is_one_line_that_says_what_it_did()
    {
        var run = CompareAsync();
        await _asked.Task;
        await SendAsync(new CandidateStarted(0));
        await HeardAsync(1);
        _worker.Dispose();
        _exit.SetResult(139);
        var fault = (await run).Fault!;
        Assert.Equal(WorkerFaultKind.Crashed, fault.Kind);
        Assert.Equal("The worker ended unexpectedly while running prompt on few (exit code 139). It said: Segmentation fault What was answered is kept: run it again to go on.", fault.Message);
    }

    [SkippableFact]
    public async Task A_worker_that_the_system_kills_has_run_out_of_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Other systems have no such exit code.");
        var run = CompareAsync();
        await _asked.Task;
        _exit.SetResult(137);
        _worker.Dispose();
        var fault = (await run).Fault!;
        Assert.Equal(WorkerFaultKind.OutOfMemory, fault.Kind);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task A_worker_that_gives_no_sign_of_life_is_ended()
    {
        var run = CompareAsync();
        await _asked.Task;
        _time.Advance(TimeSpan.FromSeconds(29));
        await SendAsync(new CandidateStarted(0));
        await HeardAsync(1);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(run.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        var fault = (await run).Fault!;
        Assert.Equal((WorkerFaultKind.Hung, true), (fault.Kind, _wasKilled));
        Assert.StartsWith("The worker did not answer for 30 s while running prompt on few, and was ended.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_lives_and_makes_no_progress_is_ended()
    {
        var run = CompareAsync();
        await _asked.Task;
        // Looking at the models, and reading the weights, may take longer than anything that comes after it.
        await BeatAsync(TimeSpan.FromSeconds(130));
        await SendAsync(new ModelsFound(Models));
        await SendAsync(new CandidateStarted(0));
        await SendAsync(new Preparing(0, 0, "loading nano", null, null, null) { IsLoading = true });
        await HeardAsync(3);
        await BeatAsync(TimeSpan.FromSeconds(130));
        await SendAsync(new RowAnswered(0, 0, 1, 2, null));
        await HeardAsync(4);
        await BeatAsync(TimeSpan.FromSeconds(110));
        Assert.False(run.IsCompleted);
        await BeatAsync(TimeSpan.FromSeconds(20));
        var fault = (await run).Fault!;
        Assert.Equal((WorkerFaultKind.Hung, true), (fault.Kind, _wasKilled));
        Assert.StartsWith("The worker made no progress for 2 min while running prompt on few, and was ended.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_stops_when_it_is_asked_to_is_not_ended()
    {
        using var stop = new CancellationTokenSource();
        var run = CompareAsync(stop.Token);
        var cancelled = await _asked.Task;
        var noticed = new TaskCompletionSource();
        cancelled.Register(noticed.SetResult);
        await stop.CancelAsync();
        await noticed.Task;
        _reply.SetResult(new CompareReply(RunRecordJson.Write(Record()), [], true, 0, null));
        var outcome = await run;
        Assert.True(outcome.Outcome!.WasStopped);
        Assert.NotNull(outcome.Outcome.Record);
        Assert.False(_wasKilled);
    }

    [Fact]
    public async Task One_that_computes_on_is_ended_within_a_second_and_what_had_finished_is_reported()
    {
        using var stop = new CancellationTokenSource();
        var run = CompareAsync(stop.Token);
        await _asked.Task;
        await SendAsync(new ModelsFound(Models));
        await SendAsync(new CandidateFinished(0, Run(), 0.5));
        await HeardAsync(2);
        await stop.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var outcome = (await run).Outcome!;
        Assert.True(_wasKilled);
        Assert.True(outcome.WasStopped);
        Assert.Equal("prompt", Assert.Single(outcome.Record!.Candidates).Strategy);
        Assert.Contains("The run was stopped: 1 of 1 candidates had finished.", outcome.Record.Notes);
    }

    [Fact]
    public async Task A_fault_of_the_worker_is_told_and_it_lives()
    {
        var run = CompareAsync();
        _reply.SetException(new InvalidOperationException("Out of rows."));
        var fault = (await run).Fault!;
        Assert.Equal("The worker failed while starting: InvalidOperationException: Out of rows. What was answered is kept: run it again to go on.", fault.Message);
        Assert.True(_client.IsAlive);
    }

    private Task<WorkerOutcome> CompareAsync(CancellationToken stop = default) => _client.CompareAsync(
        new CompareParams("/s/topics.adapt", "topics.adapt", Text, "00", "", [], 1, null, StoreUse.None), Plan(), new Recorder(_events), stop);

    private Task SendAsync(RunEvent happened) => _worker.NotifyWithParameterObjectAsync(WorkerMethods.Event, EventMessage.Of(happened));

    /// <summary>Time passes, and every ten seconds the worker says that it is alive.</summary>
    private async Task BeatAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
        {
            var before = _time.Settings;
            await _worker.NotifyWithParameterObjectAsync(WorkerMethods.Alive, new AliveMessage(null));
            // A client that has heard it waits anew; one that has ended the worker does not.
            while (_time.Settings == before && !_exit.Task.IsCompleted) await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private async Task HeardAsync(int count)
    {
        // Each answer comes after what was sent before it: a round trip the other way is enough.
        while (true)
        {
            lock (_events)
                if (_events.Count >= count)
                    return;
            await Task.Yield();
        }
    }

    private const string Text = "task topics: classify { labels: [no, yes] }\nexamples few { \"a\" => no }\neval { \"b\" => no, \"c\" => yes }\nstrategy prompt { select: first }\n";

    private static Plan Plan()
    {
        var spec = Compilation.Parse(Text).Spec;
        return new Plan(spec.Task, "accuracy", spec.Task.Labels, Record().Rows, [new PlannedCandidate(StrategyTraits.Of("prompt"), spec.Strategies[0], "few", 1, [], [], [1]) { Model = spec.Models[0] }], [], []);
    }

    private static CandidateRun Run() => new()
    {
        Strategy = "prompt",
        Kind = "prompt",
        TrainingSet = "few",
        Examples = 1,
        Seeds = [new SeedRun(1, [new Prediction(0, [0.1f + 0.2f, 0.7f]), new Prediction(0, [0.6f, 0.4f])], [1, 2], 0.5, 40, 1)],
    };

    private static RunRecord Record() => new()
    {
        Task = "topics", TaskKind = "classify", SpecPath = "topics.adapt", SpecHash = "00", Metric = "accuracy", Seeds = 1, Model = Model,
        Machine = new MachineInfo("Linux", "Xeon", 2, ".NET", "0.1.0"), Started = DateTimeOffset.UnixEpoch, DurationSeconds = 1, Labels = ["no", "yes"],
        Rows = [new EvalRowInfo("1", "b", 0, "topics.adapt:3"), new EvalRowInfo("2", "c", 1, "topics.adapt:3")], Candidates = [Run()],
    };

    private sealed class Recorder(List<RunEvent> events) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            lock (events)
                events.Add(value);
        }
    }
}
