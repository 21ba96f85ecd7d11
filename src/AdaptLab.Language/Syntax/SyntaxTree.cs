using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Syntax;

/// <summary>The lossless tree of a text. Any text has one; what is wrong with it is in <see cref="Diagnostics"/>.</summary>
/// <remarks>A text that follows another one shares with it the rows that are the same. All else is parsed anew, in time linear
/// in its length.</remarks>
public sealed class SyntaxTree
{
    /// <summary>Nobody mends more mistakes at once, and an editor given a million of them stops answering.</summary>
    private const int MostDiagnostics = 100;

    private readonly Lazy<ImmutableArray<SyntaxToken>> tokens;

    private SyntaxTree(string text, SourceFileSyntax root, ImmutableArray<RowSyntax> plainRows, ImmutableArray<Diagnostic> diagnostics, long steps)
    {
        Text = text;
        Root = root;
        PlainRows = plainRows;
        Diagnostics = diagnostics;
        Steps = steps;
        tokens = new Lazy<ImmutableArray<SyntaxToken>>(() => [.. root.Tokens()]);
    }

    public string Text { get; }

    public SourceFileSyntax Root { get; }

    /// <summary>All tokens in order, the end of the file last. Their full texts, one after the other, are <see cref="Text"/>.</summary>
    /// <remarks>Of a long text they are many, made when first asked for: whoever wants the tokens at a place has
    /// <see cref="TokenAt"/>, <see cref="TokenBefore"/> and <see cref="TokensFrom"/>.</remarks>
    public ImmutableArray<SyntaxToken> Tokens => tokens.Value;

    /// <summary>In the order of the text.</summary>
    internal ImmutableArray<RowSyntax> PlainRows { get; }

    /// <summary>Of the syntax only, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>False for a file that holds NUL characters, which no text does.</summary>
    public bool IsText => !Text.Contains('\0');

    /// <summary>How often a character or token was looked at: lets a test see that parsing is linear without a clock.</summary>
    internal long Steps { get; }

    /// <param name="earlier">Of a text that this one is likely to have much in common with.</param>
    public static SyntaxTree Parse(string text, SyntaxTree? earlier = null)
    {
        var (ofLexer, ofParser) = (new List<Diagnostic>(), new List<Diagnostic>());
        var lexer = new Lexer(text, ofLexer);
        var parser = new Parser(text, lexer, earlier is { PlainRows.IsEmpty: false } ? new EarlierRows(earlier, text) : null, ofParser);
        var root = parser.ParseFile();
        var reported = ofLexer.Concat(ofParser).Where(d => d.Code != SyntaxDiagnostics.BadCharacterRule.Code || !parser.Explained.Contains(d.Span.Start));
        return new SyntaxTree(text, root, parser.PlainRows, Sift(text, reported), lexer.Steps + parser.Steps);
    }

    /// <summary>The token whose full span (trivia included) holds the offset; the end of the file for offsets beyond it.</summary>
    public SyntaxToken TokenAt(int offset)
    {
        SyntaxElement at = Root;
        while (at is SyntaxNode node)
            at = node.ChildAt(offset);
        return (SyntaxToken)at;
    }

    /// <summary><see cref="TokenAt"/> and all that follow it.</summary>
    public IEnumerable<SyntaxToken> TokensFrom(int offset)
    {
        for (var token = TokenAt(offset); ; token = TokenAt(token.FullSpan.End))
        {
            yield return token;
            if (token.Kind == TokenKind.EndOfFile)
                yield break;
        }
    }

    /// <summary>The same, but each row that <see cref="RowSyntax.IsPlain"/> as a whole: of a long text the parts are a fraction of the
    /// tokens, and need not be made.</summary>
    public IEnumerable<SyntaxElement> PartsFrom(int offset)
    {
        for (var part = PartAt(offset); ; part = PartAt(part.FullSpan.End))
        {
            yield return part;
            if (part is SyntaxToken { Kind: TokenKind.EndOfFile })
                yield break;
        }

        SyntaxElement PartAt(int at)
        {
            SyntaxElement part = Root;
            while (part is SyntaxNode node and not RowSyntax { IsPlain: true })
                part = node.ChildAt(at);
            return part;
        }
    }

    /// <summary>The token before the given one, or null for the first.</summary>
    public SyntaxToken? TokenBefore(SyntaxToken token) =>
        token.FullSpan.Start == 0 ? null : TokenAt(token.FullSpan.Start - 1);

    /// <summary>The innermost node whose text (without the trivia around it) touches the offset; the root where none does.</summary>
    public SyntaxNode NodeAt(int offset)
    {
        var token = TokenAt(offset);
        // Right after a token, the cursor still belongs to it: `rank: 8|` and `[expert|, playbook]` are in the value.
        if (TokenBefore(token) is { } before && before.Span.Touches(offset) && (!token.Span.Touches(offset) || (before.IsWord && !token.IsWord)))
            token = before;
        return token.Ancestors().FirstOrDefault(n => n.Span.Touches(offset)) ?? Root;
    }

    private static ImmutableArray<Diagnostic> Sift(string text, IEnumerable<Diagnostic> found)
    {
        var nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
            return [SyntaxDiagnostics.NotText(new TextSpan(nul, 1))];

        var sorted = found.OrderBy(d => d.Span.Start).ToImmutableArray();
        if (sorted.Length <= MostDiagnostics)
            return sorted;
        return [.. sorted.Take(MostDiagnostics), SyntaxDiagnostics.TooManyErrors(sorted[MostDiagnostics].Span, sorted.Length - MostDiagnostics)];
    }
}
