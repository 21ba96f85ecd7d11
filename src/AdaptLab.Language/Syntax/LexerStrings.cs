using System.Globalization;
using System.Text;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Syntax;

internal sealed partial class Lexer
{
    /// <summary>`"…"` on one line, with the escapes of JSON.</summary>
    private (TokenKind Kind, object? Value) ReadString()
    {
        var start = position++;
        // Nearly all strings are written as what they say.
        var plain = text.AsSpan(position).IndexOfAny("\"\\\r\n");
        if (plain >= 0 && text[position + plain] == '"')
        {
            Steps += plain + 1;
            position += plain + 1;
            return (TokenKind.String, text.Substring(start + 1, plain));
        }

        var value = new StringBuilder();
        while (!AtLineEnd && Peek() != '"')
        {
            if (text[position] == '\\')
                ReadEscape(value);
            else
                value.Append(text[position++]);
        }

        if (AtLineEnd)
            diagnostics.Add(SyntaxDiagnostics.UnterminatedString(
                TextSpan.FromBounds(start, position), "\"", SyntaxDiagnostics.CloseString(start + 1, text.AsSpan(start + 1, position - start - 1))));
        else
            position++;
        return (TokenKind.String, value.ToString());
    }

    private void ReadEscape(StringBuilder value)
    {
        var start = position++;
        var escape = AtLineEnd ? '\0' : text[position++];
        switch (escape)
        {
            case '"' or '\\' or '/': value.Append(escape); return;
            case 'b': value.Append('\b'); return;
            case 'f': value.Append('\f'); return;
            case 'n': value.Append('\n'); return;
            case 'r': value.Append('\r'); return;
            case 't': value.Append('\t'); return;
            case 'u': ReadUnicodeEscape(start, value); return;
            case '\0': return; // The line ends here: the string has no end, and that is said.
        }

        var span = TextSpan.FromBounds(start, position);
        diagnostics.Add(SyntaxDiagnostics.BadEscape(span, text[start..position]));
        value.Append(text, start, span.Length);
    }

    /// <summary>One escape, or the two that together are a character beyond U+FFFF. A half alone is no text.</summary>
    private void ReadUnicodeEscape(int start, StringBuilder value)
    {
        var first = ReadHex();
        if (first is { } high && char.IsHighSurrogate(high) && Peek() == '\\' && Peek(1) == 'u')
        {
            position += 2;
            if (ReadHex() is { } low && char.IsLowSurrogate(low))
            {
                value.Append(high).Append(low);
                return;
            }
        }
        else if (first is { } c && !char.IsSurrogate(c))
        {
            value.Append(c);
            return;
        }

        diagnostics.Add(SyntaxDiagnostics.BadEscape(TextSpan.FromBounds(start, position), text[start..position]));
        value.Append('\uFFFD');
    }

