using System.Text.Json;
using AdaptLab.Results;

namespace AdaptLab.Cli.Files;

/// <summary>A stored run: the JSON report of one, or the bare record.</summary>
internal static class RunFile
{
    /// <summary>The comparison, or why the file holds none.</summary>
    public static (Comparison? Comparison, string? Problem) Read(string path)
    {
        if (Directory.Exists(path))
            return (null, "This is a folder. Name a JSON report.");
        if (!File.Exists(path))
            return (null, "There is no such file.");
        try
        {
            var reading = RunRecordJson.Read(Record(File.ReadAllText(path)));
            return reading.Record is { } record ? (Comparison.Of(record), null) : (null, reading.Error);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file cannot be read: {exception.Message}");
        }
    }

    /// <summary>A JSON report holds the record that it was made from.</summary>
    private static string Record(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("record", out var record)
                ? record.GetRawText()
                : json;
        }
        catch (JsonException)
        {
            // Who reads the record says what is wrong with the text.
            return json;
        }
    }
}
