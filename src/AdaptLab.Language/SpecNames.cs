using AdaptLab.Language.Syntax;

namespace AdaptLab.Language;

/// <summary>What may be written without quotes.</summary>
public static class SpecNames
{
    /// <summary>Whether the text is a name of the language: letters, digits, '-' and '_', and not read as a number or duration.</summary>
    public static bool IsName(string text)
    {
        if (text.Length == 0 || text.Length > 200)
            return false;
        var tokens = SyntaxTree.Parse(text).Tokens;
        return tokens.Length == 2 && tokens[0].Kind == TokenKind.Name && tokens[0].Span.Length == text.Length;
    }
}
