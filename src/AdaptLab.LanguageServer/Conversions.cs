using System.Collections.Immutable;
using System.Text;
using AdaptLab.Editing;
using AdaptLab.Editing.Actions;
using AdaptLab.Editing.Results;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.LanguageServer.Diagnosing;
using AdaptLab.LanguageServer.Features;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer;

/// <summary>Between the protocol's words and ours, for one version of one document and what its client can show. All of it
/// is here: no handler makes a position or a kind by itself.</summary>
internal sealed class Conversions(Document document, ClientTraits client)
{
    private readonly TextPositions _positions = new(document.Text, document.Compilation.LineMap, client.Encoding);

    public Document Document => document;

    public SpecSnapshot Snapshot => document.Snapshot;

    public int Offset(Position position) => _positions.Offset(position);

    public Position Position(int offset) => _positions.Position(offset);

    public TextSpan Span(Protocol.Range range) => _positions.Span(range);

    public Protocol.Range Range(TextSpan span) => _positions.Range(span);

    public Location Location(TextSpan span) => new(document.Uri.ToString(), Range(span));

    public Protocol.TextEdit[] Edits(IEnumerable<TextChange> changes) =>
        [.. changes.Select(change => new Protocol.TextEdit(Range(change.Span), change.NewText))];

    /// <summary>In the spec, or in the data file that the place names.</summary>
    public Location[] Locations(ImmutableArray<Place> places)
    {
        var inFiles = new DataPlaces(document, client.Encoding);
        inFiles.Load(places.Where(place => place.Path is not null).Select(place => new FilePlace(place.Path!, place.Line, place.Column)));
        return [.. places.Select(place => place.Path is null
            ? Location(place.Span)
            : inFiles.LocationOf(new FilePlace(place.Path, place.Line, place.Column), place.Length))];
    }

    /// <summary>Of eval rows, in the spec or in their data file; null for what stands nowhere.</summary>
    public Location?[] Locations(ImmutableArray<RowPlace?> rows)
    {
        var inFiles = new DataPlaces(document, client.Encoding);
        inFiles.Load(rows.Select(row => row?.File).OfType<FilePlace>());
        return [.. rows.Select(row => row is not { } place ? null : place.File is { } file ? inFiles.LocationOf(file) : Location(place.Span))];
    }

    /// <summary>Edits of several files, in the form that the client takes; null where it cannot create a file that is new.</summary>
    /// <param name="texts">Of the files that are changed.</param>
    public WorkspaceEdit? Edit(ImmutableArray<FileEdit> files, DataTexts texts)
    {
        if (files.Any(file => file.Create) && !client.CreatesFiles)
            return null;
        var edits = files.Select(file => (file.Create, Uri: UriOf(file.Path), file.Path, Edits: EditsOf(file, texts))).ToList();
        if (!client.DocumentChanges)
            return new WorkspaceEdit(edits.ToDictionary(file => file.Uri, file => (IReadOnlyList<Protocol.TextEdit>)file.Edits, StringComparer.Ordinal), null);
        return new WorkspaceEdit(null,
        [
            .. edits.SelectMany(file => (object[])
            [
                .. file.Create ? [new CreateFile("create", file.Uri, new CreateFileOptions(IgnoreIfExists: false))] : Array.Empty<object>(),
                // With the version, the client refuses what was worked out for a text that it no longer has.
                new TextDocumentEdit(new VersionedTextDocumentIdentifier(file.Uri, file.Path is null ? document.Version : null), file.Edits),
            ]),
        ]);
    }

    /// <param name="actions">For a client that shows them.</param>
    public Protocol.Hover Hover(Editing.Hover hover, ImmutableArray<Editing.Lens> actions) => new(
        Markup(hover.Markdown, client.MarkdownHover), Range(hover.Span), client.HoverActions && actions.Length > 0 ? [.. actions.Select(Command)] : null);

