using System.Buffers;

namespace AdaptLab.Language.Syntax;

/// <summary>A row alone on its line, written as nearly all are: `"text" => label` or `"text" => "answer"`, without an escape,
/// a comma or anything that is wrong. It says nothing of where it stands, so that the trees of one text after another share it:
/// while somebody types in one row, the ten thousand others are neither read nor made again.</summary>
/// <param name="Text">What the literal says.</param>
/// <param name="Answer">The label's name, or what the string says.</param>
/// <param name="Leading">Characters before the text's quote: blank lines, comments, indentation.</param>
/// <param name="TextLength">Of the text's literal; its quotes are counted.</param>
/// <param name="ArrowStart">As all of these, from where the row begins with what stands before it.</param>
/// <param name="Length">All of it, to the end of its line.</param>
/// <param name="HasComment">Before it or at its end.</param>
internal sealed record PlainRow(string Text, string Answer, int Leading, int TextLength, int ArrowStart, int AnswerStart, int AnswerLength, int Length, bool HasComment)
{
    private static readonly SearchValues<char> NamePart = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the row that begins at a line's start; null where what stands there is anything else. It need not know
    /// all of the language: what it does not know, the parser reads.</summary>
    /// <param name="answers">One string for all rows that are answered alike.</param>
    public static PlainRow? Read(string source, int start, NamePool answers)
    {
        var at = SkipLeading(source, start);
        var leading = at - start;
        if (QuotedLength(source, at) is not (> 0 and var textLength))
            return null;
        var text = at;
        at = SkipSpace(source, at + textLength);
        if (at + 1 >= source.Length || source[at] != '=' || source[at + 1] != '>')
            return null;
        var arrow = at;
        at = SkipSpace(source, at + 2);
        var answer = at;
        var quoted = QuotedLength(source, at);
        var answerLength = quoted > 0 ? quoted : NameLength(source, at);
        if (answerLength == 0 || LineEnd(source, SkipSpace(source, at + answerLength)) is not (> 0 and var end))
            return null;
        return new PlainRow(
            source.Substring(text + 1, textLength - 2),
            answers.Of(quoted > 0 ? source.AsSpan(answer + 1, quoted - 2) : source.AsSpan(answer, answerLength)),
            leading, textLength, arrow - start, answer - start, answerLength, end - start,
            source.AsSpan(start, leading).Contains('/') || source.AsSpan(answer + answerLength, end - answer - answerLength).Contains('/'));
    }

    private static int SkipLeading(string source, int at)
    {
        while (true)
        {
            at = SkipSpace(source, at);
            if (LineEnd(source, at) is not (> 0 and var next))
                return at;
            at = next;
        }
    }

    private static int SkipSpace(string source, int at)
    {
        while (at < source.Length && source[at] is ' ' or '\t')
            at++;
        return at;
    }

    /// <summary>Where the next line begins, if nothing but a comment stands before it; else 0.</summary>
    private static int LineEnd(string source, int at)
    {
        if (at + 1 < source.Length && source[at] == '/' && source[at + 1] == '/')
        {
            var length = source.AsSpan(at).IndexOfAny('\r', '\n');
            at = length < 0 ? source.Length : at + length;
        }

        if (at < source.Length && source[at] == '\n')
            return at + 1;
        return at + 1 < source.Length && source[at] == '\r' && source[at + 1] == '\n' ? at + 2 : 0;
    }

    /// <summary>With its quotes; 0 where there is no string, an empty one (which three quotes may begin), or one with escapes.</summary>
    private static int QuotedLength(string source, int at)
    {
        if (at >= source.Length || source[at] != '"')
            return 0;
        var length = source.AsSpan(at + 1).IndexOfAny("\"\\\r\n");
        return length > 0 && source[at + 1 + length] == '"' ? length + 2 : 0;
    }

    /// <summary>Of a name in plain letters. One that begins with a digit may be a number, and an arrow may follow a dash.</summary>
    private static int NameLength(string source, int at)
    {
        if (at >= source.Length || !(char.IsAsciiLetter(source[at]) || source[at] == '_'))
            return 0;
        var length = source.AsSpan(at).IndexOfAnyExcept(NamePart);
        return length > 0 && !(source[at + length] == '>' && source[at + length - 1] == '-') ? length : 0;
    }
}

/// <summary>One string for each name, however often it is written.</summary>
internal sealed class NamePool
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public string Of(ReadOnlySpan<char> name)
    {
        var known = names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(name, out var same))
            return same;
        names.Add(same = name.ToString());
        return same;
    }
}

/// <summary>The plain rows of an earlier text, for those of them that stand before or after what has changed since.</summary>
internal sealed class EarlierRows
{
    private readonly SyntaxTree earlier;
    private readonly int prefix;
    private readonly int suffix;
    private readonly int shift;
    private int next;

    public EarlierRows(SyntaxTree earlier, string text)
    {
        this.earlier = earlier;
        shift = text.Length - earlier.Text.Length;
        prefix = text.AsSpan().CommonPrefixLength(earlier.Text);
        suffix = CommonSuffixLength(text.AsSpan(prefix), earlier.Text.AsSpan(prefix));
    }

    public int Count => earlier.PlainRows.Length;

    /// <summary>The row that stood at the same place. To be asked from the beginning of the text to its end.</summary>
    /// <param name="start">In the new text.</param>
    public PlainRow? At(int start)
    {
        var rows = earlier.PlainRows;
        var isAfter = start >= prefix;
        var wanted = isAfter ? start - shift : start;
        while (next < rows.Length && rows[next].FullStart < wanted)
            next++;
        if (next == rows.Length || rows[next].FullStart != wanted || rows[next].Plain is not { } plain)
            return null;
        return isAfter ? wanted >= earlier.Text.Length - suffix ? plain : null : wanted + plain.Length <= prefix ? plain : null;
    }

    private static int CommonSuffixLength(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        const int Block = 256;
        var (most, length) = (Math.Min(first.Length, second.Length), 0);
        while (most - length >= Block && first[^(length + Block)..^length].SequenceEqual(second[^(length + Block)..^length]))
            length += Block;
        while (length < most && first[^(length + 1)] == second[^(length + 1)])
            length++;
        return length;
    }
}
