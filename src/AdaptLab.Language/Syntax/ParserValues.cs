using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Syntax;

internal sealed partial class Parser
{
    private BlockSyntax ParseBlock()
    {
        var first = pending.Count;
        var open = Next();
        pending.Add(open);
        var close = ParseItems(open, TokenKind.CloseBrace, "}", ParseBlockItem);
        return new BlockSyntax(open, Taken(first), close);
    }

    /// <summary>The children that were laid down from there on.</summary>
    private SyntaxElement[] Taken(int first)
    {
        var taken = CollectionsMarshal.AsSpan(pending)[first..].ToArray();
        pending.RemoveRange(first, taken.Length);
        return taken;
    }

    /// <summary>A property or a row; null where neither can begin.</summary>
    private SyntaxNode? ParseBlockItem()
    {
        if (Current.Kind != TokenKind.Name && !Current.IsString)
            return null;
        var first = Next();
        if (Current.Kind is TokenKind.Arrow or TokenKind.ThinArrow || (first.IsString && OnSameLine(TokenKind.Equals)))
            return ParseRow(first, Next());
        if (Current.Kind == TokenKind.Colon)
        {
            var colon = Next();
            return new PropertySyntax(first, colon, ParseValueAfter(colon));
        }

        if (first.IsString)
            return ParseRow(first, arrow: null);
        var equals = OnSameLine(TokenKind.Equals) ? Next() : null;
        diagnostics.Add(SyntaxDiagnostics.ExpectedColon(first, equals));
        var hasValue = equals is not null || (!Current.OnNewLine && CanBeginValue);
        return new PropertySyntax(first, equals, hasValue ? ParseValueAfter(equals ?? first) : null);
    }

    private RowSyntax ParseRow(SyntaxToken text, SyntaxToken? arrow)
    {
        if (!text.IsString)
            diagnostics.Add(SyntaxDiagnostics.UnquotedRow(text));
        if (arrow is null)
            diagnostics.Add(SyntaxDiagnostics.ExpectedArrow(text.Span, found: null));
        else if (arrow.Kind != TokenKind.Arrow)
            diagnostics.Add(SyntaxDiagnostics.ExpectedArrow(arrow.Span, arrow));
        return new RowSyntax(text, arrow, arrow is null ? null : ParseValueAfter(arrow));
    }

    /// <summary>Lays down the items between two brackets, parted by commas or new lines, and the closing bracket if it is there.</summary>
    private SyntaxToken? ParseItems(SyntaxToken open, TokenKind closing, string closingText, Func<SyntaxNode?> parseItem)
    {
        SyntaxToken? close;
        if (depth == DeepestNesting)
        {
            pending.AddRange(SkipNested(open));
            close = Take(closing);
        }
        else
        {
            depth++;
            close = ParseItemsWithin(open, closing, closingText, parseItem);
            depth--;
        }

        if (close is not null)
            pending.Add(close);
        return close;
    }

    private SyntaxToken? ParseItemsWithin(SyntaxToken open, TokenKind closing, string closingText, Func<SyntaxNode?> parseItem)
    {
        while (true)
        {
            if (closing == TokenKind.CloseBrace && TakePlainRow() is { } row)
            {
                pending.Add(row);
                continue;
            }

            if (Current.Kind == closing)
                return Next();
            if (EndsUnclosed(closing))
            {
                // What is missing at the end of a comment or string left open has been said.
                if (!lexer.BreaksOff || Current.Kind != TokenKind.EndOfFile)
                    diagnostics.Add(SyntaxDiagnostics.MissingClose(open, closingText, endOfPrevious));
                return null;
            }

            if (parseItem() is { } item)
            {
                pending.Add(item);
                if (Current.Kind == TokenKind.Comma)
                    pending.Add(Next());
                else if (!Current.OnNewLine && CanBeginValue)
                    diagnostics.Add(SyntaxDiagnostics.ExpectedSeparator(endOfPrevious, Current.Span, Current.Text));
            }
            else
            {
                pending.Add(Skip($"within '{open.Text}…{closingText}'", () => AtItemEnd || CanBeginValue));
            }
        }
    }

    /// <summary>Whether the author surely left the brackets without closing them.</summary>
    private bool EndsUnclosed(TokenKind closing)
    {
        if (Current.Kind == TokenKind.EndOfFile || AtDeclaration)
            return true;
        if (closing == TokenKind.CloseBrace)
            return false;
        // A list or call ends at the brace around it, and before what can only be the next property of its block.
        return Current.Kind == TokenKind.CloseBrace
            || (Current.OnNewLine && Current.Kind == TokenKind.Name && Ahead(1).Kind == TokenKind.Colon);
    }

    private bool AtItemEnd =>
        Current.OnNewLine || Current.Kind is TokenKind.Comma or TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.CloseParen;

