using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>CSV, separated by commas, semicolons, bars or tabs, as RFC 4180 quotes it.</summary>
internal static class CsvText
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>That which the header has most of.</summary>
    public static char Separator(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var found ? start + found : text.Length;
        return Separators.MaxBy(separator => text.AsSpan(start, end - start).Count(separator));
    }

    /// <summary>Every field with the row (blank lines not counted) and the column it stands in; its range without the separators.</summary>
    public static IEnumerable<(int Row, int Field, TextSpan Span)> Fields(string text, int start, char separator)
    {
        var (row, field, position) = (0, 0, start);
        while (position < text.Length)
        {
            var end = EndOfField(text, position, separator);
            var endsRow = end == text.Length || text[end] != separator;
            if (!endsRow || field > 0 || end > position)
                yield return (row, field, TextSpan.FromBounds(position, end));
            if (endsRow && (field > 0 || end > position))
                row++;
            field = endsRow ? 0 : field + 1;
            position = end + 1;
            if (endsRow && end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n')
                position++;
        }
    }

    private static int EndOfField(string text, int position, char separator)
    {
        var quoted = text[position] == '"';
        for (var i = quoted ? position + 1 : position; i < text.Length; i++)
        {
            if (quoted && text[i] == '"')
            {
                // A doubled quote belongs to the text.
                if (i + 1 < text.Length && text[i + 1] == '"')
                    i++;
                else
                    quoted = false;
            }
            else if (!quoted && (text[i] == separator || text[i] is '\r' or '\n'))
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>What a field says, without quotes and white space around it.</summary>
    public static string Value(string text, TextSpan span)
    {
        var field = text.AsSpan(span.Start, span.Length);
        return (field is ['"', .. var inner, '"'] ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : field.ToString()).Trim();
    }

    public static string Written(string value, char separator, bool quoted) =>
        quoted || value.Contains(separator, StringComparison.Ordinal) || value.AsSpan().IndexOfAny("\"\r\n") >= 0
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
}