    public Command Command(Editing.Lens lens)
    {
        var uri = document.Uri.ToString();
        return lens.Command switch
        {
            LensCommand.RunComparison => new Command(lens.Title, CommandNames.Compare, [uri]),
            LensCommand.RunStrategy => new Command(lens.Title, CommandNames.RunStrategy, [uri, lens.Strategy ?? ""]),
            LensCommand.Cancel => new Command(lens.Title, CommandNames.Cancel, [uri]),
            LensCommand.OpenReport => new Command(lens.Title, CommandNames.OpenReport, [uri]),
            LensCommand.ShowPrompt => new Command(lens.Title, CommandNames.ShowPrompt, lens.Row is null ? [uri, lens.Strategy!] : [uri, lens.Strategy!, lens.Row]),
            // Only words: a command without a name does nothing.
            _ => new Command(lens.Title, ""),
        };
    }

    /// <param name="documented">Whether to say now what can be asked for later.</param>
    public CompletionItem Completion(Completion completion, bool documented, JToken? data)
    {
        var snippet = completion.IsSnippet && client.Snippets;
        var text = completion.IsSnippet && !snippet ? Snippet.Plain(completion.InsertText) : completion.InsertText;
        return new CompletionItem(
            completion.Label,
            KindOf(completion.Kind),
            completion.Detail.Length > 0 ? completion.Detail : null,
            documented && completion.Documentation.Length > 0 ? Markup(completion.Documentation, client.MarkdownCompletion) : null,
            completion.SortText,
            snippet ? 2 : null,
            new Protocol.TextEdit(Range(completion.Replace), text),
            completion.FilterText,
            data);
    }

    public Protocol.DocumentLink Link(Editing.DocumentLink link) => new(
        Range(link.Span),
        link.Target.Contains("://", StringComparison.Ordinal) ? link.Target : UriOf(link.Target),
        client.LinkTooltips ? link.Tooltip : null);

    public Protocol.DocumentSymbol Symbol(Editing.DocumentSymbol symbol) => new(
        symbol.Name,
        symbol.Detail.Length > 0 ? symbol.Detail : null,
        KindOf(symbol.Kind),
        Range(symbol.Span),
        Range(symbol.NameSpan),
        [.. symbol.Children.Select(Symbol)]);

    public SymbolInformation SymbolInformation(Editing.DocumentSymbol symbol, string? container) =>
        new(symbol.Name, KindOf(symbol.Kind), Location(symbol.NameSpan), container);

    public SelectionRange Selection(ImmutableArray<TextSpan> narrowestFirst) =>
        narrowestFirst.Reverse().Aggregate((SelectionRange?)null, (around, span) => new SelectionRange(Range(span), around))!;

    /// <param name="edit">Null where it is worked out when somebody chooses the action; then <paramref name="data"/> says which it is.</param>
    /// <param name="mended">As the client sent them: those that the action mends.</param>
    public Protocol.CodeAction Action(Editing.Actions.CodeAction action, WorkspaceEdit? edit, JToken? data, Protocol.Diagnostic[] mended) => new(
        action.Title, KindOf(action.Kind), mended.Length > 0 ? mended : null, action.IsPreferred ? true : null, edit, data);

    public Protocol.InlayHint Hint(Editing.InlayHint hint) => new(
        Position(hint.Offset),
        hint.Label,
        hint.Tooltip.Length > 0 ? Markup(hint.Tooltip, markdown: true) : null,
        hint.Before ? null : true,
        hint.Before ? true : null);

    /// <summary>As the protocol numbers them.</summary>
    public ImmutableArray<int> Tokens(ImmutableArray<SemanticToken> tokens)
    {
        var data = ImmutableArray.CreateBuilder<int>(tokens.Length * 5);
        var (line, character) = (0, 0);
        foreach (var token in tokens)
        {
            var (start, end) = (Position(token.Span.Start), Position(token.Span.End));
            data.AddRange(
                start.Line - line,
                start.Line == line ? start.Character - character : start.Character,
                end.Character - start.Character,
                TokenLegend.IndexOf(token.Type),
                token.IsDeclaration ? TokenLegend.Declaration : 0);
            (line, character) = (start.Line, start.Character);
        }

        return data.MoveToImmutable();
    }

    public static string KindOf(CodeActionKind kind) => kind switch
    {
        CodeActionKind.QuickFix => "quickfix",
        CodeActionKind.Extract => "refactor.extract",
        CodeActionKind.Inline => "refactor.inline",
        _ => "refactor.rewrite",
    };

    private string UriOf(string? path) =>
        path is null ? document.Uri.ToString() : DocumentUri.OfFile(Path.GetFullPath(Path.Combine(Snapshot.Folder, path))).ToString();

