using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Diagnosing;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Panel;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.LanguageServer.Running;

/// <summary>Comparisons that the user has asked for. Each runs in a worker of its own: whatever becomes of that process, the
/// server goes on, and what was answered is in the store.</summary>
/// <param name="clear">Ends what else computes: a run is measured.</param>
internal sealed class Runs(RequestQueue<WorkspaceState> queue, Client client, DiagnosticsPublisher diagnostics, ServerOptions options, Action clear)
{
    private readonly ConcurrentDictionary<DocumentUri, CancellationTokenSource> _running = new();

    /// <summary>Whether any spec is being run.</summary>
    public bool IsBusy => !_running.IsEmpty;

    /// <summary>Tells a client that shows them that results or runs of a spec are others now.</summary>
    public Task TellAsync(DocumentUri uri) => queue.Current is { Client.FollowsResults: true } state && state.Find(uri) is { } document
        ? client.NotifyAsync("adaptlab/resultsChanged", new ResultsChangedParams(uri.ToString(), document.Snapshot.Run is not null, ComparisonViews.Running(document)))
        : Task.CompletedTask;

    /// <param name="strategies">Names as declared; none for all of them.</param>
    /// <exception cref="StreamJsonRpc.LocalRpcException">It cannot be begun; the message says why.</exception>
    public async Task<RunSummary> CompareAsync(Document document, ImmutableArray<string> strategies, Report report, CancellationToken cancellation)
    {
        Demand(queue.Current.Settings.Trusted, "This workspace is not trusted, so nothing of it is run. Trust it first.");
        Demand(document.Uri.Path is not null, "Save the spec first: its results are kept beside the file.");
        var plan = await PlanAsync(document, strategies, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Demand(_running.TryAdd(document.Uri, stop), "This spec is being run already. Stop that run first.");
        clear();
        try
        {
            await UpdateAsync(document.Uri, (now, _) => now.WithRunProblem(null).WithRun(RunState.Begun));
            // Whoever has started it can stop it from the next moment on, not only once something has come of it.
            _ = diagnostics.RefreshLensesAsync();
            await TellAsync(document.Uri);
            var outcome = await RunAsync(document, plan, strategies, report, stop.Token);
            return await EndAsync(document.Uri, outcome);
        }
        finally
        {
            _running.TryRemove(document.Uri, out _);
            await UpdateAsync(document.Uri, (now, files) => now.WithRun(null).WithChangedFiles(files));
            await diagnostics.ReadAgainAsync(document.Uri);
            await TellAsync(document.Uri);
        }
    }

    /// <summary>What the models would read for a row, as text to be shown.</summary>
    /// <param name="strategy">As declared; null for all of them.</param>
    /// <param name="row">The text of an eval row; null for the first one.</param>
    /// <exception cref="StreamJsonRpc.LocalRpcException">There is none; the message says why.</exception>
    public async Task<string> PromptAsync(Document document, string? strategy, string? row, CancellationToken cancellation)
    {
        Demand(queue.Current.Settings.Trusted, "This workspace is not trusted, so no model of it is loaded. Trust it first.");
        Demand(document.Uri.Path is not null, "Save the spec first: its paths start from the file.");
        // What is being measured is not disturbed by another model's being loaded.
        Demand(_running.IsEmpty, "A comparison is being run. Ask for the prompt when it has ended.");
        ImmutableArray<string> strategies = strategy is null ? [] : [strategy];
        await PlanAsync(document, strategies, cancellation);
        try
        {
            await using var worker = options.StartWorker();
            var reply = await worker.PromptAsync(
                new PromptParams(document.Uri.Path!, document.Text, document.Folder, [.. strategies], Choice(strategies).FirstSeed, row), cancellation);
            return reply.Text ?? throw Life.Refused(ErrorCodes.RequestFailed, reply.Problem ?? "The worker has no prompt.");
        }
        catch (WorkerStartException fault)
        {
            throw Life.Refused(ErrorCodes.RequestFailed, fault.Message);
        }
    }

    /// <summary>Stops the spec's run, if there is one.</summary>
    public Task CancelAsync(DocumentUri uri) => _running.TryGetValue(uri, out var stop) ? stop.CancelAsync() : Task.CompletedTask;

    private static async Task<Plan> PlanAsync(Document document, ImmutableArray<string> strategies, CancellationToken cancellation)
    {
        SpecFacts facts;
        try
        {
            facts = await document.Reading.ReadAsync().WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Life.Refused(ErrorCodes.RequestFailed, "The spec has changed meanwhile. Run it again.");
        }

        var spec = document.Compilation.Spec;
        var unsaved = document.FilesRead.FirstOrDefault(path => document.Reading.Files.IsUnsaved(document.PathOf(path)));
        Demand(unsaved is null, $"Save {unsaved} first: a run reads it from the disk.");
        Demand(!document.Compilation.HasErrors && facts.Data?.Data is not null, "The spec or its data has errors. Mend them, then run it.");
        foreach (var strategy in strategies)
            Demand(spec.Strategies.Any(new PlanOptions([strategy]).Includes), $"The spec has no strategy '{strategy}'.");
        var planning = Planner.Create(spec, facts.Data!.Data!, StrategyTraits.All, Choice(strategies));
        return planning.Plan ?? throw Life.Refused(ErrorCodes.RequestFailed, planning.Problems[0].Message);
    }

    private async Task<WorkerOutcome> RunAsync(Document document, Plan plan, ImmutableArray<string> strategies, Report report, CancellationToken cancellation)
    {
        WorkerClient worker;
        try
        {
            worker = options.StartWorker();
        }
        catch (WorkerStartException fault)
        {
            return new WorkerOutcome(null, null, new WorkerFault(WorkerFaultKind.Crashed, fault.Message));
        }

        await using (worker)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Text)));
            var path = document.Uri.Path!;
            var order = new CompareParams(
                path, SpecFiles.Shown(path, queue.Current.Folders), document.Text, hash, document.Folder,
                [.. strategies], Choice(strategies).FirstSeed, null, StoreUse.ReadAndWrite);
            var progress = new RunProgress(plan, report, options.Clock, (state, hasResult) => _ = ToldAsync(document.Uri, state, hasResult));
            return await worker.CompareAsync(order, plan, progress, cancellation);
        }
    }

    /// <summary>Where the run is now; at the end of a candidate, its results are there to be shown, too.</summary>
    private async Task ToldAsync(DocumentUri uri, RunState state, bool hasResult)
    {
        await UpdateAsync(uri, (now, files) => hasResult ? now.WithRun(state).WithChangedFiles(files) : now.WithRun(state));
        await TellAsync(uri);
        await (hasResult ? diagnostics.ReadAgainAsync(uri) : diagnostics.RefreshLensesAsync());
    }

    private async Task<RunSummary> EndAsync(DocumentUri uri, WorkerOutcome outcome)
    {
        if ((outcome.Fault?.Message ?? outcome.Refusal?.Message) is { } problem)
        {
            await UpdateAsync(uri, (now, _) => now.WithRunProblem(problem));
            return new RunSummary("failed", problem);
        }

        var run = outcome.Outcome!;
        if (run.WasStopped)
            return new RunSummary("stopped", run.Record is { } part ? $"Stopped after {Figures.Count(part.Candidates.Length, "candidate")}." : "Stopped.");
        if (run.Faults.FirstOrDefault() is { } fault)
        {
            var message = $"{fault.Candidate} failed: {fault.Reason}";
            await UpdateAsync(uri, (now, _) => now.WithRunProblem(message));
            return new RunSummary("failed", message);
        }

        return new RunSummary("finished", run.Record is { } record ? Comparison.Of(record).Verdict[0] : "Nothing was run.");
    }

    private Task UpdateAsync(DocumentUri uri, Func<Document, OpenFiles, Document> update) =>
        queue.Change(state => state.Find(uri) is { } now ? state.With(update(now, state.OpenFiles)) : state);

    private static PlanOptions Choice(ImmutableArray<string> strategies) => strategies.IsEmpty ? PlanOptions.Default : new PlanOptions(strategies);

    private static void Demand(bool condition, string otherwise)
    {
        if (!condition)
            throw Life.Refused(ErrorCodes.RequestFailed, otherwise);
    }
}

/// <summary>What came of a run, for whoever asked for it.</summary>
/// <param name="Status">"finished", "stopped" or "failed".</param>
/// <param name="Message">A sentence: the verdict, or what went wrong.</param>
internal sealed record RunSummary(string Status, string Message);
