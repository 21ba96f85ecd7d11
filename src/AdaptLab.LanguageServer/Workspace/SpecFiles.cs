using System.Text;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>Specs on the disk.</summary>
internal static class SpecFiles
{
    /// <summary>More specs than anybody has written by hand: the rest is opened when it is opened.</summary>
    private const int MostSpecs = 2000;

    /// <summary>A spec larger than this is no text that somebody wrote.</summary>
    private const long LargestSpec = 16 << 20;

    private static readonly string[] Skipped = ["node_modules", "bin", "obj"];

    public static readonly EnumerationOptions Everywhere = new()
    {
        IgnoreInaccessible = true,
        // Links may lead round in a circle.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public const string Ending = ".adapt";

    public static bool IsSpec(string path) => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The specs below a folder, without those in folders of tools.</summary>
    public static IEnumerable<string> Below(string folder)
    {
        var pending = new Stack<string>([folder]);
        var found = 0;
        while (pending.TryPop(out var next))
        {
            if (!Directory.Exists(next))
                continue;
            foreach (var file in Directory.EnumerateFiles(next, "*" + Ending, Everywhere))
            {
                if (found++ == MostSpecs)
                    yield break;
                yield return file;
            }

            foreach (var below in Directory.EnumerateDirectories(next, "*", Everywhere).Where(IsOfPeople))
                pending.Push(below);
        }
    }

    /// <summary>Not a folder of tools, which holds more than anybody wrote.</summary>
    public static bool IsOfPeople(string folder) => Path.GetFileName(folder) is var name && !name.StartsWith('.') && !Skipped.Contains(name, StringComparer.Ordinal);

    /// <summary>Its text as an editor would show it, without a byte order mark; null where it cannot be read.</summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(path).Length > LargestSpec)
                return null;
            return (await File.ReadAllTextAsync(path, Encoding.UTF8, cancellation)).TrimStart('\uFEFF');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Gone or forbidden since it was listed: as if it had not been there.
            return null;
        }
    }

    /// <summary>The spec's folder within its workspace: the nearest folder above with a `.git`, else the client's folder
    /// that holds it, else its own.</summary>
    public static string FolderInWorkspace(string? path, IEnumerable<DocumentUri> folders)
    {
        if (path is null || Path.GetDirectoryName(path) is not { } own)
            return "";
        var root = Above(own).FirstOrDefault(folder => Path.Exists(Path.Combine(folder, ".git")))
            ?? folders.Select(folder => folder.Path).OfType<string>().Where(folder => IsBelow(own, folder)).MaxBy(folder => folder.Length);
        var relative = root is null ? "." : Path.GetRelativePath(root, own).Replace('\\', '/');
        return relative == "." ? "" : relative;
    }

    /// <summary>A path as people know it: from the client's folder that holds it, else all of it.</summary>
    public static string Shown(string path, IEnumerable<DocumentUri> folders) =>
        folders.Select(folder => folder.Path).OfType<string>().Where(folder => IsBelow(path, folder)).MaxBy(folder => folder.Length) is { } root
            ? Path.GetRelativePath(root, path).Replace('\\', '/')
            : path;

    public static bool IsBelow(string path, string folder)
    {
        var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    private static IEnumerable<string> Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }
}
