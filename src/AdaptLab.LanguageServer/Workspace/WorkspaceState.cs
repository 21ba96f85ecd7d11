using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>All that the server knows at one moment. Immutable; the queue holds the one reference that changes.</summary>
/// <param name="Documents">The open ones, and those found in the workspace's folders.</param>
internal sealed record WorkspaceState(
    ImmutableDictionary<DocumentUri, Document> Documents, ImmutableArray<DocumentUri> Folders, Settings Settings, ClientTraits Client)
{
    public static WorkspaceState Empty { get; } = new(ImmutableDictionary<DocumentUri, Document>.Empty, [], Settings.Default, ClientTraits.None);

    /// <summary>Data files and documents that are open in the editor: what is typed there is read before it is saved.</summary>
    public OpenFiles OpenFiles { get; private init; } = OpenFiles.None;

    /// <summary>With another text of a data file, and every spec that may read it to be read again.</summary>
    /// <param name="text">Null where the editor has closed it: from then on what lies on the disk counts.</param>
    public WorkspaceState WithFile(DocumentUri uri, string? text) =>
        uri.Path is { } path ? (this with { OpenFiles = OpenFiles.With(path, text) }).WithChangedFiles([path]) : this;

    /// <param name="paths">Absolute, with forward slashes.</param>
    public WorkspaceState WithChangedFiles(IReadOnlyCollection<string> paths) => this with
    {
        Documents = Documents.SetItems(Documents
            .Where(one => paths.Any(one.Value.MayRead))
            .Select(one => KeyValuePair.Create(one.Key, one.Value.WithChangedFiles(OpenFiles)))),
    };

    public Document? Find(DocumentUri uri) => Documents.GetValueOrDefault(uri);

    public Document? Find(TextDocumentIdentifier document) => Find(new DocumentUri(document.Uri));

    public WorkspaceState With(Document document) => this with { Documents = Documents.SetItem(document.Uri, document) };

    public WorkspaceState Without(DocumentUri uri) => this with { Documents = Documents.Remove(uri) };

    public TextPositions PositionsIn(Document document) =>
        new(document.Text, document.Compilation.LineMap, Client.Encoding);
}
