using System.Collections.Immutable;

namespace AdaptLab.Language.Syntax;

/// <summary>A whole file: declarations, and what no declaration could be made of.</summary>
public sealed class SourceFileSyntax : SyntaxNode
{
    internal SourceFileSyntax(ImmutableArray<SyntaxNode> members, SyntaxToken endOfFile)
        : base([.. members, endOfFile]) => EndOfFile = endOfFile;

    public IEnumerable<DeclarationSyntax> Declarations => Children.OfType<DeclarationSyntax>();

    public SyntaxToken EndOfFile { get; }
}

/// <summary>`keyword [name …] [: kind] [= value] [from "path"] [{ … }]`.</summary>
public sealed class DeclarationSyntax : SyntaxNode
{
    internal DeclarationSyntax(
        SyntaxToken keyword, ImmutableArray<SyntaxToken> names, SyntaxToken? colon, SyntaxToken? kind,
        SyntaxToken? equals, ValueSyntax? value, SyntaxToken? from, LiteralSyntax? path, SkippedSyntax? skipped, BlockSyntax? block)
        : base([keyword, .. names, colon, kind, equals, value, from, path, skipped, block])
    {
        Keyword = keyword;
        Names = names;
        Colon = colon;
        Kind = kind;
        EqualsToken = equals;
        Value = value;
        From = from;
        Path = path;
        Block = block;
    }

    public SyntaxToken Keyword { get; }

    public ImmutableArray<SyntaxToken> Names { get; }

    public SyntaxToken? Colon { get; }

    public SyntaxToken? Kind { get; }

    public SyntaxToken? EqualsToken { get; }

    public ValueSyntax? Value { get; }

    public SyntaxToken? From { get; }

    public LiteralSyntax? Path { get; }

    public BlockSyntax? Block { get; }

    /// <summary>The keyword and what follows it up to the block: where a diagnostic about the whole declaration points.</summary>
    public TextSpan HeaderSpan => TextSpan.FromBounds(
        Keyword.Span.Start, ((SyntaxElement?)Path ?? From ?? (SyntaxElement?)Value ?? EqualsToken ?? Kind ?? Colon ?? Names.LastOrDefault() ?? (SyntaxElement)Keyword).Span.End);

    public IEnumerable<PropertySyntax> Properties => Block?.Properties ?? [];

    public IEnumerable<RowSyntax> Rows => Block?.Rows ?? [];
}

/// <summary>`{ … }`: the body of a declaration, or an object as a value. Commas are among the children.</summary>
public sealed class BlockSyntax : ValueSyntax
{
    /// <param name="all">The braces and what is between them.</param>
    internal BlockSyntax(SyntaxToken open, SyntaxElement[] all, SyntaxToken? close)
        : base(all)
    {
        OpenBrace = open;
        CloseBrace = close;
    }

    public SyntaxToken OpenBrace { get; }

    public SyntaxToken? CloseBrace { get; }

    public IEnumerable<PropertySyntax> Properties => Children.OfType<PropertySyntax>();

    public IEnumerable<RowSyntax> Rows => Children.OfType<RowSyntax>();

    public PropertySyntax? Property(string name) => Properties.FirstOrDefault(p => p.NameText == name);
}

/// <summary>`name: value`; the name may be a string, for labels that are no names.</summary>
public sealed class PropertySyntax : SyntaxNode
{
    internal PropertySyntax(SyntaxToken name, SyntaxToken? colon, ValueSyntax? value)
        : base([name, colon, value])
    {
        Name = name;
        Colon = colon;
        Value = value;
    }

    public SyntaxToken Name { get; }

    public string NameText => (string)Name.Value!;

    public SyntaxToken? Colon { get; }

    public ValueSyntax? Value { get; }
}

/// <summary>`"text" => answer`.</summary>
public sealed class RowSyntax : SyntaxNode
{
    // Of a plain row, which is a node without children until somebody asks for them.
    private readonly string source = "";

    internal RowSyntax(SyntaxToken text, SyntaxToken? arrow, ValueSyntax? answer)
        : base([text, arrow, answer])
    {
    }

    internal RowSyntax(string source, int fullStart, PlainRow plain)
    {
        this.source = source;
        FullStart = fullStart;
        Plain = plain;
    }

    /// <summary>Null for a row that is written in any other way.</summary>
    internal PlainRow? Plain { get; }

    /// <summary>Whether it is no more than a string, an arrow and one name or string, and says of itself where they stand: whoever goes
    /// through a whole text need not look into it.</summary>
    public bool IsPlain => Plain is { HasComment: false };

    /// <summary>Of a plain row, with what stands before it.</summary>
    internal int FullStart { get; }

    /// <summary>A string; a name where the author forgot the quotes (reported).</summary>
    public SyntaxToken Text => (SyntaxToken)Children[0];

    public string TextValue => Plain?.Text ?? (string)Text.Value!;

    public TextSpan TextSpan => Plain is { } plain ? new TextSpan(FullStart + plain.Leading, plain.TextLength) : Text.Span;

    public SyntaxToken? Arrow => Children.Length > 1 ? (SyntaxToken)Children[1] : null;

    /// <summary>Empty where there is no arrow.</summary>
    public TextSpan ArrowSpan => Plain is { } plain ? new TextSpan(FullStart + plain.ArrowStart, 2) : Arrow?.Span ?? default;

    public ValueSyntax? Answer => Children.Length > 2 ? (ValueSyntax)Children[2] : null;

    public bool HasAnswer => Plain is not null || Answer is not null;

    /// <summary>Where the answer is one name or a string: what it says.</summary>
    public string? AnswerText => Plain?.Answer ?? Answer?.NameOrText;

    /// <summary>Empty where there is no answer.</summary>
    public TextSpan AnswerSpan => Plain is { } plain ? new TextSpan(FullStart + plain.AnswerStart, plain.AnswerLength) : Answer?.Span ?? default;

    public override TextSpan Span => Plain is { } plain
        ? TextSpan.FromBounds(FullStart + plain.Leading, FullStart + plain.AnswerStart + plain.AnswerLength)
        : base.Span;

    public override TextSpan FullSpan => Plain is { } plain ? new TextSpan(FullStart, plain.Length) : base.FullSpan;

    private protected override SyntaxElement[] MakeChildren()
    {
        var lexer = new Lexer(source, [], FullStart);
        var (text, arrow, answer) = (lexer.Next(), lexer.Next(), lexer.Next());
        return Adopt([text, arrow, answer.IsString ? new LiteralSyntax(answer) : new NameSyntax([answer])]);
    }
}
