using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdaptLab.Editing;

/// <summary>Text in data files that people read, too.</summary>
internal static class JsonText
{
    // No \u00e9 for é.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As a JSON string, with quotes.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text, Readable);
}
