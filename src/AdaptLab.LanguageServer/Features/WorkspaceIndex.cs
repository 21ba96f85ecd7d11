using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>Gets to know the specs of folders, so that symbols and diagnostics of all of them can be asked for.</summary>
internal static class WorkspaceIndex
{
    public static async Task AddAsync(IReadOnlyCollection<DocumentUri> folders, Session session)
    {
        // Listing is quick and reading is not: how many there are is known before the first is read.
        var paths = await Task.Run(() => folders.Select(folder => folder.Path).OfType<string>().SelectMany(SpecFiles.Below).Distinct().ToList(), session.End);
        if (paths.Count == 0)
            return;
        await session.Progress.RunAsync("Reading specs", null, cancellable: false, async (report, cancellation) =>
        {
            for (var i = 0; i < paths.Count; i++)
            {
                await report(Path.GetFileName(paths[i]), (double)i / paths.Count);
                await ReloadAsync(DocumentUri.OfFile(paths[i]), session, cancellation);
            }

            return true;
        }, session.End);
    }

    /// <summary>Takes a spec from the disk, or forgets it where it is gone. What is open is the client's: that stays.</summary>
    public static async Task ReloadAsync(DocumentUri uri, Session session, CancellationToken cancellation)
    {
        var text = await SpecFiles.ReadAsync(uri.Path!, cancellation);
        await session.Queue.Change(state =>
            state.Find(uri) is { IsOpen: true } ? state
            : text is null ? state.Without(uri)
            : state.With(Document.Of(uri, null, text, SpecFiles.FolderInWorkspace(uri.Path, state.Folders), state.OpenFiles)));
    }
}
