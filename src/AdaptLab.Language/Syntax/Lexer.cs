using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Syntax;

/// <summary>Cuts a text into tokens and trivia that together are the text, each when it is asked for.</summary>
/// <param name="lineStart">Where it begins to read: at the beginning of a line.</param>
internal sealed partial class Lexer(string text, List<Diagnostic> diagnostics, int lineStart = 0)
{
    // For the trivia at hand: most tokens have some, and a builder for each would be as large as what it builds.
    private readonly ImmutableArray<Trivia>.Builder found = ImmutableArray.CreateBuilder<Trivia>();
    private int position = lineStart;
    private bool onNewLine = true;

    /// <summary>Where the next token's text begins, with what stands before it.</summary>
    public int Position => position;

    public long Steps { get; private set; }

    /// <summary>Whether a comment or a raw string without an end holds the rest of the text.</summary>
    public bool BreaksOff { get; private set; }

    /// <summary>At the end of the text, again and again the token that stands for it.</summary>
    public SyntaxToken Next()
    {
        var leading = ReadTrivia(trailing: false);
        var start = position;
        var (kind, value) = ReadToken();
        var span = TextSpan.FromBounds(start, position);
        var startsLine = onNewLine;
        onNewLine = false;
        var trailing = ReadTrivia(trailing: true);
        return new SyntaxToken(text, kind, span, value, startsLine, leading, trailing);
    }

    /// <summary>Goes on at the beginning of a line, ahead or not far behind.</summary>
    public void MoveTo(int beginning)
    {
        position = beginning;
        onNewLine = true;
    }

    private char Peek(int ahead = 0)
    {
        Steps++;
        return position + ahead < text.Length ? text[position + ahead] : '\0';
    }

    private bool AtEnd => position >= text.Length;

    private bool AtLineEnd => AtEnd || text[position] is '\n' or '\r';

    private (TokenKind Kind, object? Value) ReadToken()
    {
        if (AtEnd)
            return (TokenKind.EndOfFile, null);
        switch (Peek())
        {
            case '{': return Punctuation(TokenKind.OpenBrace);
            case '}': return Punctuation(TokenKind.CloseBrace);
            case '[': return Punctuation(TokenKind.OpenBracket);
            case ']': return Punctuation(TokenKind.CloseBracket);
            case '(': return Punctuation(TokenKind.OpenParen);
            case ')': return Punctuation(TokenKind.CloseParen);
            case ':': return Punctuation(TokenKind.Colon);
            case ',': return Punctuation(TokenKind.Comma);
            case '+': return Punctuation(TokenKind.Plus);
            case '.': return Punctuation(TokenKind.Dot);
            case '=': return Peek(1) == '>' ? Punctuation(TokenKind.Arrow, 2) : Punctuation(TokenKind.Equals);
            case '>': return Peek(1) == '=' ? Punctuation(TokenKind.GreaterOrEqual, 2) : Punctuation(TokenKind.Greater);
            case '<': return Peek(1) == '=' ? Punctuation(TokenKind.LessOrEqual, 2) : Punctuation(TokenKind.Less);
            case '-' when Peek(1) == '>': return Punctuation(TokenKind.ThinArrow, 2);
            case '-' when char.IsAsciiDigit(Peek(1)): return ReadNumberOrName();
            case '"': return Peek(1) == '"' && Peek(2) == '"' ? ReadRawString() : ReadString();
            case '\'' or '\u2018' or '\u201C': return ReadWronglyQuoted();
            case var c when char.IsAsciiDigit(c): return ReadNumberOrName();
            case var c when c == '_' || NamePartLength() > 0: return ReadName();
            default: return ReadBad();
        }
    }

    private (TokenKind Kind, object? Value) Punctuation(TokenKind kind, int length = 1)
    {
        position += length;
        return (kind, null);
    }

    private (TokenKind Kind, object? Value) ReadName()
    {
        var start = position;
        SkipName();
        return (TokenKind.Name, text[start..position]);
    }

    private void SkipName()
    {
        while (!AtEnd)
        {
            var length = Peek() is '-' or '_' ? 1 : NamePartLength();
            // An arrow may follow a name without a space: `a->b`.
            if (length == 0 || (text[position] == '-' && Peek(1) == '>'))
                return;
            position += length;
        }
    }

