using System.Text;
using AdaptLab.Language.Diagnostics;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Diagnosing;

/// <summary>Rows of data files as the protocol names places: from where the row or its cell begins to the end of the line.</summary>
/// <param name="document">The spec: the files' paths start from its folder.</param>
internal sealed class DataPlaces(Document document, PositionEncoding encoding)
{
    /// <summary>Beyond this, a file is not searched for how long a line is: the place is its beginning.</summary>
    private const int MostLines = 200_000;

    private static readonly string[] LineFormats = [".jsonl", ".ndjson", ".csv", ".tsv", ".md", ".txt"];

    private readonly Dictionary<string, Dictionary<int, string>> _lines = new(StringComparer.Ordinal);

    public DocumentUri UriOf(FilePlace file) => DocumentUri.OfFile(document.PathOf(file.Path));

    /// <summary>Reads the lines that will be asked for, each file once.</summary>
    public void Load(IEnumerable<FilePlace> places)
    {
        foreach (var file in places.Where(place => place.Line > 0).GroupBy(place => place.Path, StringComparer.Ordinal))
        {
            if (LineFormats.Contains(Path.GetExtension(file.Key), StringComparer.OrdinalIgnoreCase))
                _lines[file.Key] = Read(document.PathOf(file.Key), [.. file.Select(place => place.Line).Where(line => line <= MostLines)]);
        }
    }

    /// <param name="length">In UTF-16 code units; 0 for the rest of the line.</param>
    public Location LocationOf(FilePlace place, int length = 0)
    {
        var text = _lines.GetValueOrDefault(place.Path)?.GetValueOrDefault(place.Line) ?? "";
        var start = Math.Clamp(place.Column - 1, 0, text.Length);
        var end = length == 0 ? text.Length : Math.Clamp(start + length, start, text.Length);
        var line = Math.Max(0, place.Line - 1);
        // Where nothing is known of the line, this is its beginning: a place on it in any encoding.
        return new Location(UriOf(place).ToString(), new Protocol.Range(
            new Position(line, Units(text.AsSpan(0, start))), new Position(line, Units(text.AsSpan(0, end)))));
    }

    private int Units(ReadOnlySpan<char> text) => encoding == PositionEncoding.Utf16 ? text.Length : Encoding.UTF8.GetByteCount(text);

    private Dictionary<int, string> Read(string path, HashSet<int> wanted)
    {
        var found = new Dictionary<int, string>();
        try
        {
            var number = 0;
            foreach (var line in document.Reading.Files.TextOf(path) is { } text ? Lines(text) : File.ReadLines(path))
            {
                if (found.Count == wanted.Count)
                    break;
                if (wanted.Contains(++number))
                    found[number] = line;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It was there a moment ago; the place is the line's beginning then.
        }

        return found;
    }

    private static IEnumerable<string> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
