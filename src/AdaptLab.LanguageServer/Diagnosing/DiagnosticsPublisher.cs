using System.Collections.Immutable;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Diagnosing;

/// <summary>
/// Pushes diagnostics of open specs once nobody has typed for a while, if they are others than those that the client has,
/// and if the text is still the one that they are about.
/// </summary>
/// <param name="askBase">Asks the base model about the examples of an audited document, and gives the state after it; null where it was not asked.</param>
/// <param name="published">Told of each document whose diagnostics are up to date again, but for those of an audit.</param>
/// <remarks>To a client that pulls, only those of data files are pushed: they are no documents of ours, so it asks for none.</remarks>
internal sealed class DiagnosticsPublisher(
    RequestQueue<WorkspaceState> queue, Client client, ServerOptions options, IdleMemory memory, Func<DocumentUri, Task> published,
    Func<Document, Task<WorkspaceState?>> askBase, CancellationToken end)
    : IDisposable
{
    /// <summary>So long a file may take to be read before what is known without it is shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentUri, ITimer> _timers = [];
    private readonly SemaphoreSlim _sending = new(1);

    // What each spec says of each file, and what the client was last told of each file. Both belong to whoever sends.
    private readonly Dictionary<DocumentUri, ShownDiagnostics> _known = [];
    private readonly Dictionary<DocumentUri, string> _sent = [];
    private ITimer? _refresh;

    /// <summary>Diagnoses a document after a quiet period, which begins anew with each call.</summary>
    public void Schedule(DocumentUri uri)
    {
        var wait = queue.Current.Settings.QuietPeriod;
        lock (_lock)
        {
            if (end.IsCancellationRequested)
                return;
            if (_timers.TryGetValue(uri, out var timer))
                timer.Change(wait, Timeout.InfiniteTimeSpan);
            else
                _timers[uri] = options.Clock.CreateTimer(_ => _ = RunAsync(uri), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Diagnoses, after a quiet period, the open specs whose files have changed since they were read.</summary>
    public void ScheduleUnread(WorkspaceState state)
    {
        foreach (var document in state.Documents.Values.Where(document => document is { IsOpen: true, IsRead: false }))
            Schedule(document.Uri);
    }

    /// <summary>Has the client ask anew for what it shows, after a quiet period: something is typed that it does not know to matter.</summary>
    public void ScheduleRefresh()
    {
        var wait = queue.Current.Settings.QuietPeriod;
        lock (_lock)
        {
            if (end.IsCancellationRequested)
                return;
            if (_refresh is { } timer)
                timer.Change(wait, Timeout.InfiniteTimeSpan);
            else
                _refresh = options.Clock.CreateTimer(_ => _ = GuardedAsync("Refreshing", RefreshAsync), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Takes back what was said of a document that was closed, and on its account of data files.</summary>
    public async Task ForgetAsync(DocumentUri uri)
    {
        lock (_lock)
        {
            if (_timers.Remove(uri, out var timer))
                timer.Dispose();
        }

        await _sending.WaitAsync(end);
        try
        {
            if (_known.Remove(uri, out var before))
            {
                foreach (var data in before.OfData.Keys)
                    await SendDataAsync(data);
                await SendAsync(uri, null, []);
                _sent.Remove(uri);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads and diagnoses a document at once, and has the client ask anew for what it shows: something has changed
    /// that it cannot see.</summary>
    public async Task ReadAgainAsync(DocumentUri uri)
    {
        await RunAsync(uri);
        await RefreshAsync();
    }

    /// <summary>Has the client ask anew for what it shows, as far as it can be asked.</summary>
    public async Task RefreshAsync()
    {
        await RefreshDiagnosticsAsync();
        await RefreshLensesAsync();
        if (queue.Current.Client.RefreshesHints)
            await client.RequestAsync<object>("workspace/inlayHint/refresh", null, end);
    }

    /// <summary>The same for lenses alone: a run is some way on.</summary>
    public async Task RefreshLensesAsync()
    {
        if (queue.Current.Client.RefreshesLenses)
            await client.RequestAsync<object>("workspace/codeLens/refresh", null, end);
    }

    private async Task RefreshDiagnosticsAsync()
    {
        if (queue.Current.Client is { PullsDiagnostics: true, RefreshesDiagnostics: true })
            await client.RequestAsync<object>("workspace/diagnostic/refresh", null, end);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var timer in _timers.Values)
                timer.Dispose();
            _timers.Clear();
            _refresh?.Dispose();
        }
    }

    private async Task RunAsync(DocumentUri uri)
    {
        await GuardedAsync($"Diagnosing {uri}", () => DiagnoseAsync(uri));
        // Not earlier: whoever diagnoses holds the rows of the text before, which would be taken for something that stays.
        memory.Pause();
    }

    private async Task GuardedAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The text has changed meanwhile, and the change has begun a quiet period of its own; or it is all over.
        }
        catch (Exception fault)
        {
            await client.LogAsync($"{what} failed: {fault}");
        }
    }

    private async Task DiagnoseAsync(DocumentUri uri)
    {
        if (queue.Current.Find(uri) is not { IsOpen: true } document)
            return;
        if (!await IsSoonAsync(document.Reading.ReadAsync()))
            await PublishAsync(document);
        var state = await Readings.CompleteAsync(document, queue);
        if (state.Find(uri) is not { } complete)
            return;
        await PublishAsync(complete);
        await published(uri);
        // Nobody waits for it: neither who types nor who has had something run.
        _ = GuardedAsync($"Auditing {uri}", () => AuditAsync(complete));
    }

    private async Task AuditAsync(Document complete)
    {
        await Task.Delay(options.AuditPause, options.Clock, complete.Reading.Abandoned);
        var state = await Readings.AuditAsync(complete, queue);
        if (state.Find(complete.Uri) is not { } audited || (audited.Snapshot.Audit is null && complete.Snapshot.Audit is null))
            return;
        // Who pulls has asked already, and was told without the audit.
        if (await PublishAsync(audited))
            await RefreshDiagnosticsAsync();
        memory.Busy();
        if ((await askBase(audited))?.Find(complete.Uri) is { } answered && await PublishAsync(answered))
            await RefreshDiagnosticsAsync();
    }

    /// <summary>Whether it is done within the time that nobody minds waiting for the whole of it.</summary>
    private async Task<bool> IsSoonAsync(Task task)
    {
        if (task.IsCompleted)
            return true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end);
        await Task.WhenAny(task, Task.Delay(Patience, options.Clock, stop.Token));
        await stop.CancelAsync();
        return task.IsCompleted;
    }

    /// <returns>Whether there is anything else to say of the spec than there was.</returns>
    private async Task<bool> PublishAsync(Document document)
    {
        var traits = queue.Current.Client;
        var diagnostics = ShownDiagnostics.Of(document, traits, options);
        await _sending.WaitAsync(end);
        try
        {
            // Who types on is told about the text that there is then, not about this one.
            if (queue.Current.Find(document.Uri) is not { IsOpen: true } current || current.Compilation != document.Compilation)
                return false;
            var known = _known.GetValueOrDefault(document.Uri);
            var before = known?.OfData.Keys ?? [];
            _known[document.Uri] = diagnostics;
            if (!traits.PullsDiagnostics)
                await SendAsync(document.Uri, document.Version, diagnostics.OfSpec);
            foreach (var data in before.Union(diagnostics.OfData.Keys))
                await SendDataAsync(data);
            return known is null || ShownDiagnostics.Fingerprint(known.OfSpec) != ShownDiagnostics.Fingerprint(diagnostics.OfSpec);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>One file may be read by several specs; the client is told all that any of them has against it.</summary>
    private Task SendDataAsync(DocumentUri uri) =>
        SendAsync(uri, null, [.. _known.Values.SelectMany(known => known.OfData.GetValueOrDefault(uri, [])).Distinct()]);

    private async Task SendAsync(DocumentUri uri, int? version, ImmutableArray<Protocol.Diagnostic> diagnostics)
    {
        var print = ShownDiagnostics.Fingerprint(diagnostics);
        if (_sent.TryGetValue(uri, out var sent) ? sent == print : diagnostics.IsEmpty)
            return;
        _sent[uri] = print;
        await client.NotifyAsync("textDocument/publishDiagnostics", new PublishDiagnosticsParams(
            uri.ToString(), queue.Current.Client.DiagnosticVersions ? version : null, diagnostics));
    }
}
