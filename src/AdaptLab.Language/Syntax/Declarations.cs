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
    internal BlockSyntax(SyntaxToken open, ImmutableArray<SyntaxElement> items, SyntaxToken? close)
        : base([open, .. items, close])
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
    internal RowSyntax(SyntaxToken text, SyntaxToken? arrow, ValueSyntax? answer)
        : base([text, arrow, answer])
    {
        Text = text;
        Arrow = arrow;
        Answer = answer;
    }

    /// <summary>A string; a name where the author forgot the quotes (reported).</summary>
    public SyntaxToken Text { get; }

    public string TextValue => (string)Text.Value!;

    public SyntaxToken? Arrow { get; }

    public ValueSyntax? Answer { get; }
}
