namespace AdaptLab.Language.Syntax;

/// <summary>What to delete so that a node is gone and nothing of it is left: a comma, an empty line, a plus.</summary>
public static class Removal
{
    /// <summary>The range to delete for a declaration, a property, a row, or an item of a list, a call or a sum.</summary>
    public static TextSpan Of(SyntaxNode node)
    {
        if (node.Parent is not { } parent || node.Children.IsEmpty)
            return node.Span;
        var index = parent.Children.IndexOf(node);
        var before = index > 0 ? parent.Children[index - 1] : null;
        var after = index + 1 < parent.Children.Length ? parent.Children[index + 1] : null;
        var last = IsSeparator(after) ? (SyntaxToken)after! : node.Tokens().Last();
        var next = IsSeparator(after) ? (index + 2 < parent.Children.Length ? parent.Children[index + 2] : null) : after;
        var first = node.Tokens().First();
        if (first.OnNewLine && (next is null || First(next).OnNewLine))
            return Lines(first, last, next);
        if (before is SyntaxToken { Kind: TokenKind.OpenBrace } open && next is SyntaxToken { Kind: TokenKind.CloseBrace } close && !HasComment(open, first, last, close))
            return TextSpan.FromBounds(open.Span.End, close.Span.Start);
        if (IsSeparator(before) && index > 1 && !first.OnNewLine)
            return TextSpan.FromBounds(parent.Children[index - 2].Span.End, node.Span.End);
        return IsSeparator(after) && next is not null ? TextSpan.FromBounds(node.Span.Start, next.Span.Start) : node.Span;
    }

    /// <summary>Whole lines, and of the blank lines before and after them those of one side only.</summary>
    private static TextSpan Lines(SyntaxToken first, SyntaxToken last, SyntaxElement? next)
    {
        var leading = first.LeadingTrivia;
        var indented = leading is [.., { Kind: TriviaKind.Whitespace }];
        var start = indented ? leading[^1].Span.Start : first.Span.Start;
        var end = last.FullSpan.End;
        var above = leading.Length - (indented ? 1 : 0);
        var blankBefore = above > 0 && leading[above - 1].Kind == TriviaKind.NewLine && (above == 1 || leading[above - 2].Kind == TriviaKind.NewLine);
        if (blankBefore && next is not null && First(next).LeadingTrivia is [{ Kind: TriviaKind.NewLine } blankAfter, ..])
            end = blankAfter.Span.End;
        return TextSpan.FromBounds(start, end);
    }

    private static bool HasComment(SyntaxToken open, SyntaxToken first, SyntaxToken last, SyntaxToken close) =>
        open.TrailingTrivia.Concat(first.LeadingTrivia).Concat(last.TrailingTrivia).Concat(close.LeadingTrivia).Any(t => t.IsComment);

    private static SyntaxToken First(SyntaxElement element) => element as SyntaxToken ?? ((SyntaxNode)element).Tokens().First();

    private static bool IsSeparator(SyntaxElement? element) => element is SyntaxToken { Kind: TokenKind.Comma or TokenKind.Plus };
}
