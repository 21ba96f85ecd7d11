using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Formatting;

/// <summary>Decides the gap before each token of a tree without syntax errors.</summary>
internal sealed class TreePrinter(SyntaxTree tree)
{
    private const int Step = 2;

    /// <summary>What is written on one line stays there up to this width.</summary>
    private const int LongestLine = 100;

    private readonly TokenWriter writer = new(tree.Text);
    private readonly Alignment alignment = new(tree);

    public string Print()
    {
        var braces = alignment.Braces(IsFlat);
        foreach (var declaration in tree.Root.Declarations)
            Print(declaration, braces.GetValueOrDefault(declaration, 1));
        return writer.Finish(tree.Root.EndOfFile);
    }

    private void Print(DeclarationSyntax declaration, int spacesBeforeBrace)
    {
        writer.Write(declaration.Keyword, NewLine(0));
        foreach (var name in declaration.Names)
            Inline(name, 1, 0);
        Inline(declaration.Colon, 0, 0);
        Inline(declaration.Kind, 1, 0);
        Inline(declaration.EqualsToken, 1, 0);
        Print(declaration.Value, 1, 0);
        Inline(declaration.From, 1, 0);
        Print(declaration.Path, 1, 0);
        Print(declaration.Block, spacesBeforeBrace, 0);
    }

    /// <param name="spaces">Before the value.</param>
    /// <param name="indent">Of the line that the value begins on.</param>
    private void Print(ValueSyntax? value, int spaces, int indent)
    {
        switch (value)
        {
            case null:
                break;
            case BlockSyntax block:
                Inline(block.OpenBrace, spaces, indent);
                PrintItems(block, block.OpenBrace, block.CloseBrace!, indent, padding: 1);
                break;
            case ListSyntax list:
                Inline(list.OpenBracket, spaces, indent);
                PrintItems(list, list.OpenBracket, list.CloseBracket!, indent, padding: 0);
                break;
            case CallSyntax call:
                Inline(call.Name, spaces, indent);
                Inline(call.OpenParen, 0, indent);
                PrintItems(call, call.OpenParen, call.CloseParen!, indent, padding: 0);
                break;
            case MemberSyntax member:
                Print(member.Target, spaces, indent);
                foreach (var part in member.Children.OfType<SyntaxToken>())
                    Inline(part, 0, indent);
                break;
            default:
                var first = spaces;
                foreach (var part in value.Children)
                {
                    if (part is SyntaxToken token)
                        Inline(token, first, indent);
                    else
                        Print((ValueSyntax)part, first, indent);
                    first = 1;
                }

                break;
        }
    }

    /// <param name="padding">Spaces inside the brackets, on one line.</param>
    private void PrintItems(ValueSyntax owner, SyntaxToken open, SyntaxToken close, int indent, int padding)
    {
        var items = owner.Children.SkipWhile(c => c != open).Skip(1).Where(c => c != close).ToList();
        var flat = IsFlat(owner);
        var aligned = flat ? [] : alignment.Items(owner);
        SyntaxToken? comma = null;
        var any = false;
        foreach (var item in items)
        {
            if (item is SyntaxToken token)
            {
                comma = token;
                if (!flat || item == items[^1])
                    writer.Drop(token);
                continue;
            }

            if (flat && comma is not null)
                Inline(comma, 0, indent + Step);
            comma = null;
            var gap = flat ? new Gap(Line: false, any ? 1 : padding, indent + Step) : NewLine(indent + Step);
            PrintItem((SyntaxNode)item, gap, aligned.GetValueOrDefault((SyntaxNode)item, 1));
            any = true;
        }

        var isEmpty = !any && !HasComment(open, close);
        writer.Write(close, flat || isEmpty
            ? new Gap(Line: false, any ? padding : 0, indent) { CommentIndent = indent + Step }
            : new Gap(Line: true, 0, indent) { CommentIndent = indent + Step });
    }

    /// <param name="aligned">Spaces before the arrow of a row, or after the colon of a property.</param>
    private void PrintItem(SyntaxNode item, Gap gap, int aligned)
    {
        switch (item)
        {
            case PropertySyntax property:
                writer.Write(property.Name, gap);
                Inline(property.Colon, 0, gap.Indent);
                Print(property.Value, aligned, gap.Indent);
                break;
            case RowSyntax row:
                writer.Write(row.Text, gap);
                Inline(row.Arrow, aligned, gap.Indent);
                Print(row.Answer, 1, gap.Indent);
                break;
            default:
                PrintFirst((ValueSyntax)item, gap);
                break;
        }
    }

    /// <summary>A list's item: its first token may begin a line.</summary>
    private void PrintFirst(ValueSyntax value, Gap gap)
    {
        lineGap = gap.Line ? gap : null;
        Print(value, gap.Spaces, gap.Indent);
    }

    private Gap? lineGap;

    private void Inline(SyntaxToken? token, int spaces, int indent)
    {
        if (token is null)
            return;
        var gap = lineGap ?? new Gap(Line: false, spaces, indent + Step);
        lineGap = null;
        writer.Write(token, gap);
    }

    private static Gap NewLine(int indent) => new(Line: true, 0, indent, MayBeBlank: true);

    /// <summary>Whether brackets and what is in them stay on one line: they do where the author wrote them so, without rows
    /// and not too long.</summary>
    private static bool IsFlat(ValueSyntax value)
    {
        var width = 0;
        var first = true;
        foreach (var token in value.Tokens())
        {
            width += token.Span.Length + 1;
            if (width > LongestLine || (!first && token.OnNewLine) || token.Kind == TokenKind.Arrow
                || (token.Kind == TokenKind.RawString && token.Text.AsSpan().IndexOfAny('\n', '\r') >= 0))
                return false;
            first = false;
        }

        return true;
    }

    private static bool HasComment(SyntaxToken open, SyntaxToken close) =>
        open.TrailingTrivia.Any(t => t.IsComment) || close.LeadingTrivia.Any(t => t.IsComment);
}
