using System.Collections.Immutable;
using AdaptLab.LanguageServer.Protocol;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What was agreed on with the client: each part stands for itself, and what is not offered is done without.</summary>
internal sealed record ClientTraits
{
    /// <summary>A client that can do nothing beyond the protocol's first version.</summary>
    public static ClientTraits None { get; } = new();

    public PositionEncoding Encoding { get; init; }

    public bool HierarchicalSymbols { get; init; }

    public bool Snippets { get; init; }

    public bool MarkdownHover { get; init; }

    public bool MarkdownCompletion { get; init; }

    public bool PullsDiagnostics { get; init; }

    public bool DiagnosticVersions { get; init; }

    public bool RelatedInformation { get; init; }

    public bool CodeDescriptions { get; init; }

    public ImmutableArray<int> DiagnosticTags { get; init; } = [];

    public bool WorkDoneProgress { get; init; }

    public bool RegistersWatchers { get; init; }

    public bool RegistersConfiguration { get; init; }

    public bool AnswersConfiguration { get; init; }

    public bool WorkspaceFolders { get; init; }

    public bool ShowsDocuments { get; init; }

    public bool AppliesEdits { get; init; }

    public bool DocumentChanges { get; init; }

    public bool CreatesFiles { get; init; }

    public bool CodeActions { get; init; }

    /// <summary>Whether it asks for an action's edit once somebody has chosen the action.</summary>
    public bool ResolvesActions { get; init; }

    /// <summary>Whether it sends the texts of other files than specs, if it is asked to.</summary>
    public bool RegistersDocuments { get; init; }

    /// <summary>Whether it asks what can be done at other files than specs, if it is asked to.</summary>
    public bool RegistersActions { get; init; }

    public bool PreparesRename { get; init; }

    public bool WholeLineFolding { get; init; }

    public bool LinkTooltips { get; init; }

    public bool MultilineTokens { get; init; }

    public bool RefreshesDiagnostics { get; init; }

    public bool RefreshesLenses { get; init; }

    public bool RefreshesHints { get; init; }

    /// <summary>Shows commands beside a hover: not of the protocol, but of other servers as well.</summary>
    public bool HoverActions { get; init; }

    /// <summary>Wants `adaptlab/resultsChanged`.</summary>
    public bool FollowsResults { get; init; }

    public static ClientTraits Of(ClientCapabilities? offered)
    {
        var (text, workspace) = (offered?.TextDocument, offered?.Workspace);
        var edits = workspace?.WorkspaceEdit;
        return new ClientTraits
        {
            // Ours are UTF-16; bytes are taken only by whoever puts them first, for whom UTF-16 is a detour.
            Encoding = Encodings(offered).FirstOrDefault(name => name is "utf-8" or "utf-16") == "utf-8" ? PositionEncoding.Utf8 : PositionEncoding.Utf16,
            HierarchicalSymbols = text?.DocumentSymbol?.HierarchicalDocumentSymbolSupport == true,
            Snippets = text?.Completion?.CompletionItem?.SnippetSupport == true,
            MarkdownHover = PrefersMarkdown(text?.Hover?.ContentFormat),
            MarkdownCompletion = PrefersMarkdown(text?.Completion?.CompletionItem?.DocumentationFormat),
            PullsDiagnostics = text?.Diagnostic is { Type: JTokenType.Object },
            DiagnosticVersions = text?.PublishDiagnostics?.VersionSupport == true,
            RelatedInformation = text?.PublishDiagnostics?.RelatedInformation == true,
            CodeDescriptions = text?.PublishDiagnostics?.CodeDescriptionSupport == true,
            DiagnosticTags = [.. text?.PublishDiagnostics?.TagSupport?.Values ?? []],
            WorkDoneProgress = offered?.Window?.WorkDoneProgress == true,
            RegistersWatchers = workspace?.DidChangeWatchedFiles?.DynamicRegistration == true,
            RegistersConfiguration = workspace?.DidChangeConfiguration?.DynamicRegistration == true,
            AnswersConfiguration = workspace?.Configuration == true,
            WorkspaceFolders = workspace?.WorkspaceFolders == true,
            ShowsDocuments = Offers(offered?.Window?.ShowDocument, "support"),
            AppliesEdits = workspace?.ApplyEdit == true,
            DocumentChanges = edits?.DocumentChanges == true,
            CreatesFiles = edits?.DocumentChanges == true && edits.ResourceOperations?.Contains("create") == true,
            CodeActions = text?.CodeAction?.CodeActionLiteralSupport is { Type: JTokenType.Object },
            ResolvesActions = text?.CodeAction?.DataSupport == true && text.CodeAction.ResolveSupport?.Properties?.Contains("edit") == true,
            RegistersDocuments = text?.Synchronization?.DynamicRegistration == true,
            RegistersActions = text?.CodeAction?.DynamicRegistration == true,
            PreparesRename = text?.Rename?.PrepareSupport == true,
            WholeLineFolding = text?.FoldingRange?.LineFoldingOnly == true,
            LinkTooltips = text?.DocumentLink?.TooltipSupport == true,
            MultilineTokens = text?.SemanticTokens?.MultilineTokenSupport == true,
            RefreshesDiagnostics = workspace?.Diagnostics?.RefreshSupport == true,
            RefreshesLenses = workspace?.CodeLens?.RefreshSupport == true,
            RefreshesHints = workspace?.InlayHint?.RefreshSupport == true,
            HoverActions = Offers(offered?.Experimental, "hoverActions"),
            FollowsResults = Offers(offered?.Experimental, "resultsChanged"),
        };
    }

    // Of a part that may be anything: clients are free to put there what they like.
    private static bool Offers(JToken? part, string name) => part is JObject all && all[name] is { Type: JTokenType.Boolean } value && (bool)value;

    private static IReadOnlyList<string> Encodings(ClientCapabilities? offered) => offered?.General?.PositionEncodings ?? [];

    // The formats stand in the order of preference.
    private static bool PrefersMarkdown(IReadOnlyList<string>? formats) => formats?.FirstOrDefault() == MarkupContent.Markdown;
}
