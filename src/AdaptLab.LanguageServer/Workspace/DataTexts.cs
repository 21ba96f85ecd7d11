using AdaptLab.Language;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>Texts of the files that a spec names, as the editor has them or as they lie on the disk; each is read once.</summary>
internal sealed class DataTexts(Document document)
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LineMap> _lines = new(StringComparer.Ordinal);

    /// <param name="path">As the spec writes it.</param>
    /// <returns>Without a byte order mark, as editors show it; null where it cannot be read.</returns>
    public string? Of(string path)
    {
        if (!_texts.TryGetValue(path, out var text))
            _texts[path] = text = document.Uri.Path is null ? null : document.Reading.Files.TextOf(document.PathOf(path)) ?? Read(document.PathOf(path));
        return text;
    }

    /// <summary>The lines of <see cref="Of"/>, found once for all edits and places in the file.</summary>
    public LineMap LinesOf(string path)
    {
        if (!_lines.TryGetValue(path, out var lines))
            _lines[path] = lines = new LineMap(Of(path) ?? "");
        return lines;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
