using System.Security.Cryptography;
using System.Text;
using AdaptLab.Cli.Terminal;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Cli.Files;

/// <summary>A spec as it lies on disk.</summary>
/// <param name="Path">As the user gave it, with forward slashes.</param>
/// <param name="Hash">SHA-256 of the file, hex.</param>
internal sealed record SpecFile(string Path, string Hash, Compilation Compilation)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string FullPath => System.IO.Path.GetFullPath(Path);

    public static SpecReading Read(string path)
    {
        var shown = path.Replace('\\', '/');
        if (Directory.Exists(path))
            return SpecReading.Failed(shown, $"This is a folder. Name a spec in it{Example(path)}.");
        if (!File.Exists(path) && SpecSearch.IsPattern(path))
            return SpecReading.Failed(shown, "No file matches this pattern.");
        if (!File.Exists(path))
            return SpecReading.Failed(shown, $"There is no such file.{Nearest(path)}");

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return SpecReading.Failed(shown, $"The file cannot be read: {SafeText.OneLine(exception.Message)}");
        }

        if (Decode(bytes) is not { } text)
            return SpecReading.Failed(shown, "This is not UTF-8 text. Save the spec as UTF-8.");
        return new SpecReading(
            shown,
            new SpecFile(shown, Convert.ToHexStringLower(SHA256.HashData(bytes)), Compilation.Parse(text, FolderInWorkspace(path))),
            null);
    }

    /// <summary>The byte order mark is kept, as the first character. Null where the bytes are no UTF-8 at all.</summary>
    private static string? Decode(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // The language names the place of the first NUL, which binary files have and texts in other encodings have not.
            return bytes.AsSpan().Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : null;
        }
    }

    /// <summary>
    /// The workspace is the nearest folder above with a `.git`, else the current folder, where the spec lies in it, else the
    /// spec's own folder.
    /// </summary>
    internal static string FolderInWorkspace(string path)
    {
        var folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var root = Above(folder).FirstOrDefault(f => System.IO.Path.Exists(System.IO.Path.Combine(f.FullName, ".git")))?.FullName
            ?? Directory.GetCurrentDirectory();
        var relative = System.IO.Path.GetRelativePath(root, folder.FullName).Replace('\\', '/');
        return relative == "." || relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || System.IO.Path.IsPathRooted(relative) ? "" : relative;
    }

    private static IEnumerable<DirectoryInfo> Above(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
            yield return folder;
    }

    private static string Example(string folder) =>
        Names(folder).Order(StringComparer.Ordinal).FirstOrDefault() is { } name ? $", such as {SpecSearch.Join(folder, name)}" : "";

    private static string Nearest(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        return DidYouMean.Nearest(System.IO.Path.GetFileName(path), Names(folder)) is { } name
            ? $" Did you mean {SpecSearch.Join(System.IO.Path.GetDirectoryName(path) ?? "", name)}?"
            : "";
    }

    private static IEnumerable<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.adapt").Take(1000).Select(file => System.IO.Path.GetFileName(file))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

/// <summary>A spec, or why the file is none: exactly one of the two.</summary>
/// <param name="Path">As shown.</param>
internal sealed record SpecReading(string Path, SpecFile? File, string? Problem)
{
    public static SpecReading Failed(string path, string problem) => new(path, null, problem);
}
