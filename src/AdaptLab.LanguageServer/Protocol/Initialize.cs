using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Protocol;

internal sealed record InitializeParams(
    int? ProcessId,
    string? RootUri,
    string? RootPath,
    IReadOnlyList<WorkspaceFolder>? WorkspaceFolders,
    JToken? InitializationOptions,
    ClientCapabilities? Capabilities,
    JToken? WorkDoneToken);

internal sealed record InitializeResult(ServerCapabilities Capabilities, ServerInfo ServerInfo);

internal sealed record ServerInfo(string Name, string Version);

internal sealed record Empty;

/// <summary>What a client says that it can do, as far as anything here depends on it. Every part may be missing.</summary>
internal sealed record ClientCapabilities(
    WorkspaceClientCapabilities? Workspace,
    TextDocumentClientCapabilities? TextDocument,
    WindowClientCapabilities? Window,
    GeneralClientCapabilities? General,
    JToken? Experimental);

internal sealed record GeneralClientCapabilities(IReadOnlyList<string>? PositionEncodings);

internal sealed record WindowClientCapabilities(bool? WorkDoneProgress, JToken? ShowDocument);

internal sealed record WorkspaceClientCapabilities(
    bool? ApplyEdit,
    bool? Configuration,
    bool? WorkspaceFolders,
    WorkspaceEditCapabilities? WorkspaceEdit,
    DynamicCapability? DidChangeWatchedFiles,
    DynamicCapability? DidChangeConfiguration,
    RefreshCapability? Diagnostics,
    RefreshCapability? CodeLens,
    RefreshCapability? InlayHint,
    RefreshCapability? SemanticTokens);

internal sealed record WorkspaceEditCapabilities(bool? DocumentChanges, IReadOnlyList<string>? ResourceOperations);

internal sealed record DynamicCapability(bool? DynamicRegistration);

internal sealed record RefreshCapability(bool? RefreshSupport);

internal sealed record TextDocumentClientCapabilities(
    DynamicCapability? Synchronization,
    DynamicCapability? Definition,
    DynamicCapability? References,
    PublishDiagnosticsCapabilities? PublishDiagnostics,
    JToken? Diagnostic,
    HoverCapabilities? Hover,
    CompletionCapabilities? Completion,
    DocumentSymbolCapabilities? DocumentSymbol,
    CodeActionCapabilities? CodeAction,
    RenameCapabilities? Rename,
    FoldingCapabilities? FoldingRange,
    DocumentLinkCapabilities? DocumentLink,
    SemanticTokensCapabilities? SemanticTokens);

internal sealed record PublishDiagnosticsCapabilities(
    bool? RelatedInformation, ValueSet<int>? TagSupport, bool? VersionSupport, bool? CodeDescriptionSupport);

internal sealed record HoverCapabilities(IReadOnlyList<string>? ContentFormat);

internal sealed record CompletionCapabilities(CompletionItemCapabilities? CompletionItem);

internal sealed record CompletionItemCapabilities(
    bool? SnippetSupport, IReadOnlyList<string>? DocumentationFormat, ResolveSupport? ResolveSupport);

internal sealed record ResolveSupport(IReadOnlyList<string>? Properties);

internal sealed record DocumentSymbolCapabilities(bool? HierarchicalDocumentSymbolSupport);

internal sealed record CodeActionCapabilities(bool? DynamicRegistration, JToken? CodeActionLiteralSupport, bool? IsPreferredSupport, bool? DataSupport, ResolveSupport? ResolveSupport);

internal sealed record RenameCapabilities(bool? PrepareSupport);

internal sealed record FoldingCapabilities(bool? LineFoldingOnly);

internal sealed record DocumentLinkCapabilities(bool? TooltipSupport);

internal sealed record SemanticTokensCapabilities(bool? MultilineTokenSupport, IReadOnlyList<string>? TokenTypes);

internal sealed record ValueSet<T>([property: Newtonsoft.Json.JsonProperty("valueSet")] IReadOnlyList<T>? Values);

/// <summary>What this server can do. Each feature adds its own.</summary>
internal sealed record ServerCapabilities
{
    public string? PositionEncoding { get; init; }

    public SyncOptions? TextDocumentSync { get; init; }

    public bool? HoverProvider { get; init; }

    public CompletionOptions? CompletionProvider { get; init; }

    public bool? DefinitionProvider { get; init; }

    public bool? ReferencesProvider { get; init; }

    public bool? DocumentHighlightProvider { get; init; }

    public bool? DocumentSymbolProvider { get; init; }

    public object? CodeActionProvider { get; init; }

    public ResolveOptions? CodeLensProvider { get; init; }

    public ResolveOptions? DocumentLinkProvider { get; init; }

    public bool? DocumentFormattingProvider { get; init; }

    public bool? DocumentRangeFormattingProvider { get; init; }

    public OnTypeOptions? DocumentOnTypeFormattingProvider { get; init; }

    public object? RenameProvider { get; init; }

    public bool? FoldingRangeProvider { get; init; }

    public bool? SelectionRangeProvider { get; init; }

    public SemanticTokensOptions? SemanticTokensProvider { get; init; }

    public bool? InlayHintProvider { get; init; }

    public DiagnosticOptions? DiagnosticProvider { get; init; }

    public bool? WorkspaceSymbolProvider { get; init; }

    public CommandOptions? ExecuteCommandProvider { get; init; }

    public WorkspaceOptions? Workspace { get; init; }
}

/// <param name="Change">1: the whole text each time; 2: what has changed.</param>
internal sealed record SyncOptions(bool OpenClose, int Change, SaveOptions? Save = null);

internal sealed record SaveOptions(bool IncludeText);

internal sealed record CompletionOptions(IReadOnlyList<string> TriggerCharacters, bool ResolveProvider);

internal sealed record ResolveOptions(bool ResolveProvider);

internal sealed record CodeActionOptions(IReadOnlyList<string> CodeActionKinds, bool ResolveProvider);

internal sealed record RenameOptions(bool PrepareProvider);

internal sealed record OnTypeOptions(string FirstTriggerCharacter, IReadOnlyList<string> MoreTriggerCharacter);

internal sealed record SemanticTokensOptions(TokensLegend Legend, bool Range, TokensFull Full);

internal sealed record TokensLegend(IReadOnlyList<string> TokenTypes, IReadOnlyList<string> TokenModifiers);

internal sealed record TokensFull(bool Delta);

internal sealed record DiagnosticOptions(string Identifier, bool InterFileDependencies, bool WorkspaceDiagnostics);

internal sealed record CommandOptions(IReadOnlyList<string> Commands, bool WorkDoneProgress);

internal sealed record WorkspaceOptions(WorkspaceFoldersOptions WorkspaceFolders);

internal sealed record WorkspaceFoldersOptions(bool Supported, bool ChangeNotifications);
