using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Syntax;

/// <summary>Recursive descent over the tokens, one or two of lookahead. Every loop consumes a token or ends, so the time is
/// linear; nesting is bounded, so the stack is too. What fits nowhere is skipped up to the next line and kept in the tree.</summary>
/// <param name="earlier">What an earlier text has in common with this one; null for nothing.</param>
internal sealed partial class Parser(string source, Lexer lexer, EarlierRows? earlier, List<Diagnostic> diagnostics)
{
    /// <summary>Far beyond any sensible spec, far below what the stack of any thread holds.</summary>
    private const int DeepestNesting = 64;

    // For the name at hand.
    private readonly ImmutableArray<SyntaxToken>.Builder words = ImmutableArray.CreateBuilder<SyntaxToken>();

    // Children of the nodes at hand, the innermost node's last.
    private readonly List<SyntaxElement> pending = new(earlier?.Count ?? 0);
    private readonly ImmutableArray<RowSyntax>.Builder plainRows = ImmutableArray.CreateBuilder<RowSyntax>(earlier?.Count ?? 0);
    private readonly NamePool answers = new();

    // Read and not taken yet.
    private SyntaxToken? current;
    private SyntaxToken? following;
    private SyntaxToken? previous;
    private int endOfPrevious;
    private int depth;

    public long Steps { get; private set; }

    /// <summary>In the order of the text.</summary>
    public ImmutableArray<RowSyntax> PlainRows => plainRows.DrainToImmutable();

    /// <summary>Starts of tokens that the lexer could not read and that are part of a mistake reported as a whole.</summary>
    public HashSet<int> Explained { get; } = [];

    private SyntaxToken Current => Ahead(0);

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
            skipped = Skip($"after '{previous!.Text}'", () => Current.OnNewLine || Current.Kind == TokenKind.OpenBrace);
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

    /// <param name="count">0 or 1.</param>
    private SyntaxToken Ahead(int count)
    {
        Steps++;
        current ??= lexer.Next();
        if (count == 0 || current.Kind == TokenKind.EndOfFile)
            return current;
        return following ??= lexer.Next();
    }

    private SyntaxToken Next()
    {
        var taken = Ahead(0);
        if (taken.Kind != TokenKind.EndOfFile)
            (current, following) = (following, null);
        (previous, endOfPrevious) = (taken, taken.Span.End);
        return taken;
    }

    /// <summary>The plain row that begins here, at the beginning of a line; null where there is none, and nothing is taken.</summary>
    private RowSyntax? TakePlainRow()
    {
        // What has been looked at already is read a second time, as a part of the row.
        if (current is { IsString: false })
            return null;
        var start = current?.FullSpan.Start ?? lexer.Position;
        if (start == 0 || source[start - 1] != '\n')
            return null;
        Steps++;
        var plain = earlier?.At(start);
        if (plain is null)
        {
            plain = PlainRow.Read(source, start, answers);
            if (plain is null)
                return null;
            Steps += plain.Length;
        }

        (current, following) = (null, null);
        lexer.MoveTo(start + plain.Length);
        var row = new RowSyntax(source, start, plain);
        endOfPrevious = row.Span.End;
        plainRows.Add(row);
        return row;
    }

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
