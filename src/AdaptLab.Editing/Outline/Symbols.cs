using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing;

public enum DocumentSymbolKind { Task, Label, Field, Model, Examples, Documents, Eval, Strategy, Compare, Requirement }

/// <param name="Name">Never empty: of a declaration without a name, its keyword.</param>
/// <param name="Detail">In a few words, as "24 rows"; may be empty.</param>
/// <param name="Span">All of it.</param>
/// <param name="NameSpan">Within <paramref name="Span"/>.</param>
public sealed record DocumentSymbol(
    string Name, string Detail, DocumentSymbolKind Kind, TextSpan Span, TextSpan NameSpan, ImmutableArray<DocumentSymbol> Children);

/// <summary>The outline of a spec. Rows are not in it: there may be thousands, and none has a name.</summary>
public static class Symbols
{
    private const int LongestDetail = 60;

    public static ImmutableArray<DocumentSymbol> Of(SpecSnapshot snapshot) =>
        [.. snapshot.Compilation.Tree.Root.Declarations.Select(Of).OfType<DocumentSymbol>()];

    private static DocumentSymbol? Of(DeclarationSyntax declaration)
    {
        if (KindOf(declaration.Keyword.Text) is not { } kind)
            return null;
        var nameSpan = declaration.Names.IsEmpty
            ? declaration.Keyword.Span
            : TextSpan.FromBounds(declaration.Names[0].Span.Start, declaration.Names[^1].Span.End);
        var name = declaration.Names.IsEmpty ? declaration.Keyword.Text : string.Join(' ', declaration.Names.Select(word => word.Text));
        return new DocumentSymbol(name, Detail(declaration, kind), kind, declaration.Span, nameSpan, Children(declaration, kind));
    }

    private static DocumentSymbolKind? KindOf(string keyword) => keyword switch
    {
        "task" => DocumentSymbolKind.Task,
        "model" => DocumentSymbolKind.Model,
        "examples" => DocumentSymbolKind.Examples,
        "documents" => DocumentSymbolKind.Documents,
        "eval" => DocumentSymbolKind.Eval,
        "strategy" => DocumentSymbolKind.Strategy,
        "compare" => DocumentSymbolKind.Compare,
        _ => null,
    };

    private static string Detail(DeclarationSyntax declaration, DocumentSymbolKind kind) => kind switch
    {
        DocumentSymbolKind.Task => declaration.Kind?.Text ?? "",
        DocumentSymbolKind.Model => declaration.Value is { } value ? OneLine(value) : "",
        DocumentSymbolKind.Examples or DocumentSymbolKind.Eval or DocumentSymbolKind.Documents => string.Join(
            ", ", new[] { declaration.Path?.Token.Value as string, declaration.Rows.Count() is > 0 and var rows ? Figures.Count(rows, "row") : null }.OfType<string>()),
        DocumentSymbolKind.Strategy => Clip(string.Join(", ", declaration.Properties.Select(OneLine))),
        _ => "",
    };

    private static ImmutableArray<DocumentSymbol> Children(DeclarationSyntax declaration, DocumentSymbolKind kind) => kind switch
    {
        DocumentSymbolKind.Task =>
        [
            .. Named(declaration.Block?.Property("labels")?.Value, DocumentSymbolKind.Label),
            .. Named(declaration.Block?.Property("fields")?.Value, DocumentSymbolKind.Field),
        ],
        DocumentSymbolKind.Compare =>
        [
            .. declaration.Properties.Where(property => property.NameText == "require" && property.Value is not null)
                .SelectMany(property => property.Value is ListSyntax list ? list.Items : [property.Value!])
                .Select(value => new DocumentSymbol(Clip(OneLine(value)), "", DocumentSymbolKind.Requirement, value.Span, value.Span, [])),
        ],
        _ => [],
    };

    /// <summary>`{ name: "description" }` or `[name, "a name"]`.</summary>
    private static IEnumerable<DocumentSymbol> Named(ValueSyntax? value, DocumentSymbolKind kind)
    {
        var items = value switch
        {
            BlockSyntax block => block.Properties.Select(item => (item.NameText, Description(item), item.Span, NameSpan: item.Name.Span)),
            ListSyntax list => list.Items.Select(item => (item.NameOrText ?? "", "", item.Span, NameSpan: item.Span)),
            _ => [],
        };
        foreach (var (name, detail, span, nameSpan) in items)
        {
            if (!string.IsNullOrWhiteSpace(name))
                yield return new DocumentSymbol(Clip(name), detail, kind, span, nameSpan, []);
        }
    }

    private static string Description(PropertySyntax item) =>
        item.Value is LiteralSyntax { Token: { IsString: true } text } ? Clip((string)text.Value!) : "";

    private static string OneLine(SyntaxNode node) => SourceText.OneLine(node);

    private static string Clip(string text) => SourceText.Clip(text, LongestDetail);
}
