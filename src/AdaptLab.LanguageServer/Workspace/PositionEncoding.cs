using System.Text;
using AdaptLab.Language;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What the protocol counts in within a line: UTF-16 code units, or bytes of UTF-8 where the client offers that.</summary>
internal enum PositionEncoding { Utf16, Utf8 }

/// <summary>Between offsets of a text and the protocol's positions. Any position is met with the nearest offset there is.</summary>
internal sealed class TextPositions(string text, LineMap lines, PositionEncoding encoding)
{
    public int Offset(Position position)
    {
        if (encoding == PositionEncoding.Utf16)
            return lines.Offset(new LinePosition(position.Line, position.Character));
        if (position.Line < 0 || position.Line >= lines.LineCount)
            return position.Line < 0 ? 0 : text.Length;
        var line = lines.Line(position.Line);
        return line.Start + Units(text.AsSpan(line.Start, line.Length), position.Character);
    }

    public Position Position(int offset)
    {
        var position = lines.Position(offset);
        return new Position(position.Line, encoding == PositionEncoding.Utf16
            ? position.Column
            : Encoding.UTF8.GetByteCount(text.AsSpan(Math.Clamp(offset, 0, text.Length) - position.Column, position.Column)));
    }

    public TextSpan Span(Protocol.Range range)
    {
        var (start, end) = (Offset(range.Start), Offset(range.End));
        return TextSpan.FromBounds(Math.Min(start, end), Math.Max(start, end));
    }

    public Protocol.Range Range(TextSpan span) => new(Position(span.Start), Position(span.End));

    /// <summary>How many UTF-16 units the first so many bytes are; a character that begins in them and ends beyond is left out.</summary>
    private static int Units(ReadOnlySpan<char> line, int bytes)
    {
        if (Ascii.IsValid(line))
            return Math.Clamp(bytes, 0, line.Length);
        var units = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            // Half a surrogate pair is counted as the character that stands for what cannot be written, three bytes.
            if ((bytes -= rune.Utf8SequenceLength) < 0)
                break;
            units += rune.Utf16SequenceLength;
        }

        return units;
    }
}
