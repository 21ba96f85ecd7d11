using System.Text;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Formatting;

/// <summary>What parts a token from the one before it.</summary>
/// <param name="Spaces">On the same line.</param>
/// <param name="Indent">Where a line begins with the token: always so if <see cref="Line"/>, else only after a line comment.</param>
internal readonly record struct Gap(bool Line, int Spaces, int Indent, bool MayBeBlank = false)
{
    /// <summary>Where comments before the token stand; they belong to what is inside of a closing bracket.</summary>
    public int CommentIndent { get; init; } = Indent;
}

/// <summary>Writes tokens with the gaps asked for, and the comments that stand between them in the source.</summary>
internal sealed class TokenWriter(string source)
{
    private readonly StringBuilder output = new();
    private readonly List<Trivia> between = [];
    private readonly string lineEnd = LineMap.FirstLineEnd(source);
    private TokenKind previous = TokenKind.EndOfFile;

    public void Write(SyntaxToken token, Gap gap)
    {
        between.AddRange(token.LeadingTrivia);
        WriteBetween(token, gap);
        output.Append(source, token.Span.Start, token.Span.Length);
        between.Clear();
        between.AddRange(token.TrailingTrivia);
        previous = token.Kind;
    }

    /// <summary>Leaves a token out, but not the comments around it.</summary>
    public void Drop(SyntaxToken token)
    {
        between.AddRange(token.LeadingTrivia);
        between.AddRange(token.TrailingTrivia);
    }

    /// <summary>The text, ended by one line end unless there is nothing in it.</summary>
    public string Finish(SyntaxToken endOfFile)
    {
        Write(endOfFile, new Gap(Line: false, 0, 0));
        while (output.Length > 0 && char.IsWhiteSpace(output[^1]))
            output.Length--;
        if (output.Length > 0)
            output.Append(lineEnd);
        return source.StartsWith('\uFEFF') ? $"\uFEFF{output}" : output.ToString();
    }

    private void WriteBetween(SyntaxToken token, Gap gap)
    {
        var (lines, spaces, afterComment, mustBreak) = (0, 0, false, false);
        // Nothing is gained by blank lines at the start of a file or right after an opening bracket.
        var mayBeBlank = output.Length > 0 && previous is not (TokenKind.OpenBrace or TokenKind.OpenBracket or TokenKind.OpenParen);
        foreach (var trivia in between)
        {
            if (trivia.Kind == TriviaKind.NewLine)
            {
                lines++;
            }
            else if (trivia.Kind == TriviaKind.Whitespace)
            {
                spaces = trivia.Span.Length;
            }
            else if (trivia.IsComment)
            {
                if (lines > 0 || mustBreak)
                    BreakLine(gap.CommentIndent, lines > 1 && mayBeBlank);
                else if (output.Length > 0)
                    output.Append(' ', Math.Max(1, spaces));
                var text = source.AsSpan(trivia.Span.Start, trivia.Span.Length);
                output.Append(trivia.Kind == TriviaKind.LineComment ? text.TrimEnd() : text);
                (lines, spaces, afterComment, mustBreak, mayBeBlank) = (0, 0, true, trivia.Kind == TriviaKind.LineComment, true);
            }
        }

        if (token.Kind == TokenKind.EndOfFile || output.Length == 0)
            return;
        if (gap.Line || mustBreak || (afterComment && lines > 0))
            BreakLine(gap.Indent, lines > 1 && mayBeBlank && gap.MayBeBlank);
        else
            output.Append(' ', afterComment ? 1 : gap.Spaces);
    }

    private void BreakLine(int indent, bool blank)
    {
        if (output.Length == 0)
            return;
        if (blank)
            output.Append(lineEnd);
        output.Append(lineEnd).Append(' ', indent);
    }
}
