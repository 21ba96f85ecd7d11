using System.Collections.Immutable;

namespace AdaptLab.Language.Syntax;

public enum TokenKind
{
    Bad, Name, String, RawString, Number, Percent, Duration,
    OpenBrace, CloseBrace, OpenBracket, CloseBracket, OpenParen, CloseParen,
    Colon, Comma, Equals, Arrow, ThinArrow, Plus, Dot,
    GreaterOrEqual, LessOrEqual, Greater, Less,
    EndOfFile,
}

public enum TriviaKind { ByteOrderMark, Whitespace, NewLine, LineComment, BlockComment }

/// <summary>Text between tokens: white space, line ends, comments.</summary>
public readonly record struct Trivia(TriviaKind Kind, TextSpan Span)
{
    public bool IsComment => Kind is TriviaKind.LineComment or TriviaKind.BlockComment;
}

/// <summary>A node or a token of the tree.</summary>
public abstract class SyntaxElement
{
    /// <summary>Null for the root only.</summary>
    public SyntaxNode? Parent { get; internal set; }

    /// <summary>Without the trivia around it.</summary>
    public abstract TextSpan Span { get; }

    /// <summary>With the trivia around it; the full spans of neighbours meet without a gap.</summary>
    public abstract TextSpan FullSpan { get; }

    /// <summary>The nodes around this element, innermost first.</summary>
    public IEnumerable<SyntaxNode> Ancestors()
    {
        for (var node = Parent; node is not null; node = node.Parent)
            yield return node;
    }
}

/// <summary>A token with its trivia: trailing up to and including the line's end, leading all before it that is left.</summary>
public sealed class SyntaxToken : SyntaxElement
{
    private readonly string source;

    internal SyntaxToken(
        string source, TokenKind kind, TextSpan span, object? value, bool onNewLine,
        ImmutableArray<Trivia> leading, ImmutableArray<Trivia> trailing)
    {
        this.source = source;
        Kind = kind;
        Span = span;
        Value = value;
        OnNewLine = onNewLine;
        LeadingTrivia = leading;
        TrailingTrivia = trailing;
    }

    public TokenKind Kind { get; }

    public override TextSpan Span { get; }

    /// <summary>A string for strings (escapes resolved, indentation stripped) and names; a double for numbers,
    /// percentages (a share: 80% is 0.8) and durations (milliseconds); null otherwise.</summary>
    public object? Value { get; }

    /// <summary>Whether a line ends between the token before and this one. Line ends separate properties, rows and list items.</summary>
    public bool OnNewLine { get; }

    public ImmutableArray<Trivia> LeadingTrivia { get; }

    public ImmutableArray<Trivia> TrailingTrivia { get; }

    public string Text => source.Substring(Span.Start, Span.Length);

    public override TextSpan FullSpan => TextSpan.FromBounds(
        LeadingTrivia.IsEmpty ? Span.Start : LeadingTrivia[0].Span.Start,
        TrailingTrivia.IsEmpty ? Span.End : TrailingTrivia[^1].Span.End);

    public string FullText => source.Substring(FullSpan.Start, FullSpan.Length);

    /// <summary>How lines end in the text around the token, by the first of them.</summary>
    public string LineEnd => LineMap.FirstLineEnd(source);

    public bool IsString => Kind is TokenKind.String or TokenKind.RawString;

    /// <summary>A name or a literal, not punctuation.</summary>
    public bool IsWord => IsString || Kind is TokenKind.Name or TokenKind.Number or TokenKind.Percent or TokenKind.Duration;

    /// <summary>Whether the token is the name given, without making a string of it.</summary>
    public bool IsName(string name) =>
        Kind == TokenKind.Name && source.AsSpan(Span.Start, Span.Length).SequenceEqual(name);

    public override string ToString() => $"{Kind} {Text}";
}
