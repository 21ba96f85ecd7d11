using AdaptLab.Language;

namespace AdaptLab.Editing.Rename;

/// <summary>Labels in CSV, separated by commas, semicolons, bars or tabs, as RFC 4180 quotes it.</summary>
internal static class CsvLabels
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>One change for each row whose column holds the label.</summary>
    public static IEnumerable<TextChange> Renamed(string text, string column, string label, string newLabel)
    {
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        var separator = Separator(text, start);
        var index = -1;
        foreach (var (row, field, span) in Fields(text, start, separator))
        {
            if (row == 0 && index < 0 && Value(text, span) == column)
                index = field;
            else if (row > 0 && field == index && Value(text, span) == label)
                yield return new TextChange(span, Written(newLabel, separator, quoted: text[span.Start] == '"'));
        }
    }

    /// <summary>That which the header has most of.</summary>
    private static char Separator(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var found ? start + found : text.Length;
        return Separators.MaxBy(separator => text.AsSpan(start, end - start).Count(separator));
    }

    /// <summary>Every field with the row (blank lines not counted) and the column it stands in; its range without the separators.</summary>
    private static IEnumerable<(int Row, int Field, TextSpan Span)> Fields(string text, int start, char separator)
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

    private static string Value(string text, TextSpan span)
    {
        var field = text.AsSpan(span.Start, span.Length);
        return (field is ['"', .. var inner, '"'] ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : field.ToString()).Trim();
    }

    private static string Written(string value, char separator, bool quoted) =>
        quoted || value.Contains(separator, StringComparison.Ordinal) || value.AsSpan().IndexOfAny("\"\r\n") >= 0
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
}
