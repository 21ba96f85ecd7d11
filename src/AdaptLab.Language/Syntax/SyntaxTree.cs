using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Syntax;

/// <summary>The lossless tree of a text. Any text has one; what is wrong with it is in <see cref="Diagnostics"/>.</summary>
/// <remarks>A text is parsed as a whole: an edit makes a new tree, in time linear in its length.</remarks>
public sealed class SyntaxTree
{
    /// <summary>Nobody mends more mistakes at once, and an editor given a million of them stops answering.</summary>
    private const int MostDiagnostics = 100;

    private SyntaxTree(string text, SourceFileSyntax root, ImmutableArray<SyntaxToken> tokens, ImmutableArray<Diagnostic> diagnostics, long steps)
    {
        Text = text;
        Root = root;
        Tokens = tokens;
        Diagnostics = diagnostics;
        Steps = steps;
    }

    public string Text { get; }

    public SourceFileSyntax Root { get; }

    /// <summary>All tokens in order, the end of the file last. Their full texts, one after the other, are <see cref="Text"/>.</summary>
    public ImmutableArray<SyntaxToken> Tokens { get; }

    /// <summary>Of the syntax only, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>False for a file that holds NUL characters, which no text does.</summary>
    public bool IsText => !Text.Contains('\0');

    /// <summary>How often a character or token was looked at: lets a test see that parsing is linear without a clock.</summary>
    internal long Steps { get; }

    public static SyntaxTree Parse(string text)
    {
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var lexer = new Lexer(text, diagnostics);
        var tokens = lexer.Lex();
        var parser = new Parser(tokens, lexer.BreaksOff, diagnostics);
        var root = parser.ParseFile();
        var reported = diagnostics.Where(d => d.Code != SyntaxDiagnostics.BadCharacterRule.Code || !parser.Explained.Contains(d.Span.Start));
        return new SyntaxTree(text, root, tokens, Sift(text, reported), lexer.Steps + parser.Steps);
    }

    /// <summary>The token whose full span (trivia included) holds the offset; the end of the file for offsets beyond it.</summary>
    public SyntaxToken TokenAt(int offset) => Tokens[IndexAt(offset)];

    /// <summary>The index of <see cref="TokenAt"/> in <see cref="Tokens"/>.</summary>
    public int IndexAt(int offset)
    {
        int low = 0, high = Tokens.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Tokens[middle].FullSpan.End > offset)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
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
