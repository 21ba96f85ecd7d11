using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/didOpen`, `didChange`, `didSave` and `didClose`: while a document is open, its text is the client's.</summary>
internal static class TextSync
{
    private const int Incremental = 2;

    public static Feature Open { get; } = Feature.Change<DidOpenParams>("textDocument/didOpen", (opened, state) =>
    {
        var (uri, text) = (new DocumentUri(opened.TextDocument.Uri), opened.TextDocument.Text);
        return state.With(Document.Of(uri, opened.TextDocument.Version, text, SpecFiles.FolderInWorkspace(uri.Path, state.Folders)));
    }, request => Schedule(request, request.Params.TextDocument.Uri))
    with { Announce = (all, _) => all with { TextDocumentSync = new SyncOptions(OpenClose: true, Incremental, new SaveOptions(IncludeText: false)) } };

    public static Feature Change { get; } = Feature.Change<DidChangeParams>("textDocument/didChange", (changed, state) =>
    {
        if (state.Find(new DocumentUri(changed.TextDocument.Uri)) is not { IsOpen: true } document)
            throw new InvalidOperationException($"{changed.TextDocument.Uri} is not open.");
        var text = TextChanges.Apply(document.Text, document.Compilation.LineMap, changed.ContentChanges, state.Client.Encoding);
        return state.With(document.With(changed.TextDocument.Version ?? document.Version, text));
    }, request => Schedule(request, request.Params.TextDocument.Uri));

    /// <summary>Data files may have been written together with the spec, and not every client watches them.</summary>
    public static Feature Save { get; } = Feature.Change<DocumentParams>(
        "textDocument/didSave",
        (saved, state) => state.Find(saved.TextDocument) is { IsOpen: true } document ? state.With(document.WithChangedFiles()) : state,
        request => Schedule(request, request.Params.TextDocument.Uri));

    public static Feature Close { get; } = Feature.Change<DocumentParams>("textDocument/didClose", (closed, state) =>
    {
        var uri = new DocumentUri(closed.TextDocument.Uri);
        state.Find(uri)?.Reading.Abandon();
        return state.Without(uri);
    }, async request =>
    {
        var (uri, session) = (new DocumentUri(request.Params.TextDocument.Uri), request.Session);
        session.Tokens.Forget(uri);
        await session.Diagnostics.ForgetAsync(uri);
        // From now on the text is what the disk has: not what was typed and thrown away.
        if (request.State.Folders.Any(folder => folder.Path is { } held && uri.Path is { } path && SpecFiles.IsBelow(path, held)))
            await WorkspaceIndex.ReloadAsync(uri, session, session.End);
    });

    private static Task Schedule<T>(Request<T> request, string uri)
    {
        request.Session.Diagnostics.Schedule(new DocumentUri(uri));
        request.Session.Memory.Busy();
        return Task.CompletedTask;
    }
}
