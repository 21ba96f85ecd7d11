using System.Collections.Immutable;
using AdaptLab.Language.Schema;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`workspace/didChangeWatchedFiles`: specs that are not open, and the data of those that are.</summary>
internal static class WatchedFiles
{
    private const string SpecEnding = ".adapt";

    /// <summary>Specs, files of rows, and the usual forms of documents.</summary>
    public static ImmutableArray<string> Patterns { get; } =
        [.. new[] { SpecEnding }.Concat(DataProperties.Formats).Concat([".md", ".txt"]).Select(ending => $"**/*{ending}")];

    public static Feature Feature { get; } = Feature.Change<DidChangeWatchedFilesParams>("workspace/didChangeWatchedFiles", Change, ThenAsync);

    private static WorkspaceState Change(DidChangeWatchedFilesParams parameters, WorkspaceState state)
    {
        var data = parameters.Changes.Select(change => new DocumentUri(change.Uri).Path).OfType<string>().Where(path => !IsSpec(path)).ToList();
        foreach (var document in state.Documents.Values.Where(document => data.Any(path => MayRead(document, path))))
            state = state.With(document.WithChangedFiles());
        return state;
    }

    private static async Task ThenAsync(Request<DidChangeWatchedFilesParams> request)
    {
        foreach (var document in request.State.Documents.Values.Where(document => document is { IsOpen: true, IsRead: false }))
            request.Session.Diagnostics.Schedule(document.Uri);
        foreach (var change in request.Params.Changes)
        {
            var uri = new DocumentUri(change.Uri);
            if (uri.Path is { } path && IsSpec(path))
                await WorkspaceIndex.ReloadAsync(uri, request.Session, request.Session.End);
        }

        await request.Session.Diagnostics.RefreshAsync();
    }

    private static bool IsSpec(string path) => path.EndsWith(SpecEnding, StringComparison.OrdinalIgnoreCase);

    // Which files a pattern finds is known only once it is looked for.
    private static bool MayRead(Document document, string path)
    {
        var spec = document.Compilation.Spec;
        return spec.Documents.Length > 0
            || spec.Examples.Select(set => set.File).Append(spec.Eval.File).Any(file => file is not null && PathOf(document, file.Path) == path);
    }

    private static string PathOf(Document document, string written) =>
        Path.GetFullPath(Path.Combine(document.Snapshot.Folder, written)).Replace('\\', '/');
}
