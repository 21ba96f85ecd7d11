using System.IO.Enumeration;

namespace AdaptLab.Data.Documents;

/// <summary>Finds files by a pattern: `*` and `?` within a name, `**` for any folders.</summary>
/// <remarks>As in a shell, wildcards pass over names that begin with a dot, and `**` does not follow links to folders.</remarks>
internal sealed class GlobPattern(string pattern)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    private readonly string[] _parts = [.. pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    public bool HasWildcards { get; } = pattern.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Absolute paths below the folder, each once, in ordinal order whatever the disk's own order is.</summary>
    /// <param name="most">The search ends one file after so many.</param>
    public IReadOnlyList<string> Find(string folder, int most, CancellationToken cancellation)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        // Two '**' reach one folder on many ways; each need be walked once.
        var walked = new HashSet<(string, int)>();
        Walk(folder, 0);
        return [.. found];

        void Walk(string at, int part)
        {
            cancellation.ThrowIfCancellationRequested();
            if (part == _parts.Length || found.Count > most || !walked.Add((at, part)))
                return;
            var name = _parts[part];
            var last = part == _parts.Length - 1;
            if (name == "**")
            {
                if (last)
                    AddFiles(at, "*");
                Walk(at, part + 1);
                foreach (var below in Directory.EnumerateDirectories(at, "*", Everything))
                {
                    if (Visible(below) && new DirectoryInfo(below).LinkTarget is null)
                        Walk(below, part);
                }
            }
            else if (name.AsSpan().IndexOfAny('*', '?') < 0)
            {
                var next = Path.GetFullPath(Path.Combine(at, name));
                if (last && File.Exists(next))
                    found.Add(next);
                else if (!last && Directory.Exists(next))
                    Walk(next, part + 1);
            }
            else if (last)
            {
                AddFiles(at, name);
            }
            else
            {
                foreach (var below in Directory.EnumerateDirectories(at, "*", Everything))
                {
                    if (Visible(below) && Matches(name, below))
                        Walk(below, part + 1);
                }
            }
        }

        void AddFiles(string at, string name)
        {
            foreach (var file in Directory.EnumerateFiles(at, "*", Everything))
            {
                if (found.Count <= most && Visible(file) && Matches(name, file))
                    found.Add(file);
            }
        }
    }

    private static bool Matches(string name, string path) =>
        FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(path.AsSpan()), ignoreCase: false);

    private static bool Visible(string path) => !Path.GetFileName(path.AsSpan()).StartsWith('.');
}
