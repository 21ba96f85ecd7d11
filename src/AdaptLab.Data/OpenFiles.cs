using System.Collections.Immutable;
using System.Text;

namespace AdaptLab.Data;

/// <summary>Files that somebody has open in an editor: what stands there is read in place of what lies on the disk. Immutable.</summary>
public sealed class OpenFiles
{
    private readonly ImmutableDictionary<string, string> _texts;

    private OpenFiles(ImmutableDictionary<string, string> texts) => _texts = texts;

    public static OpenFiles None { get; } = new(ImmutableDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>By what name a file is known here: absolute, with forward slashes.</summary>
    public static string Key(string path) => Path.GetFullPath(path).Replace('\\', '/');

    /// <param name="text">Null where the file is no longer open.</param>
    public OpenFiles With(string path, string? text) => new(text is null ? _texts.Remove(Key(path)) : _texts.SetItem(Key(path), text));

    /// <summary>Null where it is not open.</summary>
    public string? TextOf(string path) => _texts.IsEmpty ? null : _texts.GetValueOrDefault(Key(path));

    /// <summary>Whether it is open with another text than the disk has.</summary>
    public bool IsUnsaved(string path)
    {
        if (TextOf(path) is not { } text)
            return false;
        try
        {
            return !File.Exists(path) || File.ReadAllText(path).TrimStart('\uFEFF') != text.TrimStart('\uFEFF');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it next says what is wrong with it.
            return false;
        }
    }

    /// <summary>The file's bytes, from their start.</summary>
    /// <exception cref="IOException">The disk's own trouble.</exception>
    internal Stream Open(string path) => TextOf(path) is { } text
        ? new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false)
        : new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 1 << 16,
        });
}
