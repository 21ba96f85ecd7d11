using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Formatting;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Formatting;

/// <summary>What the formatter changes, gap by gap: each change lies between two tokens, so that any part of them can be made.</summary>
internal static class FormattingChanges
{
    /// <summary>In the order of the text; none for a text with syntax errors.</summary>
    public static ImmutableArray<TextChange> Of(SyntaxTree tree)
    {
        var after = Formatter.Format(tree);
        if (after == tree.Text)
            return [];
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        var (before, made) = (0, 0);
        var formatted = SyntaxTree.Parse(after).Tokens;
        var next = 0;
        foreach (var token in tree.Tokens)
        {
            // The formatter drops commas at the ends of lines and changes no token.
            if (token.Kind == TokenKind.Comma && formatted[next].Kind != TokenKind.Comma)
                continue;
            var twin = formatted[next++];
            Add(changes, tree.Text, TextSpan.FromBounds(before, token.Span.Start), after.AsSpan(made, twin.Span.Start - made));
            (before, made) = (token.Span.End, twin.Span.End);
        }

        return changes.ToImmutable();
    }

    private static void Add(ImmutableArray<TextChange>.Builder changes, string text, TextSpan gap, ReadOnlySpan<char> newGap)
    {
        var old = text.AsSpan(gap.Start, gap.Length);
        if (old.SequenceEqual(newGap))
            return;
        var start = old.CommonPrefixLength(newGap);
        var end = 0;
        while (end < Math.Min(old.Length, newGap.Length) - start && old[^(end + 1)] == newGap[^(end + 1)])
            end++;
        changes.Add(new TextChange(TextSpan.FromBounds(gap.Start + start, gap.End - end), newGap[start..^end].ToString()));
    }
}
