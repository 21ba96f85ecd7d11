using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Silencers;

/// <summary>A code named by a silencer, and where.</summary>
public readonly record struct SilencedCode(string Code, TextSpan Span);

/// <summary>`// adapt: allow ADAPT3004, ADAPT3007`, or `// adapt: allow ADAPT3013 at "It rains"` for rows that begin so, and after
/// that a reason, if the author likes.</summary>
/// <param name="Codes">Empty where the author named none.</param>
/// <param name="Line">The line it speaks for: its own, or where nothing else stands there the next one with anything on it; −1 where there is none.</param>
/// <param name="Row">Where it speaks for some rows alone (`at "It rains"`): how their texts begin. Null where it speaks for all.</param>
public sealed partial record Silencer(TextSpan Comment, ImmutableArray<SilencedCode> Codes, int Line, string? Row = null)
{
    private const string Word = "adapt:";

    /// <summary>Whether it is about what the diagnostic is about, as far as that is a row.</summary>
    public bool IsAbout(Diagnostic diagnostic) => Row is null || diagnostic.RowText?.StartsWith(Row, StringComparison.Ordinal) == true;

    /// <summary>In the order of the text.</summary>
    public static ImmutableArray<Silencer> In(Compilation compilation)
    {
        var silencers = ImmutableArray.CreateBuilder<Silencer>();
        var (tree, lines) = (compilation.Tree, compilation.LineMap);
        // From the words to the comment that holds them: most texts have none, and this is asked at every key.
        for (var at = 0; (at = compilation.Text.IndexOf(Word, at, StringComparison.Ordinal)) >= 0; at += Word.Length)
        {
            var token = tree.TokenAt(at);
            if (Holding(token.LeadingTrivia, at) is { } above)
                Add(above, token.Kind == TokenKind.EndOfFile ? -1 : lines.Position(token.Span.Start).Line);
            else if (Holding(token.TrailingTrivia, at) is { } beside)
                Add(beside, lines.Position(beside.Span.Start).Line);
        }

        return silencers.ToImmutable();

        void Add(Trivia comment, int line)
        {
            var isNew = silencers.Count == 0 || silencers[^1].Comment != comment.Span;
            if (isNew && Read(compilation.Text, comment.Span) is var (codes, row))
                silencers.Add(new Silencer(comment.Span, codes, line, row));
        }
    }

    private static Trivia? Holding(ImmutableArray<Trivia> trivia, int offset)
    {
        foreach (var piece in trivia)
        {
            if (piece.Kind == TriviaKind.LineComment && piece.Span.Start <= offset && piece.Span.End > offset)
                return piece;
        }

        return null;
    }

    /// <summary>Null for a comment that is no silencer.</summary>
    private static (ImmutableArray<SilencedCode> Codes, string? Row)? Read(string text, TextSpan comment)
    {
        var match = Form().Match(text, comment.Start, comment.Length);
        if (!match.Success)
            return null;
        // Without a closing quote it holds all that follows, and is no row's beginning: better than to silence every row.
        var row = match.Groups[2] is { Success: true, Index: var quote } ? (string?)new Lexer(text[quote..comment.End], []).Next().Value : null;
        return ([.. match.Groups[1].Captures.Select(c => new SilencedCode(c.Value, new TextSpan(c.Index, c.Length)))], row);
    }

    [GeneratedRegex(@"\G//\s*adapt:\s*allow(?=\s|$)(?:[\s,]*(ADAPT\d{4})(?!\w))*(?:\s+at\s+("")(?!""))?")]
    private static partial Regex Form();
}
