using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Results.Store;

/// <summary>A file that tells whether it is whole: its first line holds the hash of all that follows.</summary>
internal static class CheckedFile
{
    private const string Mark = "adaptlab-store 1 ";

    /// <summary>Under another name first, and on the disk before it gets its own: a reader, a crash or a power cut never
    /// leaves half of it.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}{StoreFolder.TemporaryExtension}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(Encoding.ASCII.GetBytes($"{Mark}{Convert.ToHexStringLower(SHA256.HashData(content))}\n"));
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The content; null where there is no such file or where it is damaged.</summary>
    public static byte[]? Read(string path, out bool isDamaged)
    {
        isDamaged = false;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var start = Mark.Length + (2 * SHA256.HashSizeInBytes) + 1;
        isDamaged = bytes.Length < start
            || !bytes.AsSpan(0, start).SequenceEqual(Encoding.ASCII.GetBytes($"{Mark}{Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(start)))}\n"));
        return isDamaged ? null : bytes[start..];
    }
}
