using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>What an editor selects when asked to select more: a word, the string around it, the value, the property, the block …</summary>
public static class SelectionRanges
{
    /// <summary>The narrowest first, each within the next; never empty.</summary>
    public static ImmutableArray<TextSpan> At(SpecSnapshot snapshot, int offset)
    {
        var text = snapshot.Text;
        offset = Math.Clamp(offset, 0, text.Length);
        var tree = snapshot.Compilation.Tree;
        var ranges = ImmutableArray.CreateBuilder<TextSpan>();
        var token = Cursor.TokenAt(tree, offset);
        if (token is not null)
        {
            if (token.IsString)
                AddString(token);
            Add(token.Span);
        }

        foreach (var node in token?.Ancestors() ?? tree.NodeAt(offset).AncestorsAndSelf())
        {
            if (node is BlockSyntax { CloseBrace: { } brace } block)
                AddInside(block.OpenBrace, brace);
            else if (node is ListSyntax { CloseBracket: { } bracket } list)
                AddInside(list.OpenBracket, bracket);
            if (node is not SourceFileSyntax)
                Add(node.Span);
        }

        var whole = new TextSpan(0, text.Length);
        if (ranges.Count == 0 || ranges[^1] != whole)
            ranges.Add(whole);
        return ranges.ToImmutable();

        void AddString(SyntaxToken literal)
        {
            var quotes = 0;
            while (quotes < literal.Span.Length && text[literal.Span.Start + quotes] == '"')
                quotes++;
            // `""` is two quotes with nothing between them.
            var (start, end) = (literal.Span.Start + Math.Max(1, literal.Kind == TokenKind.String ? 1 : quotes), literal.Span.End);
            for (var i = 0; i < (literal.Kind == TokenKind.String ? 1 : quotes) && end > start && text[end - 1] == '"'; i++)
                end--;
            if (start > end || offset < start || offset > end)
                return;
            var (from, to) = (offset, offset);
            while (from > start && IsWordPart(text[from - 1]))
                from--;
            while (to < end && IsWordPart(text[to]))
                to++;
            Add(TextSpan.FromBounds(from, to));
            Add(TextSpan.FromBounds(start, end));
        }

        void AddInside(SyntaxToken open, SyntaxToken close)
        {
            if (open.Span.End < close.Span.Start && offset >= open.Span.End && offset <= close.Span.Start)
                Add(TextSpan.FromBounds(open.Span.End, close.Span.Start));
        }

        void Add(TextSpan span)
        {
            if (span.Length > 0 && (ranges.Count == 0 || (span.Contains(ranges[^1]) && span != ranges[^1])))
                ranges.Add(span);
        }
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '-' or '_' or '\'' or '’';
}
