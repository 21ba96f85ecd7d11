using System.Collections.Immutable;

namespace AdaptLab.Language;

/// <summary>A place in a text, zero-based; <see cref="Column"/> counts UTF-16 code units, as the language server protocol does.</summary>
public readonly record struct LinePosition(int Line, int Column) : IComparable<LinePosition>
{
    public int CompareTo(LinePosition other) => (Line, Column).CompareTo((other.Line, other.Column));

    public static bool operator <(LinePosition left, LinePosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LinePosition left, LinePosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(LinePosition left, LinePosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LinePosition left, LinePosition right) => left.CompareTo(right) >= 0;

    /// <summary>One-based, as people and compilers write it: "3:14".</summary>
    public override string ToString() => $"{Line + 1}:{Column + 1}";
}

/// <summary>Maps offsets of a text to lines and columns and back. Lines end with LF, CRLF or a lone CR.</summary>
public sealed class LineMap
{
    private readonly ImmutableArray<int> starts;
    private readonly string text;

    public LineMap(string text)
    {
        this.text = text;
        var found = ImmutableArray.CreateBuilder<int>(text.AsSpan().CountAny("\r\n") + 1);
        found.Add(0);
        for (var rest = text.AsSpan(); rest.IndexOfAny('\r', '\n') is >= 0 and var end;)
        {
            rest = rest[(end + (rest[end..] is ['\r', '\n', ..] ? 2 : 1))..];
            found.Add(text.Length - rest.Length);
        }

        starts = found.DrainToImmutable();
    }

    /// <summary>How lines end in a text, by the first of them; LF where there is only one line.</summary>
    public static string FirstLineEnd(string text)
    {
        var first = text.AsSpan().IndexOfAny('\r', '\n');
        if (first < 0 || text[first] == '\n')
            return "\n";
        return first + 1 < text.Length && text[first + 1] == '\n' ? "\r\n" : "\r";
    }

    public int LineCount => starts.Length;

    /// <summary>The position of an offset; offsets outside the text are moved to its nearest end.</summary>
    public LinePosition Position(int offset)
    {
        offset = Math.Clamp(offset, 0, text.Length);
        var index = starts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        return new LinePosition(line, offset - starts[line]);
    }

    /// <summary>The offset of a position; a column past its line's end becomes the line's end, a line past the text its end.</summary>
    public int Offset(LinePosition position)
    {
        if (position.Line < 0)
            return 0;
        if (position.Line >= starts.Length)
            return text.Length;
        var line = Line(position.Line);
        return line.Start + Math.Clamp(position.Column, 0, line.Length);
    }

    /// <summary>The range of a line (zero-based) without its line ending.</summary>
    public TextSpan Line(int line)
    {
        var start = starts[line];
        var end = line + 1 < starts.Length ? starts[line + 1] : text.Length;
        while (end > start && text[end - 1] is '\n' or '\r' && line + 1 < starts.Length)
            end--;
        return TextSpan.FromBounds(start, end);
    }
}
