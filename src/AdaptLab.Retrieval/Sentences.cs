using System.Text;

namespace AdaptLab.Retrieval;

/// <summary>Places where a text may be cut, as ranges without the white space between them.</summary>
internal static class Sentences
{
    /// <summary>Sentences; a blank line, a list item and a table row end one too.</summary>
    public static IEnumerable<(int Start, int End)> In(string text, int start, int end)
    {
        var unit = -1;       // where the current sentence began
        var last = start;    // after its last character that is no white space
        for (var i = start; i < end; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                if (unit >= 0 && (EndsSentence(text, unit, last, i, end) || text[i] == '\n' && EndsBlock(text, i + 1, end)))
                {
                    yield return (unit, last);
                    unit = -1;
                }
            }
            else
            {
                if (unit < 0)
                    unit = i;
                last = i + 1;
            }
        }

        if (unit >= 0)
            yield return (unit, last);
    }

    public static IEnumerable<(int Start, int End)> Words(string text, int start, int end)
    {
        for (var i = start; i < end;)
        {
            var from = i;
            while (i < end && !char.IsWhiteSpace(text[i]))
                i++;
            if (i > from)
                yield return (from, i);
            while (i < end && char.IsWhiteSpace(text[i]))
                i++;
        }
    }

    /// <summary>Whole code points, so that no surrogate pair is cut.</summary>
    public static IEnumerable<(int Start, int End)> Characters(string text, int start, int end)
    {
        for (var i = start; i < end;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i, end - i), out _, out var length);
            yield return (i, i + length);
            i += length;
        }
    }

    /// <summary>Whether the text before the space at <paramref name="space"/> is a sentence: a full stop, perhaps closing quotes, and a beginning after it.</summary>
    private static bool EndsSentence(string text, int unit, int last, int space, int end)
    {
        var i = last - 1;
        while (i > unit && text[i] is '"' or '\'' or ')' or ']' or '”' or '’')
            i--;
        if (text[i] is not ('.' or '!' or '?' or '…'))
            return false;

        // "e.g. a clause" goes on in lower case.
        while (space < end && char.IsWhiteSpace(text[space]))
            space++;
        return space >= end || !char.IsLower(text[space]);
    }

    /// <summary>Whether the line from <paramref name="start"/> begins something new: it is blank, a list item, a quotation or a table row.</summary>
    private static bool EndsBlock(string text, int start, int end)
    {
        var i = start;
        while (i < end && text[i] is ' ' or '\t')
            i++;
        if (i >= end || text[i] is '\n' or '\r' or '|' or '>')
            return true;
        if (text[i] is '-' or '*' or '+')
            return i + 1 < end && text[i + 1] == ' ';

        var digits = i;
        while (digits < end && char.IsAsciiDigit(text[digits]))
            digits++;
        return digits > i && digits + 1 < end && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }
}
