using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Protocol;

internal sealed record SemanticTokensParams(TextDocumentIdentifier TextDocument);

internal sealed record SemanticTokensDeltaParams(TextDocumentIdentifier TextDocument, string PreviousResultId);

/// <param name="Data">Five numbers a token: lines and characters since the last one, length, type, modifiers.</param>
internal sealed record SemanticTokens(string? ResultId, IReadOnlyList<int> Data);

internal sealed record SemanticTokensDelta(string ResultId, IReadOnlyList<SemanticTokensEdit> Edits);

internal sealed record SemanticTokensEdit(int Start, int DeleteCount, IReadOnlyList<int> Data);

/// <param name="Actions">What can be done about it, for clients that show that.</param>
internal sealed record Hover(object Contents, Range Range, IReadOnlyList<Command>? Actions = null);

internal sealed record CompletionList(bool IsIncomplete, IReadOnlyList<CompletionItem> Items);

/// <param name="Data">Comes back with a request to resolve the item.</param>
internal sealed record CompletionItem(
    string Label, int Kind, string? Detail, object? Documentation, string? SortText, int? InsertTextFormat, TextEdit? TextEdit, string? FilterText, JToken? Data);

internal sealed record ReferenceParams(TextDocumentIdentifier TextDocument, Position Position, ReferenceContext Context);

internal sealed record ReferenceContext(bool IncludeDeclaration);

/// <param name="Kind">2: read; 3: written.</param>
internal sealed record DocumentHighlight(Range Range, int Kind);

internal sealed record DocumentLink(Range Range, string Target, string? Tooltip);

internal sealed record DocumentSymbol(
    string Name, string? Detail, int Kind, Range Range, Range SelectionRange, IReadOnlyList<DocumentSymbol> Children);

internal sealed record SymbolInformation(string Name, int Kind, Location Location, string? ContainerName);

internal sealed record WorkspaceSymbolParams(string Query);

internal sealed record FoldingRange(int StartLine, int EndLine, string? Kind, int? StartCharacter = null, int? EndCharacter = null);

internal sealed record SelectionRangeParams(TextDocumentIdentifier TextDocument, IReadOnlyList<Position> Positions);

internal sealed record SelectionRange(Range Range, SelectionRange? Parent);

internal sealed record RenameParams(TextDocumentIdentifier TextDocument, Position Position, string NewName);

internal sealed record PrepareRenameResult(Range Range, string Placeholder);

/// <summary>Either of the two, by what the client can do.</summary>
internal sealed record WorkspaceEdit(IReadOnlyDictionary<string, IReadOnlyList<TextEdit>>? Changes, IReadOnlyList<object>? DocumentChanges);

internal sealed record TextDocumentEdit(VersionedTextDocumentIdentifier TextDocument, IReadOnlyList<TextEdit> Edits);

internal sealed record CreateFile(string Kind, string Uri, CreateFileOptions? Options);

internal sealed record CreateFileOptions(bool IgnoreIfExists);

internal sealed record CodeActionParams(TextDocumentIdentifier TextDocument, Range Range, CodeActionContext Context);

internal sealed record CodeActionContext(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string>? Only);

internal sealed record CodeAction(
    string Title, string Kind, IReadOnlyList<Diagnostic>? Diagnostics, bool? IsPreferred, WorkspaceEdit? Edit, JToken? Data);

internal sealed record OnTypeFormattingParams(TextDocumentIdentifier TextDocument, Position Position, string Ch);

internal sealed record CodeLens(Range Range, Command? Command);

internal sealed record InlayHint(Position Position, string Label, object? Tooltip, bool? PaddingLeft, bool? PaddingRight);

internal sealed record ExecuteCommandParams(
    [property: Newtonsoft.Json.JsonProperty("command")] string Name, IReadOnlyList<JToken>? Arguments, JToken? WorkDoneToken);

internal sealed record ShowDocumentParams(string Uri, bool External, bool TakeFocus);

internal sealed record ApplyEditParams(string Label, WorkspaceEdit Edit);
