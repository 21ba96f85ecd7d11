using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>The folders that a spec may read from: its own and those around it within the workspace.</summary>
/// <remarks>
/// The binder has refused paths that lead out of the workspace by their text. What it cannot see are links on the disk: a
/// file counts as inside only if it is after all links are followed.
/// </remarks>
internal sealed class SpecTree
{
    private const int MostLinks = 40;

    private SpecTree(string file, string folder, string workspace)
    {
        File = file;
        Folder = folder;
        Workspace = workspace;
    }

    /// <summary>The spec file itself, absolute.</summary>
    public string File { get; }

    /// <summary>The spec's folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>The outermost folder, absolute.</summary>
    public string Workspace { get; }

    /// <summary>The workspace is the repository that the spec stands in, or else its folder.</summary>
    public static SpecTree Of(string specPath)
    {
        var file = Path.GetFullPath(specPath);
        var folder = Path.GetDirectoryName(file)!;
        for (var around = folder; around is not null; around = Path.GetDirectoryName(around))
        {
            var git = Path.Combine(around, ".git");
            if (Directory.Exists(git) || System.IO.File.Exists(git))
                return new SpecTree(file, folder, around);
        }

        return new SpecTree(file, folder, folder);
    }

    /// <summary>Absolute.</summary>
    /// <param name="path">As a spec writes it.</param>
    public string PathOf(string path) => Path.GetFullPath(Path.Combine(Folder, path));

    /// <summary>As a spec would write it.</summary>
    public string Relative(string fullPath) => Path.GetRelativePath(Folder, fullPath).Replace('\\', '/');

    /// <summary>Whether a file that exists is inside, once all links are followed.</summary>
    public bool Holds(string fullPath)
    {
        // A spec whose '..' the binder has let pass belongs to a workspace that begins at least there.
        var root = Workspace;
        while (!Within(fullPath, root) && Path.GetDirectoryName(root) is { } above)
            root = above;
        return Within(WithoutLinks(fullPath), WithoutLinks(root));
    }

    /// <summary>The file of a similar name beside the one that is missing, as a spec would write it.</summary>
    public string? Nearest(string path)
    {
        var folder = Path.GetDirectoryName(PathOf(path))!;
        if (!Directory.Exists(folder))
            return null;
        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        var nearest = DidYouMean.Nearest(path[(path.LastIndexOf('/') + 1)..], names);
        return nearest is null ? null : path[..(path.LastIndexOf('/') + 1)] + nearest;
    }

    private static bool Within(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link in it followed, as the system's realpath does; .NET follows the last part's only.</summary>
    private static string WithoutLinks(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var parts = new Stack<string>(path[real.Length..].Split(Path.DirectorySeparatorChar).Reverse());
        var links = 0;
        while (parts.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"'{path}' has too many links, perhaps a circle of them.");
            // The target may pass through links in turn.
            var full = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(full)!;
            foreach (var inner in full[real.Length..].Split(Path.DirectorySeparatorChar).Reverse())
                parts.Push(inner);
        }

        return real;
    }
}
