using AdaptLab.Language;

namespace AdaptLab.Editing.Rename;

/// <summary>Labels in JSON Lines.</summary>
internal static class JsonLabels
{
    /// <summary>One change for each row whose column holds the label. Lines that are no objects are passed over.</summary>
    public static IEnumerable<TextChange> Renamed(string text, string column, string label, string newLabel)
    {
        var lines = new LineMap(text);
        for (var i = 0; i < lines.LineCount; i++)
        {
            var line = lines.Line(i);
            var start = line.Start + (i == 0 && text.StartsWith('\uFEFF') ? 1 : 0);
            if (JsonText.Value(text.AsSpan(start, line.End - start), column) is { } found && found.Text.Trim() == label)
                yield return new TextChange(new TextSpan(start + found.Span.Start, found.Span.Length), JsonText.Literal(newLabel));
        }
    }
}
