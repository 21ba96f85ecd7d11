using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Where the cursor is, in the terms of the grammar. Specs are incomplete where somebody types: nothing here relies on
/// what follows the cursor.</summary>
/// <param name="Typed">The word or string that the cursor is in or at the end of; null between words.</param>
/// <param name="Start">Where what is being typed begins: of a name of several words, the first one's start.</param>
/// <param name="Before">The last token before that; null at the start of the text.</param>
/// <param name="Container">The innermost block, list or call around it; null outside of all.</param>
/// <param name="Declaration">The last declaration that begins before it.</param>
/// <param name="OnNewLine">Whether a line ends between <paramref name="Before"/> and what is typed.</param>
internal sealed record CompletionSite(
    int Offset, SyntaxToken? Typed, int Start, SyntaxToken? Before, SyntaxNode? Container, DeclarationSyntax? Declaration, bool OnNewLine, TextSpan Replace)
{
    /// <summary>Null where nothing is to be completed: in comments, and behind a closed string.</summary>
    public static CompletionSite? At(SyntaxTree tree, int offset)
    {
        offset = Math.Clamp(offset, 0, tree.Text.Length);
        if (IsInComment(tree, offset))
            return null;
        var typed = Cursor.TokenAt(tree, offset) is { IsWord: true } word && word.Span.Start < offset ? word : null;
        if (typed is { IsString: true } && IsClosed(typed) && offset == typed.Span.End)
            return null;
        var start = typed is { IsString: false, Parent: NameSyntax { Words.Length: > 1 } words } ? words.Span.Start : typed?.Span.Start ?? offset;
        var before = Preceding(tree, start);
        var onNewLine = before is null || tree.Text.AsSpan(before.Span.End, start - before.Span.End).IndexOfAny('\r', '\n') >= 0;
        var (container, declaration) = Around(tree.Root, start);
        return new CompletionSite(offset, typed, start, before, container, declaration, onNewLine, Replaced(typed, start, offset));
    }

    public bool IsString => Typed is { IsString: true };

    /// <summary>Whether a property or row may begin here.</summary>
    public bool AtItem => OnNewLine || Before is { Kind: TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.OpenParen or TokenKind.Comma };

    /// <summary>The property whose value stands or begins here; null where there is none.</summary>
    public PropertySyntax? Property
    {
        get
        {
            if (Container is BlockSyntax && Before is { Kind: TokenKind.Colon, Parent: PropertySyntax begun })
                return begun;
            var inner = Container is BlockSyntax ? (SyntaxElement?)Before : Container;
            return inner?.Ancestors().TakeWhile(node => node is ValueSyntax and not BlockSyntax or PropertySyntax).OfType<PropertySyntax>().FirstOrDefault();
        }
    }

    /// <summary>Of a string, what is between the quotes.</summary>
    private static TextSpan Replaced(SyntaxToken? typed, int start, int offset) => typed switch
    {
        null => new TextSpan(offset, 0),
        { Kind: TokenKind.String } => TextSpan.FromBounds(typed.Span.Start + 1, Math.Max(offset, typed.Span.End - (IsClosed(typed) ? 1 : 0))),
        _ => TextSpan.FromBounds(start, typed.Span.End),
    };

    private static bool IsClosed(SyntaxToken literal)
    {
        var text = literal.Text;
        return text.Length > 1 && text[^1] == '"' && (literal.Kind == TokenKind.RawString || !text.EndsWith("\\\"", StringComparison.Ordinal) || text.EndsWith("\\\\\"", StringComparison.Ordinal));
    }

    private static SyntaxToken? Preceding(SyntaxTree tree, int start)
    {
        var token = tree.TokenAt(start);
        while (token is { Kind: TokenKind.EndOfFile } or { Span.Length: 0 } || token?.Span.End > start)
            token = tree.TokenBefore(token);
        return token;
    }

    private static bool IsInComment(SyntaxTree tree, int offset)
    {
        var token = tree.TokenAt(offset);
        // A comment at the very end of a line or of the file belongs to the token before.
        return IsIn(token) || (tree.TokenBefore(token) is { } before && IsIn(before));

        bool IsIn(SyntaxToken token) => Any(token.LeadingTrivia) || Any(token.TrailingTrivia);

        bool Any(ImmutableArray<Trivia> trivia)
        {
            foreach (var piece in trivia)
            {
                var end = piece.Kind == TriviaKind.LineComment || !tree.Text.AsSpan(piece.Span.Start, piece.Span.Length).EndsWith("*/") ? piece.Span.End : piece.Span.End - 1;
                if (piece.IsComment && offset > piece.Span.Start && offset <= end)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Down the tree, at each level into the last child that begins before the place.</summary>
    private static (SyntaxNode? Container, DeclarationSyntax? Declaration) Around(SyntaxNode root, int start)
    {
        SyntaxNode? container = null;
        DeclarationSyntax? declaration = null;
        for (SyntaxNode? node = root; node is not null; node = LastBefore(node.Children, start) as SyntaxNode)
        {
            declaration = node as DeclarationSyntax ?? declaration;
            var (open, close) = node switch
            {
                BlockSyntax block => (block.OpenBrace, block.CloseBrace),
                ListSyntax list => (list.OpenBracket, list.CloseBracket),
                CallSyntax call => (call.OpenParen, call.CloseParen),
                _ => (null, null),
            };
            if (open is not null && open.Span.End <= start && (close is null || close.Span.Start >= start))
                container = node;
        }

        return (container, declaration);
    }

    private static SyntaxElement? LastBefore(ImmutableArray<SyntaxElement> children, int start)
    {
        int low = 0, high = children.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (children[middle].Span.Start < start)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : children[low - 1];
    }
}
