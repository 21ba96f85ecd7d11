using System.Text;
using System.Text.Json;
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
            if (Find(text.AsSpan(start, line.End - start), column, label) is { } found)
                yield return new TextChange(new TextSpan(start + found.Start, found.Length), JsonText.Literal(newLabel));
        }
    }

    /// <summary>Where in the line the label stands, quotes included.</summary>
    private static TextSpan? Find(ReadOnlySpan<char> line, string column, string label)
    {
        if (line.IndexOf('{') < 0)
            return null;
        var bytes = new byte[Encoding.UTF8.GetByteCount(line)];
        Encoding.UTF8.GetBytes(line, bytes);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isColumn = reader.ValueTextEquals(column);
                reader.Read();
                if (isColumn)
                    return Value(ref reader) == label ? Place(bytes, reader.TokenStartIndex, reader.BytesConsumed) : null;
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A row that cannot be read has no label; that it cannot be read is said elsewhere.
        }

        return null;
    }

    private static string? Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!.Trim(),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    private static TextSpan Place(byte[] line, long start, long end)
    {
        var before = Encoding.UTF8.GetCharCount(line.AsSpan(0, (int)start));
        return new TextSpan(before, Encoding.UTF8.GetCharCount(line.AsSpan((int)start, (int)(end - start))));
    }
}
