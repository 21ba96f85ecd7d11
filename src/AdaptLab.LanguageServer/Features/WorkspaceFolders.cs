using System.Collections.Immutable;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`workspace/didChangeWorkspaceFolders`.</summary>
internal static class WorkspaceFolders
{
    public static Feature Feature { get; } = Feature.Change<DidChangeWorkspaceFoldersParams>(
        "workspace/didChangeWorkspaceFolders", Change, request => WorkspaceIndex.AddAsync(Uris(request.Params.Event.Added), request.Session))
        with { Announce = (all, client) => client.WorkspaceFolders ? all with { Workspace = new WorkspaceOptions(new WorkspaceFoldersOptions(true, true)) } : all };

    private static WorkspaceState Change(DidChangeWorkspaceFoldersParams parameters, WorkspaceState state)
    {
        var removed = Uris(parameters.Event.Removed);
        var folders = state.Folders.RemoveRange(removed).Union(Uris(parameters.Event.Added)).ToImmutableArray();
        // Specs of a folder that has gone are forgotten, but for those that are open or stand in another folder, too.
        var forgotten = state.Documents.Values.Where(document => !document.IsOpen && document.Uri.Path is { } path
            && !folders.Any(folder => folder.Path is { } held && SpecFiles.IsBelow(path, held)));
        return state with { Folders = folders, Documents = state.Documents.RemoveRange(forgotten.Select(document => document.Uri)) };
    }

    private static ImmutableArray<DocumentUri> Uris(IReadOnlyList<WorkspaceFolder> folders) => [.. folders.Select(folder => new DocumentUri(folder.Uri))];
}
