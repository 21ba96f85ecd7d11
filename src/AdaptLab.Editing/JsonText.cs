using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>Text in data files that people read, too.</summary>
internal static class JsonText
{
    // No \u00e9 for é.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As a JSON string, with quotes.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text, Readable);

    /// <summary>What a property of a line's object says, and where it stands, quotes included; null where it says nothing that is one value.</summary>
    public static (TextSpan Span, string Text, bool IsString)? Value(ReadOnlySpan<char> line, string property)
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
                var isWanted = reader.ValueTextEquals(property);
                reader.Read();
                if (isWanted)
                    return Text(ref reader) is { } text ? (Place(bytes, reader.TokenStartIndex, reader.BytesConsumed), text, reader.TokenType == JsonTokenType.String) : null;
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A row that cannot be read says nothing; that it cannot be read is said elsewhere.
        }

        return null;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    private static TextSpan Place(byte[] line, long start, long end)
    {
        var before = Encoding.UTF8.GetCharCount(line.AsSpan(0, (int)start));
        return new TextSpan(before, Encoding.UTF8.GetCharCount(line.AsSpan((int)start, (int)(end - start))));
    }
}
