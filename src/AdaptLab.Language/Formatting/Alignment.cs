using System.Globalization;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Formatting;

/// <summary>Which neighbours are put under each other, and with how many spaces.</summary>
/// <remarks>A blank line or a comment on a line of its own ends a group. What is very long is left out, rather than
/// pushing all the others to the right.</remarks>
internal sealed class Alignment(SyntaxTree tree)
{
    private const int WidestText = 80;
    private const int WidestName = 32;

    /// <summary>Spaces before the brace of declarations that differ in a name only: `strategy rag    { … }`.</summary>
    public Dictionary<SyntaxNode, int> Braces(Func<BlockSyntax, bool> isFlat)
    {
        var all = new Dictionary<SyntaxNode, int>();
        var group = new List<(SyntaxNode Node, int Width)>();
        DeclarationSyntax? before = null;
        foreach (var declaration in tree.Root.Declarations)
        {
            if (before is null || !IsAlike(before, declaration) || !FollowsDirectly(declaration))
                Close(group, all);
            if (CanAlign(declaration))
                group.Add((declaration, declaration.Names.Sum(n => Width(n) + 1)));
            before = declaration;
        }

        Close(group, all);
        return all;

        static bool IsAlike(DeclarationSyntax a, DeclarationSyntax b) =>
            a.Keyword.Text == b.Keyword.Text && a.Names.Length == b.Names.Length && a.Block is not null && b.Block is not null;

        bool CanAlign(DeclarationSyntax d) =>
            d is { Colon: null, EqualsToken: null, From: null, Block: { } block } && isFlat(block) && d.Names.All(n => Width(n) <= WidestName);
    }

    /// <summary>Spaces before the arrows of rows, and after the colons of labels and fields.</summary>
    public Dictionary<SyntaxNode, int> Items(ValueSyntax owner)
    {
        var all = new Dictionary<SyntaxNode, int>();
        if (owner is not BlockSyntax block)
            return all;
        var isLabels = block.Parent is PropertySyntax { NameText: "labels" or "fields" };
        var group = new List<(SyntaxNode Node, int Width)>();
        foreach (var item in block.Children.OfType<SyntaxNode>())
        {
            var (token, widest) = item switch
            {
                RowSyntax row when !IsTall(row.Text) => (row.Text, WidestText),
                PropertySyntax property when isLabels => (property.Name, WidestName),
                _ => (null, 0),
            };
            if (token is null || !FollowsDirectly(item))
                Close(group, all);
            if (token is not null && Width(token) <= widest)
                group.Add((item, Width(token)));
        }

        Close(group, all);
        return all;
    }

    private static void Close(List<(SyntaxNode Node, int Width)> group, Dictionary<SyntaxNode, int> all)
    {
        var widest = group.Count == 0 ? 0 : group.Max(g => g.Width);
        foreach (var (node, width) in group)
            all[node] = widest - width + 1;
        group.Clear();
    }

    /// <summary>Whether neither a blank line nor a comment on its own line stands before the node.</summary>
    private bool FollowsDirectly(SyntaxNode node)
    {
        var token = node.Tokens().First();
        var trivia = token.LeadingTrivia.AsEnumerable();
        for (var before = tree.TokenBefore(token); before is not null; before = tree.TokenBefore(before))
        {
            trivia = before.TrailingTrivia.Concat(trivia);
            if (before.Kind != TokenKind.Comma)
                break;
            trivia = before.LeadingTrivia.Concat(trivia);
        }

        var lines = 0;
        foreach (var item in trivia)
        {
            if (item.IsComment && lines > 0)
                return false;
            lines = item.IsComment ? 0 : item.Kind == TriviaKind.NewLine ? lines + 1 : lines;
        }

        return lines < 2;
    }

    private static bool IsTall(SyntaxToken token) => token.Kind == TokenKind.RawString && token.Text.AsSpan().IndexOfAny('\n', '\r') >= 0;

    /// <summary>In characters as a reader counts them.</summary>
    private static int Width(SyntaxToken token) => new StringInfo(token.Text).LengthInTextElements;
}
