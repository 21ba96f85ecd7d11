using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <param name="Span">What it is about.</param>
/// <param name="Markdown">A few lines; the first says the most.</param>
public sealed record Hover(TextSpan Span, string Markdown);

/// <summary>What is known of the thing at a place.</summary>
public static class Hovers
{
    /// <summary>Null where there is nothing to say.</summary>
    public static Hover? At(SpecSnapshot snapshot, int offset)
    {
        if (Cursor.TokenAt(snapshot.Compilation.Tree, offset) is not { } token)
            return null;
        if (token.Parent is PropertySyntax property && token == property.Name && BlockSchemas.Find(snapshot, property) is { } schema)
            return new Hover(token.Span, PropertyHover.Markdown(schema));
        return null;
    }
}
