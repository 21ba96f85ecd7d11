using System.Text;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Pieces of a spec on one line.</summary>
internal static class SourceText
{
    /// <summary>The node as written, but its white space and comments: "rank: 8", "embedded("nano")", "[expert + contractors]".</summary>
    public static string OneLine(SyntaxNode node)
    {
        var line = new StringBuilder();
        SyntaxToken? before = null;
        foreach (var token in node.Tokens())
        {
            if (before is not null && IsParted(before.Kind, token.Kind))
                line.Append(' ');
            line.Append(token.Kind == TokenKind.RawString ? "\"…\"" : token.Text);
            before = token;
        }

        return line.ToString();
    }

    /// <summary>At most so many characters, the rest as "…"; never half a character. Line ends become spaces.</summary>
    public static string Clip(string text, int length)
    {
        var end = text.Length <= length ? text.Length : length - 1;
        if (end < text.Length && end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        var clipped = text[..end].Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');
        return end < text.Length ? clipped.TrimEnd() + "…" : clipped;
    }

    private static bool IsParted(TokenKind before, TokenKind next) =>
        before is not (TokenKind.OpenBracket or TokenKind.OpenParen or TokenKind.Dot)
        && next is not (TokenKind.Colon or TokenKind.Comma or TokenKind.CloseBracket or TokenKind.CloseParen or TokenKind.OpenParen or TokenKind.Dot);
}