    private char? ReadHex()
    {
        var start = position;
        while (position - start < 4 && char.IsAsciiHexDigit(Peek()))
            position++;
        return position - start == 4
            ? (char)int.Parse(text.AsSpan(start, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Text pasted from a word processor, or quoted out of habit: read as a string, with the mend.</summary>
    private (TokenKind Kind, object? Value) ReadWronglyQuoted()
    {
        var start = position;
        var opening = text[position++];
        while (!AtLineEnd && !Closes(opening, Peek()))
            position++;
        var value = text[(start + 1)..position];
        if (AtLineEnd)
            diagnostics.Add(SyntaxDiagnostics.UnterminatedString(TextSpan.FromBounds(start, position), "\""));
        else
            diagnostics.Add(SyntaxDiagnostics.WrongQuotes(TextSpan.FromBounds(start, ++position), value));
        return (TokenKind.String, value);

        static bool Closes(char opening, char c) => opening switch
        {
            '\'' => c == '\'',
            '\u2018' => c == '\u2019',
            _ => c is '\u201D' or '"',
        };
    }

    /// <summary>`"""…"""`: no escapes; over several lines, the indentation of the closing quotes is taken off each line.</summary>
    private (TokenKind Kind, object? Value) ReadRawString()
    {
        var start = position;
        var quotes = SkipQuotes(int.MaxValue);
        var contentStart = position;
        while (!AtLineEnd && char.IsWhiteSpace(Peek()))
            position++;
        if (!AtLineEnd)
            return ReadRawLine(start, contentStart, quotes);

        var close = FindClosing(quotes, acrossLines: true);
        if (close < 0)
        {
            BreaksOff = true;
            diagnostics.Add(SyntaxDiagnostics.UnterminatedString(new TextSpan(start, quotes), new string('"', quotes)));
            return (TokenKind.RawString, text[contentStart..position]);
        }

        return (TokenKind.RawString, StripIndentation(contentStart, close));
    }

    private (TokenKind Kind, object? Value) ReadRawLine(int start, int contentStart, int quotes)
    {
        var close = FindClosing(quotes, acrossLines: false);
        if (close >= 0)
            return (TokenKind.RawString, text[contentStart..close]);
        diagnostics.Add(SyntaxDiagnostics.UnterminatedString(TextSpan.FromBounds(start, position), new string('"', quotes)));
        return (TokenKind.RawString, text[contentStart..position]);
    }

    /// <summary>Moves past the closing quotes and gives their start; at the end of the line or text, -1.</summary>
    private int FindClosing(int quotes, bool acrossLines)
    {
        while (acrossLines ? !AtEnd : !AtLineEnd)
        {
            if (Peek() != '"')
            {
                position++;
                continue;
            }

            // More quotes than needed belong to the content, as in C#: """say "yes"""" ends with a quote.
            var run = SkipQuotes(int.MaxValue);
            if (run >= quotes)
                return position - quotes;
        }

        return -1;
    }

    private int SkipQuotes(int most)
    {
        var start = position;
        while (position - start < most && Peek() == '"')
            position++;
        return position - start;
    }

    /// <summary>What all lines with text on them begin with.</summary>
    private static string LeastIndentation(string[] lines) => lines.Where(line => !string.IsNullOrWhiteSpace(line))
        .Select(line => line[..^line.TrimStart().Length])
        .Aggregate((string?)null, (least, next) => least is null ? next : least[..least.AsSpan().CommonPrefixLength(next)]) ?? "";

    /// <summary>The content between the line of the opening quotes and that of the closing ones; lines are joined with LF
    /// whatever the file uses, so that a spec means the same in every checkout.</summary>
    private string StripIndentation(int contentStart, int close)
    {
        var lines = text[contentStart..close].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var indentation = lines[^1];
        if (!string.IsNullOrWhiteSpace(indentation))
        {
            diagnostics.Add(SyntaxDiagnostics.RawStringShape(
                TextSpan.FromBounds(close, position), "The closing quotes of a raw string of several lines stand on a line of their own.",
                Fix.Insert("Put them on a line of their own", close, LineMap.FirstLineEnd(text) + LeastIndentation(lines[1..]))));
            return string.Join('\n', lines[1..]);
        }

        var content = lines[1..^1];
        var reported = false;
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i].StartsWith(indentation, StringComparison.Ordinal))
            {
                content[i] = content[i][indentation.Length..];
            }
            else if (string.IsNullOrWhiteSpace(content[i]))
            {
                content[i] = "";
            }
            else if (!reported)
            {
                reported = true;
                diagnostics.Add(SyntaxDiagnostics.RawStringShape(
                    TextSpan.FromBounds(close, position),
                    $"Line {i + 1} of this raw string is indented less than its closing quotes. Indent it as far, or move the quotes to the left.",
                    Fix.Replace("Move the quotes to the left", TextSpan.FromBounds(close - indentation.Length, close), LeastIndentation(lines[1..^1]))));
            }
        }

        return string.Join('\n', content);
    }
}
