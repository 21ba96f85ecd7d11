using SharpCompress.Compressors.Xz;

namespace AdaptLab.Pretraining.Corpus;

/// <summary>Lines of a text file, plain or compressed with xz.</summary>
public static class CompressedLines
{
    public static IEnumerable<string> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".xz", StringComparison.Ordinal) ? new XZStream(file) : file;
        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0)
                yield return line;
    }

    /// <summary>"clinc_domain" for ".../clinc_domain.jsonl.xz".</summary>
    public static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];
}
