using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Syntax;

/// <summary>Recursive descent over the tokens, one or two of lookahead. Every loop consumes a token or ends, so the time is
/// linear; nesting is bounded, so the stack is too. What fits nowhere is skipped up to the next line and kept in the tree.</summary>
/// <param name="breaksOff">The end of the text is the end of a comment or string left open: what is missing there has been said.</param>
internal sealed partial class Parser(ImmutableArray<SyntaxToken> tokens, bool breaksOff, ImmutableArray<Diagnostic>.Builder diagnostics)
{
    /// <summary>Far beyond any sensible spec, far below what the stack of any thread holds.</summary>
    private const int DeepestNesting = 64;

    // For the name at hand.
    private readonly ImmutableArray<SyntaxToken>.Builder words = ImmutableArray.CreateBuilder<SyntaxToken>();
    private int index;
    private int depth;

    public long Steps { get; private set; }

    /// <summary>Starts of tokens that the lexer could not read and that are part of a mistake reported as a whole.</summary>
    public HashSet<int> Explained { get; } = [];

    private SyntaxToken Current => Ahead(0);

    private int EndOfPrevious => index == 0 ? 0 : tokens[index - 1].Span.End;

    public SourceFileSyntax ParseFile()
    {
        var members = ImmutableArray.CreateBuilder<SyntaxNode>();
        while (Current.Kind != TokenKind.EndOfFile)
        {
            if (Current.Kind == TokenKind.Name)
            {
                members.Add(ParseDeclaration());
            }
            else
            {
                members.Add(Skip("at the start of a declaration", () => AtDeclaration));
            }
        }

        return new SourceFileSyntax(members.ToImmutable(), Current);
    }

    private DeclarationSyntax ParseDeclaration()
    {
        var keyword = Next();
        var names = ImmutableArray.CreateBuilder<SyntaxToken>();
        while (OnSameLine(TokenKind.Name) && !Current.IsName("from"))
            names.Add(Next());

        SyntaxToken? kind = null;
        var colon = Take(TokenKind.Colon);
        if (colon is not null)
        {
            kind = OnSameLine(TokenKind.Name) ? Next() : null;
            if (kind is null)
                diagnostics.Add(SyntaxDiagnostics.ExpectedName(colon.Span, "A kind is missing after ':'."));
        }

        ValueSyntax? value = null;
        var equals = Take(TokenKind.Equals);
        if (equals is not null)
            value = ParseValueAfter(equals);

        LiteralSyntax? path = null;
        SyntaxToken? from = null;
        SkippedSyntax? skipped = null;
        if (Current.IsName("from") && (!Current.OnNewLine || Ahead(1).IsString))
        {
            from = Next();
            if (Current.IsString)
                path = new LiteralSyntax(Next());
            else
                skipped = SkipUnquotedPath(from);
        }

        if (Current is { OnNewLine: false, Kind: not (TokenKind.OpenBrace or TokenKind.EndOfFile) })
            skipped = Skip($"after '{tokens[index - 1].Text}'", () => Current.OnNewLine || Current.Kind == TokenKind.OpenBrace);
        var block = Current.Kind == TokenKind.OpenBrace ? ParseBlock() : null;
        return new DeclarationSyntax(keyword, names.ToImmutable(), colon, kind, equals, value, from, path, skipped, block);
    }

    /// <summary>What stands where a path in quotes should: one mistake, not one for each token of `data/rows.jsonl`.</summary>
    private SkippedSyntax? SkipUnquotedPath(SyntaxToken from)
    {
        var unquoted = ImmutableArray.CreateBuilder<SyntaxToken>();
        while (Current is { OnNewLine: false, Kind: not (TokenKind.OpenBrace or TokenKind.EndOfFile) })
            unquoted.Add(Next());
        Explained.UnionWith(unquoted.Where(t => t.Kind == TokenKind.Bad).Select(t => t.Span.Start));
        diagnostics.Add(SyntaxDiagnostics.ExpectedPath(from, unquoted));
        return unquoted.Count == 0 ? null : new SkippedSyntax(unquoted.ToImmutable());
    }

    /// <summary>Whether a declaration surely begins here, even within brackets that were not closed. `model: big` is a property.</summary>
    private bool AtDeclaration =>
        Current is { OnNewLine: true, Kind: TokenKind.Name }
        && Ahead(1).Kind is not (TokenKind.Colon or TokenKind.Equals or TokenKind.Arrow or TokenKind.ThinArrow)
        && Declarations.IsKeyword(Current.Text);

    private SyntaxToken Ahead(int count)
    {
        Steps++;
        return tokens[Math.Min(index + count, tokens.Length - 1)];
    }

    private SyntaxToken Next() => tokens[Math.Min(index++, tokens.Length - 1)];

    private SyntaxToken? Take(TokenKind kind) => Current.Kind == kind ? Next() : null;

    private bool OnSameLine(TokenKind kind) => Current.Kind == kind && !Current.OnNewLine;

    private static bool IsClosing(SyntaxToken token) => token.Kind is TokenKind.CloseBrace or TokenKind.CloseBracket or TokenKind.CloseParen;

    /// <summary>Takes at least one token, and on until <paramref name="stop"/> or the end of the file.</summary>
    private SkippedSyntax Skip(string context, Func<bool> stop)
    {
        var skipped = ImmutableArray.CreateBuilder<SyntaxToken>();
        do
        {
            skipped.Add(Next());
        }
        while (Current.Kind != TokenKind.EndOfFile && !stop());

        // What the lexer could not read has been reported already.
        var first = skipped.FirstOrDefault(t => t.Kind != TokenKind.Bad);
        if (first is not null)
            diagnostics.Add(SyntaxDiagnostics.UnexpectedText(TextSpan.FromBounds(first.Span.Start, skipped[^1].Span.End), first.Text, context, skipped.All(IsClosing)));
        return new SkippedSyntax(skipped.ToImmutable());
    }
}
