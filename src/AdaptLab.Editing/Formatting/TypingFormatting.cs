using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Formatting;

/// <summary>Lays out what has just been finished: the line before a new line, the block before its closing brace.</summary>
public static class TypingFormatting
{
    private const int Step = 2;

    /// <param name="offset">Right after the character typed, and after the indentation that the editor has put there.</param>
    /// <param name="typed">'\n' or '}'; others change nothing.</param>
    public static ImmutableArray<TextChange> At(SpecSnapshot snapshot, int offset, char typed)
    {
        var tree = snapshot.Compilation.Tree;
        offset = Math.Clamp(offset, 0, snapshot.Text.Length);
        // Whatever is typed within a string or a comment belongs to it.
        if (!tree.IsText || IsWithin(tree, offset))
            return [];
        return typed switch
        {
            '\n' => TextChanges.Ordered([.. LineBefore(snapshot, offset), .. Indentation(snapshot, offset)]),
            '}' => Block(snapshot, offset),
            _ => [],
        };
    }

    private static IEnumerable<TextChange> LineBefore(SpecSnapshot snapshot, int offset)
    {
        var lines = snapshot.Compilation.LineMap;
        var line = lines.Position(offset).Line;
        if (line == 0)
            return [];
        var before = lines.Line(line - 1);
        return FormattingChanges.Of(snapshot.Compilation.Tree).Where(change => before.Contains(change.Span));
    }

    private static ImmutableArray<TextChange> Block(SpecSnapshot snapshot, int offset)
    {
        var tree = snapshot.Compilation.Tree;
        if (offset == 0 || tree.Tokens.FirstOrDefault(t => t.Span.End == offset && t.Kind == TokenKind.CloseBrace) is not { } close)
            return [];
        if (!tree.Diagnostics.IsEmpty)
            return close.OnNewLine ? [.. Indentation(snapshot, close.Span.Start)] : [];
        var start = close.Parent is { } block ? block.AncestorsAndSelf().OfType<DeclarationSyntax>().FirstOrDefault()?.Span.Start ?? block.Span.Start : close.Span.Start;
        return RangeFormatting.Of(snapshot, TextSpan.FromBounds(start, offset));
    }

    /// <summary>Of the line at the offset: two spaces for each bracket that is open there, closed or not later on.</summary>
    private static IEnumerable<TextChange> Indentation(SpecSnapshot snapshot, int offset)
    {
        var (text, lines) = (snapshot.Text, snapshot.Compilation.LineMap);
        var line = lines.Line(lines.Position(offset).Line);
        var end = line.Start;
        while (end < line.End && text[end] is ' ' or '\t')
            end++;
        var depth = 0;
        foreach (var token in snapshot.Compilation.Tree.Tokens.TakeWhile(t => t.Span.Start < end))
            depth += Opens(token) ? 1 : Closes(token) && depth > 0 ? -1 : 0;
        if (snapshot.Compilation.Tree.Tokens.FirstOrDefault(t => t.Span.Start >= end) is { } first && first.Span.Start == end && Closes(first))
            depth = Math.Max(0, depth - 1);
        var indentation = new string(' ', depth * Step);
        if (!text.AsSpan(line.Start, end - line.Start).SequenceEqual(indentation))
            yield return new TextChange(TextSpan.FromBounds(line.Start, end), indentation);
    }

    private static bool IsWithin(SyntaxTree tree, int offset)
    {
        var token = tree.TokenAt(offset);
        return IsInside(token.Span)
            || (tree.TokenBefore(token) is { } before && (IsInside(before.Span) || Comments(before).Any(IsInside)))
            || Comments(token).Any(IsInside);

        bool IsInside(TextSpan span) => offset > span.Start && offset < span.End;

        static IEnumerable<TextSpan> Comments(SyntaxToken token) =>
            token.LeadingTrivia.Concat(token.TrailingTrivia).Where(t => t.Kind == TriviaKind.BlockComment).Select(t => t.Span);
    }

    private static bool Opens(SyntaxToken token) => token.Kind is TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.OpenParen;

    private static bool Closes(SyntaxToken token) => token.Kind is TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.CloseParen;
}
