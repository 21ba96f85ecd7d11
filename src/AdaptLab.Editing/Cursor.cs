using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>What stands at an offset of a spec.</summary>
internal static class Cursor
{
    /// <summary>The token that the offset is in or right after; a word rather than the punctuation beside it. Null within
    /// white space and comments.</summary>
    public static SyntaxToken? TokenAt(SyntaxTree tree, int offset)
    {
        var token = tree.TokenAt(offset);
        if (tree.TokenBefore(token) is { } before && before.Span.Touches(offset) && (!token.Span.Touches(offset) || (before.IsWord && !token.IsWord)))
            return before;
        return token.Kind != TokenKind.EndOfFile && token.Span.Touches(offset) ? token : null;
    }

    public static DeclarationSyntax? DeclarationOf(SyntaxElement element) => element.Ancestors().OfType<DeclarationSyntax>().FirstOrDefault();

    /// <summary>The label that a row of a `classify` task gives, wherever in its answer the token stands.</summary>
    public static RowSyntax? RowOfAnswer(SyntaxToken token) =>
        token.Ancestors().OfType<RowSyntax>().FirstOrDefault() is { Answer: { } answer } row && answer.Span.Contains(token.Span) ? row : null;

    /// <summary>The declaration of a strategy, examples … that a token names.</summary>
    public static bool IsOf(DeclarationSyntax? declaration, string keyword) => declaration is not null && declaration.Keyword.IsName(keyword);

    /// <summary>The schema of the property whose name or value holds the element; null where there is none.</summary>
    public static (PropertySyntax Syntax, PropertySchema? Schema)? PropertyOf(SpecSnapshot snapshot, SyntaxElement element)
    {
        foreach (var node in element.Ancestors())
        {
            if (node is PropertySyntax property)
                return (property, BlockSchemas.Find(snapshot, property));
        }

        return null;
    }
}
