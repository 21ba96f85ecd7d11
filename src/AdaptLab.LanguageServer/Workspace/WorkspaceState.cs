using System.Collections.Immutable;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>All that the server knows at one moment. Immutable; the queue holds the one reference that changes.</summary>
/// <param name="Documents">The open ones, and those found in the workspace's folders.</param>
internal sealed record WorkspaceState(
    ImmutableDictionary<DocumentUri, Document> Documents, ImmutableArray<DocumentUri> Folders, Settings Settings, ClientTraits Client)
{
    public static WorkspaceState Empty { get; } = new(ImmutableDictionary<DocumentUri, Document>.Empty, [], Settings.Default, ClientTraits.None);

    public Document? Find(DocumentUri uri) => Documents.GetValueOrDefault(uri);

    public Document? Find(TextDocumentIdentifier document) => Find(new DocumentUri(document.Uri));

    public WorkspaceState With(Document document) => this with { Documents = Documents.SetItem(document.Uri, document) };

    public WorkspaceState Without(DocumentUri uri) => this with { Documents = Documents.Remove(uri) };

    public TextPositions PositionsIn(Document document) =>
        new(document.Text, document.Compilation.LineMap, Client.Encoding);
}