    private bool CanBeginValue =>
        Current.IsString || Current.Kind is TokenKind.Name or TokenKind.Number or TokenKind.Percent or TokenKind.Duration
            or TokenKind.OpenBrace or TokenKind.OpenBracket;

    /// <summary>The value that must follow; it may stand on the next line if that is not plainly the next property or row.</summary>
    private ValueSyntax? ParseValueAfter(SyntaxToken before)
    {
        var next = Ahead(1).Kind;
        var elsewhere = Current.OnNewLine
            && (AtDeclaration || ((Current.Kind == TokenKind.Name || Current.IsString) && next is TokenKind.Colon or TokenKind.Arrow));
        if (!elsewhere && ParseValue() is { } value)
            return value;
        diagnostics.Add(SyntaxDiagnostics.ExpectedValue(before.Span, before.Text));
        return null;
    }

    private ValueSyntax? ParseValue()
    {
        if (ParseSum() is not { } left)
            return null;
        if (Current.OnNewLine
            || Current.Kind is not (TokenKind.GreaterOrEqual or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.Less))
            return left;
        var op = Next();
        var right = ParseSum();
        if (right is null)
            diagnostics.Add(SyntaxDiagnostics.ExpectedValue(op.Span, op.Text));
        return new ComparisonSyntax(left, op, right);
    }

    private ValueSyntax? ParseSum()
    {
        if (ParseOperand() is not { } first)
            return null;
        if (!OnSameLine(TokenKind.Plus))
            return first;
        var parts = ImmutableArray.CreateBuilder<SyntaxElement>();
        parts.Add(first);
        while (OnSameLine(TokenKind.Plus))
        {
            var plus = Next();
            parts.Add(plus);
            if (ParseOperand() is { } operand)
                parts.Add(operand);
            else
                diagnostics.Add(SyntaxDiagnostics.ExpectedValue(plus.Span, plus.Text));
        }

        return new SumSyntax(parts.ToImmutable());
    }

    private ValueSyntax? ParseOperand()
    {
        switch (Current.Kind)
        {
            case TokenKind.OpenBrace:
                return ParseBlock();
            case TokenKind.OpenBracket:
            {
                var first = pending.Count;
                var open = Next();
                pending.Add(open);
                var close = ParseItems(open, TokenKind.CloseBracket, "]", ParseValue);
                return new ListSyntax(open, Taken(first), close);
            }

            case TokenKind.Name when Ahead(1) is { Kind: TokenKind.OpenParen, OnNewLine: false }:
            {
                var first = pending.Count;
                var (name, open) = (Next(), Next());
                pending.AddRange([name, open]);
                var close = ParseItems(open, TokenKind.CloseParen, ")", ParseValue);
                return new CallSyntax(name, open, Taken(first), close);
            }

            case TokenKind.Name:
                return ParseMembers(ParseName());
            case TokenKind.String or TokenKind.RawString:
                return ParseMembers(new LiteralSyntax(Next()));
            case TokenKind.Number or TokenKind.Percent or TokenKind.Duration:
                return new LiteralSyntax(Next());
            default:
                return null;
        }
    }

    /// <summary>All the names up to the end of the line, unless the last turns out to be the next property's.</summary>
    private NameSyntax ParseName()
    {
        words.Clear();
        do
        {
            words.Add(Next());
        }
        while (OnSameLine(TokenKind.Name) && Ahead(1).Kind is not (TokenKind.Colon or TokenKind.OpenParen or TokenKind.Arrow));
        return new NameSyntax(words.ToImmutable());
    }

    private ValueSyntax ParseMembers(ValueSyntax target)
    {
        if (!OnSameLine(TokenKind.Dot))
            return target;
        var parts = ImmutableArray.CreateBuilder<SyntaxElement>();
        while (OnSameLine(TokenKind.Dot))
        {
            var dot = Next();
            parts.Add(dot);
            if (OnSameLine(TokenKind.Name))
                parts.Add(Next());
            else
                diagnostics.Add(SyntaxDiagnostics.ExpectedName(dot.Span, "A name is missing after '.'."));
        }

        return new MemberSyntax(target, parts.ToImmutable());
    }

    /// <summary>Everything up to the bracket that closes the one given, without recursion.</summary>
    private IEnumerable<SyntaxElement> SkipNested(SyntaxToken open)
    {
        diagnostics.Add(SyntaxDiagnostics.TooDeep(open.Span, DeepestNesting));
        var skipped = ImmutableArray.CreateBuilder<SyntaxToken>();
        var nested = 0;
        while (Current.Kind != TokenKind.EndOfFile)
        {
            if (Current.Kind is TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.OpenParen)
                nested++;
            else if (Current.Kind is TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.CloseParen && --nested < 0)
                break;
            skipped.Add(Next());
        }

        return skipped.Count == 0 ? [] : [new SkippedSyntax(skipped.ToImmutable())];
    }
}
