using System.Collections.Immutable;

namespace AdaptLab.Language.Syntax;

/// <summary>What may stand after a colon, an arrow or an equals sign.</summary>
public abstract class ValueSyntax : SyntaxNode
{
    private protected ValueSyntax(ReadOnlySpan<SyntaxElement?> parts)
        : base(parts)
    {
    }

    private protected ValueSyntax(SyntaxElement[] children)
        : base(children)
    {
    }

    /// <summary>Of one name or a string, as labels and answers are written, what it says; else null.</summary>
    public string? NameOrText => this switch
    {
        NameSyntax { Words.Length: 1 } name => name.Name,
        LiteralSyntax { Token: { IsString: true, Value: string text } } => text,
        _ => null,
    };
}

/// <summary>A string, number, percentage or duration.</summary>
public sealed class LiteralSyntax : ValueSyntax
{
    internal LiteralSyntax(SyntaxToken token)
        : base([token]) => Token = token;

    public SyntaxToken Token { get; }
}

/// <summary>A name, or the several words of a strategy's name: `balanced`, `lora wide`, `true`.</summary>
public sealed class NameSyntax : ValueSyntax
{
    internal NameSyntax(ImmutableArray<SyntaxToken> words)
        : base([.. words])
    {
        Words = words;
        Name = words is [{ Value: string only }] ? only : string.Join(' ', words.Select(w => w.Text));
    }

    public ImmutableArray<SyntaxToken> Words { get; }

    /// <summary>The words with one space between them.</summary>
    public string Name { get; }
}

/// <summary>`[a, b]`. Commas are among the children.</summary>
public sealed class ListSyntax : ValueSyntax
{
    /// <param name="all">The brackets and what is between them.</param>
    internal ListSyntax(SyntaxToken open, SyntaxElement[] all, SyntaxToken? close)
        : base(all)
    {
        OpenBracket = open;
        CloseBracket = close;
    }

    public SyntaxToken OpenBracket { get; }

    public SyntaxToken? CloseBracket { get; }

    public IEnumerable<ValueSyntax> Items => Children.OfType<ValueSyntax>().Where(v => v is not SkippedSyntax);
}

/// <summary>`env("NAME")`, `sweep(4, 8, 16)`, `embedded("nano")`. Commas are among the children.</summary>
public sealed class CallSyntax : ValueSyntax
{
    /// <param name="all">The name, the parentheses and what is between them.</param>
    internal CallSyntax(SyntaxToken name, SyntaxToken open, SyntaxElement[] all, SyntaxToken? close)
        : base(all)
    {
        Name = name;
        OpenParen = open;
        CloseParen = close;
    }

    public SyntaxToken Name { get; }

    public SyntaxToken OpenParen { get; }

    public SyntaxToken? CloseParen { get; }

    public IEnumerable<ValueSyntax> Arguments => Children.OfType<ValueSyntax>().Where(v => v is not SkippedSyntax);
}

/// <summary>`expert + contractors`.</summary>
public sealed class SumSyntax : ValueSyntax
{
    internal SumSyntax(ImmutableArray<SyntaxElement> parts)
        : base([.. parts])
    {
    }

    public IEnumerable<ValueSyntax> Operands => Children.OfType<ValueSyntax>();
}

/// <summary>`best.latency.p95`.</summary>
public sealed class MemberSyntax : ValueSyntax
{
    internal MemberSyntax(ValueSyntax target, ImmutableArray<SyntaxElement> dotsAndNames)
        : base([target, .. dotsAndNames])
    {
        Target = target;
        Members = [.. dotsAndNames.OfType<SyntaxToken>().Where(t => t.Kind == TokenKind.Name)];
    }

    /// <summary>A name or a string.</summary>
    public ValueSyntax Target { get; }

    public ImmutableArray<SyntaxToken> Members { get; }

    /// <summary>The part after the target, without its first dot: "latency.p95".</summary>
    public string Path => string.Join('.', Members.Select(m => m.Text));

    public TextSpan PathSpan => Members.IsEmpty ? Span : TextSpan.FromBounds(Members[0].Span.Start, Members[^1].Span.End);
}

/// <summary>`lora.accuracy >= 80%`.</summary>
public sealed class ComparisonSyntax : ValueSyntax
{
    internal ComparisonSyntax(ValueSyntax left, SyntaxToken op, ValueSyntax? right)
        : base([left, op, right])
    {
        Left = left;
        Operator = op;
        Right = right;
    }

    public ValueSyntax Left { get; }

    public SyntaxToken Operator { get; }

    public ValueSyntax? Right { get; }
}

/// <summary>Tokens that the parser could make nothing of, kept so that the tree loses nothing.</summary>
public sealed class SkippedSyntax : ValueSyntax
{
    internal SkippedSyntax(ImmutableArray<SyntaxToken> tokens)
        : base([.. tokens])
    {
    }
}
