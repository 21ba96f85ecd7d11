using System.Text;

namespace AdaptLab.Cli.Files;

/// <summary>Writes a file under another name first, so that a reader, or a crash, never sees half of it.</summary>
internal static class AtomicText
{
    /// <summary>UTF-8; a byte order mark is written only where the text begins with one.</summary>
    /// <exception cref="IOException">The disk is full, or the name cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void Write(string path, string text)
    {
        // A link is kept, and what it points to is replaced.
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