    /// <summary>The length of the letter, mark or digit here; 0 if there is none.</summary>
    private int NamePartLength()
    {
        Steps++;
        var c = text[position];
        if (char.IsAsciiLetterOrDigit(c))
            return 1;
        if (c < 0x80 || Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            return 0;
        return Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.DecimalDigitNumber ? length : 0;
    }

    /// <summary>`12`, `-0.5`, `80%`, `50ms`; or a name that begins with a digit, as `3rd-party`.</summary>
    private (TokenKind Kind, object? Value) ReadNumberOrName()
    {
        var start = position;
        var negative = Peek() == '-';
        if (negative)
            position++;
        SkipDigits();
        var whole = true;
        if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
        {
            whole = false;
            position++;
            SkipDigits();
        }

        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            position += 2;
            SkipDigits();
        }

        var number = text.AsSpan(start, position - start);
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            diagnostics.Add(SyntaxDiagnostics.NumberTooLarge(TextSpan.FromBounds(start, position), number.ToString()));
            value = 0;
        }

        var unitStart = position;
        SkipName();
        switch (text.AsSpan(unitStart, position - unitStart))
        {
            case "" when Peek() == '%':
                position++;
                return (TokenKind.Percent, value / 100);
            case "":
                return (TokenKind.Number, value);
            case "ms":
                return (TokenKind.Duration, value);
            case "s":
                return (TokenKind.Duration, value * 1000);
            case var unit when negative || !whole:
                diagnostics.Add(SyntaxDiagnostics.UnknownUnit(TextSpan.FromBounds(start, position), text[start..position], unit.ToString()));
                return (TokenKind.Number, value);
            default:
                return (TokenKind.Name, text[start..position]);
        }
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
            position++;
    }

    /// <summary>All characters up to the next that may begin something: one diagnostic for a run, not one for each.</summary>
    private (TokenKind Kind, object? Value) ReadBad()
    {
        var start = position;
        do
        {
            position++;
        }
        while (!AtEnd && !CanBeginSomething());
        diagnostics.Add(SyntaxDiagnostics.BadCharacter(TextSpan.FromBounds(start, position), text[start..position], MoreOnLine()));
        return (TokenKind.Bad, null);
    }

    private bool MoreOnLine()
    {
        var ahead = position;
        while (ahead < text.Length && text[ahead] is ' ' or '\t')
            ahead++;
        return ahead < text.Length && (text[ahead] is '"' or '_' || char.IsLetterOrDigit(text[ahead]));
    }

    private bool CanBeginSomething() =>
        Peek() is '{' or '}' or '[' or ']' or '(' or ')' or ':' or ',' or '=' or '>' or '<' or '.' or '+' or '-' or '/' or '_'
            or '"' or '\'' or '\u2018' or '\u201C' or '\n' or '\r'
        || char.IsWhiteSpace(text[position]) || NamePartLength() > 0;

    private ImmutableArray<Trivia> ReadTrivia(bool trailing)
    {
        found.Clear();
        while (!AtEnd)
        {
            var start = position;
            if (ReadTriviaKind() is not { } kind)
                break;
            found.Add(new Trivia(kind, TextSpan.FromBounds(start, position)));
            if (kind == TriviaKind.NewLine || (kind == TriviaKind.BlockComment && text.AsSpan(start, position - start).IndexOfAny('\n', '\r') >= 0))
                onNewLine = true;
            if (trailing && kind == TriviaKind.NewLine)
                break;
        }

        return found.ToImmutable();
    }

    private TriviaKind? ReadTriviaKind()
    {
        switch (Peek())
        {
            case '\uFEFF' when position == 0:
                position++;
                return TriviaKind.ByteOrderMark;
            case '\r' when Peek(1) == '\n':
                position += 2;
                return TriviaKind.NewLine;
            case '\n' or '\r':
                position++;
                return TriviaKind.NewLine;
            case '/' when Peek(1) == '/':
                while (!AtLineEnd)
                    position++;
                return TriviaKind.LineComment;
            case '/' when Peek(1) == '*':
                return ReadBlockComment();
            case var c when char.IsWhiteSpace(c):
                do
                {
                    position++;
                }
                while (!AtLineEnd && char.IsWhiteSpace(Peek()));
                return TriviaKind.Whitespace;
            default:
                return null;
        }
    }

    private TriviaKind ReadBlockComment()
    {
        var start = position;
        var close = text.IndexOf("*/", start + 2, StringComparison.Ordinal);
        position = close < 0 ? text.Length : close + 2;
        Steps += position - start;
        if (close < 0)
        {
            BreaksOff = true;
            var line = text.AsSpan(start).IndexOfAny('\r', '\n');
            diagnostics.Add(SyntaxDiagnostics.UnterminatedComment(new TextSpan(start, 2), line < 0 ? text.Length : start + line));
        }

        return TriviaKind.BlockComment;
    }
}
