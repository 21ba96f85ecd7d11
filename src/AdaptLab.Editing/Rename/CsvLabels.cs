using AdaptLab.Language;

namespace AdaptLab.Editing.Rename;

/// <summary>Labels in CSV.</summary>
internal static class CsvLabels
{
    /// <summary>One change for each row whose column holds the label.</summary>
    public static IEnumerable<TextChange> Renamed(string text, string column, string label, string newLabel)
    {
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        var separator = CsvText.Separator(text, start);
        var index = -1;
        foreach (var (row, field, span) in CsvText.Fields(text, start, separator))
        {
            if (row == 0 && index < 0 && CsvText.Value(text, span) == column)
                index = field;
            else if (row > 0 && field == index && CsvText.Value(text, span) == label)
                yield return new TextChange(span, CsvText.Written(newLabel, separator, quoted: text[span.Start] == '"'));
        }
    }
}
