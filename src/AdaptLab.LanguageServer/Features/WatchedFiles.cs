using System.Collections.Immutable;
using AdaptLab.Language.Schema;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`workspace/didChangeWatchedFiles`: specs that are not open, and the data of those that are.</summary>
internal static class WatchedFiles
{
    /// <summary>How the names of files end that specs read.</summary>
    public static ImmutableArray<string> DataFiles { get; } = [.. DataProperties.Formats, ".md", ".txt"];

    /// <summary>Specs, files of rows, and the usual forms of documents.</summary>
    public static ImmutableArray<string> Patterns { get; } =
        [.. new[] { SpecFiles.Ending }.Concat(DataFiles).Select(ending => $"**/*{ending}")];

    public static Feature Feature { get; } = Feature.Change<DidChangeWatchedFilesParams>("workspace/didChangeWatchedFiles", Change, ThenAsync);

    private static WorkspaceState Change(DidChangeWatchedFilesParams parameters, WorkspaceState state) =>
        // What is open is read from the editor, whatever becomes of it on the disk.
        state.WithChangedFiles([.. Paths(parameters).Where(path => !SpecFiles.IsSpec(path) && state.OpenFiles.TextOf(path) is null)]);

    private static IEnumerable<string> Paths(DidChangeWatchedFilesParams parameters) =>
        parameters.Changes.Select(change => new DocumentUri(change.Uri).Path).OfType<string>();

    private static async Task ThenAsync(Request<DidChangeWatchedFilesParams> request)
    {
        request.Session.Diagnostics.ScheduleUnread(request.State);
        foreach (var path in Paths(request.Params).Where(SpecFiles.IsSpec))
            await WorkspaceIndex.ReloadAsync(DocumentUri.OfFile(path), request.Session, request.Session.End);
        await request.Session.Diagnostics.RefreshAsync();
    }
}
