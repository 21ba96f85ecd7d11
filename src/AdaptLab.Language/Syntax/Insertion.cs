namespace AdaptLab.Language.Syntax;

/// <summary>Where and how to write one more item, in the manner of those that are there.</summary>
public static class Insertion
{
    /// <summary>A property after the last item of a declaration's block, or in a block of its own.</summary>
    /// <returns>Null where the block breaks off.</returns>
    public static TextEdit? Property(DeclarationSyntax declaration, string name, string value) => declaration.Block is { } block
        ? Item(block, $"{name}: {value}")
        : new TextEdit(new TextSpan(declaration.HeaderSpan.End, 0), $" {{ {name}: {value} }}");

    /// <summary>An item of a block or list, after the last one.</summary>
    /// <returns>Null where the brackets are not closed, or for other values.</returns>
    public static TextEdit? Item(ValueSyntax owner, string text)
    {
        var (open, close) = owner switch
        {
            BlockSyntax { CloseBrace: { } brace } block => (block.OpenBrace, brace),
            ListSyntax { CloseBracket: { } bracket } list => (list.OpenBracket, bracket),
            _ => default,
        };
        if (open is null || close is null)
            return null;
        var elements = owner.Children.Where(child => child != open && child != close).ToList();
        if (elements.Count == 0)
            return Only(open, close, text);

        var last = elements[^1] as SyntaxToken ?? ((SyntaxNode)elements[^1]).Tokens().Last();
        var hasComma = last.Kind == TokenKind.Comma && last.Parent == owner;
        var first = ((SyntaxNode)elements.Last(e => e is SyntaxNode)).Tokens().First();
        if (!first.OnNewLine)
            return new TextEdit(new TextSpan(last.Span.End, 0), (hasComma ? " " : ", ") + text);
        // Behind a comment that belongs to the item before.
        var end = last.TrailingTrivia.Where(t => t.IsComment).Select(t => t.Span.End).Append(last.Span.End).Max();
        return new TextEdit(new TextSpan(end, 0), last.LineEnd + Indentation(first) + text + (close.OnNewLine ? "" : last.LineEnd));
    }

    /// <summary>A row behind another one: on a line of its own where that one has its own, too.</summary>
    public static TextEdit RowAfter(RowSyntax row, string text)
    {
        var first = row.Tokens().First();
        var siblings = row.Parent!.Children;
        var index = siblings.IndexOf(row);
        var comma = index + 1 < siblings.Length && siblings[index + 1] is SyntaxToken { Kind: TokenKind.Comma } found ? found : null;
        var next = siblings.Skip(index + (comma is null ? 1 : 2)).FirstOrDefault();
        var nextToken = next as SyntaxToken ?? (next as SyntaxNode)?.Tokens().First();
        if (!first.OnNewLine || nextToken is { OnNewLine: false })
            return new TextEdit(new TextSpan(row.Span.End, 0), ", " + text);
        // Behind a comment that belongs to the row before.
        var last = comma ?? row.Tokens().Last();
        var end = last.TrailingTrivia.Where(t => t.IsComment).Select(t => t.Span.End).Append(last.Span.End).Max();
        return new TextEdit(new TextSpan(end, 0), first.LineEnd + Indentation(first) + text + (comma is null ? "" : ","));
    }

    private static TextEdit Only(SyntaxToken open, SyntaxToken close, string text)
    {
        var spaced = open.Kind == TokenKind.OpenBrace ? $" {text} " : text;
        var comments = open.TrailingTrivia.Concat(close.LeadingTrivia).Where(t => t.IsComment).ToList();
        return comments.Count == 0
            ? new TextEdit(TextSpan.FromBounds(open.Span.End, close.Span.Start), spaced)
            : new TextEdit(new TextSpan(comments[^1].Span.End, 0), $"{open.LineEnd}  {text}{(close.OnNewLine ? "" : open.LineEnd)}");
    }

    private static string Indentation(SyntaxToken first) =>
        first.LeadingTrivia is [.., { Kind: TriviaKind.Whitespace } space] ? new string(' ', space.Span.Length) : "";
}