    private Protocol.TextEdit[] EditsOf(FileEdit file, DataTexts texts)
    {
        if (file.Path is null)
            return Edits(file.Changes);
        var positions = file.Create
            ? new TextPositions("", new LineMap(""), client.Encoding)
            : new TextPositions(texts.Of(file.Path) ?? "", texts.LinesOf(file.Path), client.Encoding);
        return [.. file.Changes.Select(change => new Protocol.TextEdit(positions.Range(change.Span), change.NewText))];
    }

    // Our Markdown is legible as it is: a client that shows none gets the same text.
    private static MarkupContent Markup(string text, bool markdown) => new(markdown ? MarkupContent.Markdown : MarkupContent.PlainText, text);

    private static int KindOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Keyword => 14,
        CompletionKind.Type or CompletionKind.Strategy => 7,
        CompletionKind.Property => 10,
        CompletionKind.Value => 12,
        CompletionKind.Label => 20,
        CompletionKind.Field or CompletionKind.Column => 5,
        CompletionKind.Set => 9,
        CompletionKind.Model => 22,
        CompletionKind.Measure => 11,
        CompletionKind.Function => 3,
        CompletionKind.File => 17,
        CompletionKind.Folder => 19,
        CompletionKind.Variable => 6,
        _ => 1,
    };

    private static int KindOf(DocumentSymbolKind kind) => kind switch
    {
        DocumentSymbolKind.Task => 5,
        DocumentSymbolKind.Label => 22,
        DocumentSymbolKind.Field => 8,
        DocumentSymbolKind.Model => 23,
        DocumentSymbolKind.Examples or DocumentSymbolKind.Documents or DocumentSymbolKind.Eval => 18,
        DocumentSymbolKind.Strategy => 12,
        DocumentSymbolKind.Compare => 2,
        _ => 7,
    };

    /// <param name="helpRoot">What the path of a code's page is put after; "" where there are no pages.</param>
    /// <param name="row">Where the row is that the diagnostic is about, if it is about a row of a data file.</param>
    public Protocol.Diagnostic Diagnostic(Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Location? row) =>
        Diagnostic(diagnostic, helpRoot, Range(diagnostic.Span), row is null ? [] : [new RelatedInformation(row, "the row")]);

    /// <summary>The same, as it is shown in the data file.</summary>
    public Protocol.Diagnostic InDataFile(Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Location row) =>
        Diagnostic(diagnostic, helpRoot, row.Range, [new RelatedInformation(Location(diagnostic.Span), "read here")]);

    private Protocol.Diagnostic Diagnostic(
        Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Protocol.Range range, IEnumerable<RelatedInformation> first)
    {
        RelatedInformation[] related = client.RelatedInformation
            ? [.. first, .. diagnostic.Related.Select(place => new RelatedInformation(Location(place.Span), place.Message))]
            : [];
        DiagnosticTag[] tags = [.. Tags(diagnostic.Tags).Where(tag => client.DiagnosticTags.Contains((int)tag))];
        return new Protocol.Diagnostic(
            range,
            Severity(diagnostic.Severity),
            diagnostic.Code,
            client.CodeDescriptions && helpRoot.Length > 0 ? new CodeDescription(helpRoot + diagnostic.HelpPath) : null,
            "adaptlab",
            diagnostic.Message,
            tags.Length > 0 ? tags : null,
            related.Length > 0 ? related : null);
    }

    private static DiagnosticSeverity Severity(Severity severity) => severity switch
    {
        Language.Diagnostics.Severity.Error => DiagnosticSeverity.Error,
        Language.Diagnostics.Severity.Warning => DiagnosticSeverity.Warning,
        Language.Diagnostics.Severity.Information => DiagnosticSeverity.Information,
        _ => DiagnosticSeverity.Hint,
    };

    private static IEnumerable<DiagnosticTag> Tags(DiagnosticTags tags)
    {
        // The protocol has no word for what was true of an earlier text; clients fade both alike.
        if (tags.HasFlag(DiagnosticTags.Unnecessary) || tags.HasFlag(DiagnosticTags.Stale))
            yield return DiagnosticTag.Unnecessary;
        if (tags.HasFlag(DiagnosticTags.Deprecated))
            yield return DiagnosticTag.Deprecated;
    }
}
