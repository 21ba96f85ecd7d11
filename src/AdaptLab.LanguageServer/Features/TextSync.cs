using AdaptLab.Language;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/didOpen`, `didChange`, `didSave` and `didClose`: while a document is open, its text is the client's.</summary>
internal static class TextSync
{
    public const int Incremental = 2;

    private const string LanguageId = "adapt";

    /// <summary>What a spec reads is no spec: a client that sends it, too, has it read as it is typed.</summary>
    public static Feature Open { get; } = Feature.Change<DidOpenParams>("textDocument/didOpen", (opened, state) =>
    {
        var (uri, text) = (new DocumentUri(opened.TextDocument.Uri), opened.TextDocument.Text);
        return opened.TextDocument.LanguageId == LanguageId || uri.Path is null || SpecFiles.IsSpec(uri.Path)
            ? state.With(Document.Of(uri, opened.TextDocument.Version, text, SpecFiles.FolderInWorkspace(uri.Path, state.Folders), state.OpenFiles))
            : state.WithFile(uri, text);
    }, request => Schedule(request, request.Params.TextDocument.Uri))
    with { Announce = (all, _) => all with { TextDocumentSync = new SyncOptions(OpenClose: true, Incremental, new SaveOptions(IncludeText: false)) } };

    public static Feature Change { get; } = Feature.Change<DidChangeParams>("textDocument/didChange", (changed, state) =>
    {
        var uri = new DocumentUri(changed.TextDocument.Uri);
        if (state.Find(uri) is { IsOpen: true } document)
        {
            var text = TextChanges.Apply(document.Text, document.Compilation.LineMap, changed.ContentChanges, state.Client.Encoding);
            return state.With(document.With(changed.TextDocument.Version ?? document.Version, text, state.OpenFiles));
        }

        return uri.Path is { } path && state.OpenFiles.TextOf(path) is { } data
            ? state.WithFile(uri, TextChanges.Apply(data, new LineMap(data), changed.ContentChanges, state.Client.Encoding))
            : throw new InvalidOperationException($"{changed.TextDocument.Uri} is not open.");
    }, request => Schedule(request, request.Params.TextDocument.Uri));

    /// <summary>Data files may have been written together with the spec, and not every client watches them.</summary>
    public static Feature Save { get; } = Feature.Change<DocumentParams>(
        "textDocument/didSave",
        (saved, state) => state.Find(saved.TextDocument) is { IsOpen: true } document ? state.With(document.WithChangedFiles(state.OpenFiles)) : state,
        request => Schedule(request, request.Params.TextDocument.Uri));

    public static Feature Close { get; } = Feature.Change<DocumentParams>("textDocument/didClose", (closed, state) =>
    {
        var uri = new DocumentUri(closed.TextDocument.Uri);
        if (state.Find(uri) is not { } document)
            return state.WithFile(uri, null);
        document.Reading.Abandon();
        return state.Without(uri);
    }, async request =>
    {
        var (uri, session) = (new DocumentUri(request.Params.TextDocument.Uri), request.Session);
        session.Tokens.Forget(uri);
        session.Diagnostics.ScheduleUnread(request.State);
        if (uri.Path is { } closed && !SpecFiles.IsSpec(closed))
            session.Diagnostics.ScheduleRefresh();
        await session.Diagnostics.ForgetAsync(uri);
        // From now on the text is what the disk has: not what was typed and thrown away.
        if (uri.Path is { } path && SpecFiles.IsSpec(path) && request.State.Folders.Any(folder => folder.Path is { } held && SpecFiles.IsBelow(path, held)))
            await WorkspaceIndex.ReloadAsync(uri, session, session.End);
    });

    /// <summary>The document's diagnostics; of a data file, those of the open specs that read it.</summary>
    private static Task Schedule<T>(Request<T> request, string uri)
    {
        var one = new DocumentUri(uri);
        request.Session.Memory.Busy();
        if (request.State.Find(one) is not null)
        {
            request.Session.Diagnostics.Schedule(one);
            return Task.CompletedTask;
        }

        request.Session.Diagnostics.ScheduleUnread(request.State);
        // Whoever pulls has no reason to ask again: what changed is no spec.
        request.Session.Diagnostics.ScheduleRefresh();
        return Task.CompletedTask;
    }
}
