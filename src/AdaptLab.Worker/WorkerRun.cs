using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Worker;

/// <summary>One comparison, as far as its events tell, and how long nothing has been heard of it.</summary>
internal sealed class WorkerRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Plan _plan;
    private readonly IProgress<RunEvent>? _progress;
    private readonly TimeProvider _time;
    private readonly WorkerOptions _options;
    private readonly TaskCompletionSource<WorkerFault> _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ImmutableArray<CandidateRun>.Builder _finished = ImmutableArray.CreateBuilder<CandidateRun>();
    private readonly ITimer _silence;
    private readonly ITimer _standstill;
    private readonly ITimer _farewell;
    private readonly long _start;
    private readonly StoredSession _session;
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableDictionary<string, ModelInfo>? _models;
    private TimeSpan _patience;
    private string _doing = "starting";
    private int _events;

    public WorkerRun(Plan plan, IProgress<RunEvent>? progress, TimeProvider time, WorkerOptions options)
    {
        (_plan, _progress, _time, _options) = (plan, progress, time, options);
        _start = time.GetTimestamp();
        _patience = options.Loading;
        _session = new StoredSession(time.GetUtcNow(), ThisMachine.Describe());
        _silence = Timer(options.Silence, doing => WorkerFault.Silent(options.Silence, doing));
        _standstill = Timer(options.Loading, doing => WorkerFault.Stuck(_patience, doing));
        _farewell = Timer(Timeout.InfiniteTimeSpan, doing => WorkerFault.Silent(options.Farewell, doing));
    }

    /// <summary>Completes with why the worker is no longer waited for.</summary>
    public Task<WorkerFault> GivenUp => _givenUp.Task;

    /// <summary>"running lora on expert".</summary>
    public string Doing
    {
        get
        {
            lock (_gate)
                return _doing;
        }
    }

    public void SignOfLife() => _silence.Change(_options.Silence, Timeout.InfiniteTimeSpan);

    public void Happened(EventMessage message)
    {
        SignOfLife();
        var told = message.ToEvent();
        _patience = told switch
        {
            // Another run may take as long as it likes.
            WaitingForTurn => Timeout.InfiniteTimeSpan,
            Preparing { IsLoading: true } => _options.Loading,
            _ => _options.Standstill,
        };
        _standstill.Change(_patience, Timeout.InfiniteTimeSpan);
        if (told is { } happened)
        {
            Note(happened);
            _progress?.Report(happened);
        }

        TaskCompletionSource heard;
        lock (_gate)
        {
            _events++;
            (heard, _heard) = (_heard, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        heard.SetResult();
    }

    /// <summary>From now on the worker has a moment to stop by itself.</summary>
    public void Stop() => _farewell.Change(_options.Farewell, Timeout.InfiniteTimeSpan);

    /// <summary>Waits until all events are told that were sent before an answer, which may overtake them; or for the end of who sends them.</summary>
    public async Task EventsAsync(int count, Task end)
    {
        while (true)
        {
            Task heard;
            lock (_gate)
            {
                if (_events >= count)
                    return;
                heard = _heard.Task;
            }

            if (await Task.WhenAny(heard, end, GivenUp) != heard)
                return;
        }
    }

    public RunOutcome WhatHadFinished(CompareParams order)
    {
        lock (_gate)
        {
            var record = _models is null ? null : RunAssembly.Of(
                _plan, new RunOrigin(order.ShownPath, order.SpecHash, _models), _session, _time.GetElapsedTime(_start), _finished.ToImmutable(), _plan.Notes, wasStopped: true);
            return new RunOutcome(record, [], WasStopped: true);
        }
    }

    public void Dispose()
    {
        _silence.Dispose();
        _standstill.Dispose();
        _farewell.Dispose();
    }

    private void Note(RunEvent happened)
    {
        lock (_gate)
        {
            switch (happened)
            {
                case ModelsFound found:
                    _models = found.Models;
                    break;
                case WaitingForTurn:
                    _doing = "waiting for another run of this spec";
                    break;
                case CandidateStarted when happened.Candidate < _plan.Candidates.Length:
                    _doing = $"running {_plan.Candidates[happened.Candidate].Name}";
                    break;
                case CandidateFinished finished:
                    _finished.Add(finished.Run);
                    break;
            }
        }
    }

    private ITimer Timer(TimeSpan patience, Func<string, WorkerFault> fault) =>
        _time.CreateTimer(_ => _givenUp.TrySetResult(fault(Doing)), null, patience, Timeout.InfiniteTimeSpan);
}
