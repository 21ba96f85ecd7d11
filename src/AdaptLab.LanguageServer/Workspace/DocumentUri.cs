using System.Text;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>
/// Names a document. Written back as the client wrote it; two that name the same file are equal, however each of them
/// escapes it ("file:///c%3A/a.adapt" and "file:///C:/a.adapt").
/// </summary>
internal readonly struct DocumentUri : IEquatable<DocumentUri>
{
    private const string FileScheme = "file://";

    private readonly string? _raw;
    private readonly string? _key;

    public DocumentUri(string raw)
    {
        _raw = raw;
        Path = PathOf(raw);
        _key = Path ?? raw;
    }

    /// <summary>Of a file: absolute, with forward slashes. Null for what lies in no file, such as a text not saved yet.</summary>
    public string? Path { get; }

    /// <param name="path">Absolute.</param>
    public static DocumentUri OfFile(string path)
    {
        var slashed = path.Replace('\\', '/');
        var uri = new StringBuilder(FileScheme, path.Length + 16);
        if (!slashed.StartsWith('/'))
            uri.Append('/');
        var first = true;
        foreach (var part in slashed.Split('/'))
        {
            uri.Append(first ? "" : "/").Append(Uri.EscapeDataString(part));
            first = false;
        }

        return new DocumentUri(uri.ToString());
    }

    public static bool operator ==(DocumentUri left, DocumentUri right) => left.Equals(right);

    public static bool operator !=(DocumentUri left, DocumentUri right) => !left.Equals(right);

    public bool Equals(DocumentUri other) => string.Equals(_key, other._key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is DocumentUri other && Equals(other);

    public override int GetHashCode() => _key is null ? 0 : StringComparer.Ordinal.GetHashCode(_key);

    public override string ToString() => _raw ?? "";

    // System.Uri would do more than is wanted: it changes case, resolves dots and gives an escape back in another form.
    private static string? PathOf(string raw)
    {
        if (!raw.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = raw[FileScheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return null;
        var path = Uri.UnescapeDataString(rest[slash..]);
        var host = rest[..slash];
        if (host.Length > 0 && host != "localhost")
            return $"//{host}{path}";
        var hasDrive = path.Length > 2 && path[2] == ':' && char.IsAsciiLetter(path[1]);
        return hasDrive ? char.ToUpperInvariant(path[1]) + path[2..] : path;
    }
}
