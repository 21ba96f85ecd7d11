using System.Collections.Immutable;
using AdaptLab.Audit;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Workspace;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.LanguageServer.Diagnosing;

/// <summary>
/// Asks the base model what it thinks of the examples, once nobody has typed for a while: in a worker, for the server loads no
/// model, and only where that is `nano`, which ships and answers in milliseconds. What it has said of a row is not asked again.
/// </summary>
/// <remarks>The one thing that is run without being asked for: so nothing of a workspace that is not trusted, nothing beside a
/// comparison, which is being measured, and of one spec at a time.</remarks>
/// <param name="isBusy">Whether a comparison is being run.</param>
internal sealed class BasePass(RequestQueue<WorkspaceState> queue, Client client, ServerOptions options, Func<bool> isBusy, CancellationToken end)
{
    /// <summary>Of more examples so many are asked about, drawn evenly; `adaptlab audit --model` asks about more.</summary>
    public const int MostExamples = 500;

    /// <summary>What has been answered by then is kept; the rest is for the next time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile CancellationTokenSource? _asking;
    private bool _isUnable;

    /// <summary>Ends what is being asked: something else needs the processors.</summary>
    public void Stop() => _asking?.Cancel();

    /// <summary>The state after it, with what is said of the document's examples; null where nothing was asked.</summary>
    /// <param name="audited">Whose examples have been audited without the model.</param>
    /// <exception cref="OperationCanceledException">The text or the files have changed meanwhile.</exception>
    public async Task<WorkspaceState?> RunAsync(Document audited)
    {
        if (!IsWanted(audited))
            return null;
        var reading = audited.Reading;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(reading.Abandoned, end);
        await Task.Delay(options.BasePause, options.Clock, either.Token);
        await _turn.WaitAsync(either.Token);
        try
        {
            if (!IsWanted(audited))
                return null;
            return await reading.AskBaseAsync(audited.Folder, MostExamples, question => AskAsync(audited, question)) is { } found
                ? await queue.Change(state => state.Find(audited.Uri) is { } current ? state.With(current.WithAudit(reading, found, baseIsAsked: true)) : state)
                : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsWanted(Document audited) =>
        !_isUnable && !isBusy() && audited.Uri.Path is not null && audited.Snapshot.Audit is not null
        && queue.Current.Settings is { Trusted: true, AsksBaseModel: true }
        && audited.Compilation.Spec is { Task.Kind: TaskKind.Classify, Models: [{ Provider: "embedded" } model, ..] }
        && options.IsAtHand(model, audited.Snapshot.Folder);

    /// <summary>Null where it has not come to its end.</summary>
    private async Task<Results.RunRecord?> AskAsync(Document audited, BaseQuestion question)
    {
        WorkerClient worker;
        try
        {
            worker = options.StartWorker();
        }
        catch (WorkerStartException)
        {
            // A server that only checks has none, and who has asked for nothing need not be told.
            _isUnable = true;
            return null;
        }

        await using (worker)
        {
            worker.GiveWay();
            using var limit = new CancellationTokenSource(Longest, options.Clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(audited.Reading.Abandoned, limit.Token, end);
            _asking = stop;
            try
            {
                var path = audited.Uri.Path!;
                var order = new CompareParams(
                    BaseQuestion.PathBeside(path), SpecFiles.Shown(path, queue.Current.Folders), question.Text, question.Hash, audited.Folder, [], 1, null, StoreUse.ReadAndWrite)
                { IsOffline = true };
                var outcome = await worker.CompareAsync(order, question.Plan!, progress: null, stop.Token);
                audited.Reading.Abandoned.ThrowIfCancellationRequested();
                if (limit.IsCancellationRequested)
                    await client.LogAsync($"The base model has not answered about the {question.Asked} examples of {path} within {Longest.TotalSeconds:0} s. What it has answered is kept, and the rest is asked for after the next change; `adaptlab audit --model` has no such limit.");
                else if ((outcome.Fault?.Message ?? outcome.Refusal?.Message ?? outcome.Outcome?.Faults.FirstOrDefault()?.Reason) is { } problem)
                    await client.LogAsync($"The base model could not be asked about the examples of {path}: {problem}");
                return outcome.Outcome is { WasStopped: false, Record: var record } ? record : null;
            }
            finally
            {
                _asking = null;
            }
        }
    }
}
