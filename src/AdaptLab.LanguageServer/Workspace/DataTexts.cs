namespace AdaptLab.LanguageServer.Workspace;

/// <summary>Texts of the files that a spec names, as they lie on the disk; each is read once.</summary>
internal sealed class DataTexts(Document document)
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);

    /// <param name="path">As the spec writes it.</param>
    /// <returns>Without a byte order mark, as editors show it; null where it cannot be read.</returns>
    public string? Of(string path)
    {
        if (!_texts.TryGetValue(path, out var text))
            _texts[path] = text = document.Uri.Path is null ? null : Read(Path.GetFullPath(Path.Combine(document.Snapshot.Folder, path)));
        return text;
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
