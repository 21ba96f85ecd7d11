using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
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

    /// <summary>A label or field as it is written wherever it may stand: as it is if it is a name, else as a string.</summary>
    /// <remarks>A keyword is a name, but where it begins a line of a list it would begin a declaration.</remarks>
    public static string Written(string name) => IsName(name) && !Declarations.IsKeyword(name) ? name : Literal(name);

    /// <summary>The text as a string of the language, with quotes and escapes.</summary>
    public static string Literal(string text) => Quote.Literal(text);
}
