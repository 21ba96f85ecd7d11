using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Protocol;

internal sealed record DidOpenParams(TextDocumentItem TextDocument);

internal sealed record DidChangeParams(VersionedTextDocumentIdentifier TextDocument, IReadOnlyList<ContentChange> ContentChanges);

/// <param name="Range">Null where <paramref name="Text"/> is the whole new text.</param>
internal sealed record ContentChange(Range? Range, string Text);

internal sealed record FormattingParams(TextDocumentIdentifier TextDocument);

internal sealed record DidChangeWatchedFilesParams(IReadOnlyList<FileEvent> Changes);

internal enum FileChangeType { Created = 1, Changed = 2, Deleted = 3 }

internal sealed record FileEvent(string Uri, FileChangeType Type);

internal sealed record WatchOptions(IReadOnlyList<FileWatcher> Watchers);

/// <param name="SyncKind">Of changes only.</param>
internal sealed record DocumentOptions(IReadOnlyList<DocumentFilter> DocumentSelector, int? SyncKind = null)
{
    /// <summary>Of code actions only.</summary>
    public IReadOnlyList<string>? CodeActionKinds { get; init; }
}

internal sealed record DocumentFilter(string Scheme, string Pattern);

internal sealed record FileWatcher(string GlobPattern);

internal sealed record DidChangeConfigurationParams(JToken? Settings);

internal sealed record ConfigurationParams(IReadOnlyList<ConfigurationItem> Items);

internal sealed record ConfigurationItem(string Section);

internal sealed record DidChangeWorkspaceFoldersParams(WorkspaceFoldersChange Event);

internal sealed record WorkspaceFoldersChange(IReadOnlyList<WorkspaceFolder> Added, IReadOnlyList<WorkspaceFolder> Removed);
