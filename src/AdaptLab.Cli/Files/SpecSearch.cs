using System.Collections.Immutable;
using System.IO.Enumeration;

namespace AdaptLab.Cli.Files;

/// <summary>From arguments to spec files: a file is itself, a folder all `*.adapt` below it, a pattern what it matches.</summary>
internal static class SpecSearch
{
    /// <summary>In order, each once. What is not there stays in the list: reading it says so.</summary>
    public static ImmutableArray<string> Find(IEnumerable<string> arguments) =>
        [.. arguments.SelectMany(argument => Find(argument)).DistinctBy(path => Path.GetFullPath(path))];

    public static bool IsPattern(string argument) => argument.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>With a forward slash, and without "./".</summary>
    public static string Join(string folder, string name)
    {
        var shown = folder.Replace('\\', '/');
        return shown is "" or "." ? name : $"{shown.TrimEnd('/')}/{name}";
    }

    private static IEnumerable<string> Find(string argument)
    {
        if (File.Exists(argument))
            return [argument];
        if (Directory.Exists(argument))
            return InOrNone(argument, Below(argument).Where(file => file.EndsWith(".adapt", StringComparison.OrdinalIgnoreCase)));
        // Quoted, or in a shell that leaves patterns to its programs.
        return IsPattern(argument) ? InOrNone(argument, Matching(argument.Replace('\\', '/'))) : [argument];
    }

    private static string[] InOrNone(string argument, IEnumerable<string> found)
    {
        string[] sorted = [.. found.Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? [argument] : sorted;
    }

    private static IEnumerable<string> Matching(string pattern)
    {
        var parts = pattern.Split('/');
        var fixedParts = parts.TakeWhile(part => !IsPattern(part)).Count();
        var folder = string.Join('/', parts[..fixedParts]);
        if (folder.Length == 0)
            folder = fixedParts > 0 ? "/" : ".";
        if (!Directory.Exists(folder))
            return [];
        var prefix = folder == "." ? 0 : folder.TrimEnd('/').Length + 1;
        return Below(folder).Where(file => Matches(file[prefix..].Split('/'), parts[fixedParts..]));
    }

    private static bool Matches(ReadOnlySpan<string> path, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty)
            return path.IsEmpty;
        if (pattern[0] == "**")
            return Matches(path, pattern[1..]) || (!path.IsEmpty && Matches(path[1..], pattern));
        return !path.IsEmpty && FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false) && Matches(path[1..], pattern[1..]);
    }

    // Hidden folders and packages hold copies of specs, not specs.
    private static IEnumerable<string> Below(string folder)
    {
        string[] files, folders;
        try
        {
            files = Directory.GetFiles(folder);
            folders = Directory.GetDirectories(folder);
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }

        return files.Select(file => Join(folder, Path.GetFileName(file))).Concat(folders
            .Select(path => new DirectoryInfo(path))
            .Where(child => !child.Name.StartsWith('.') && child.Name != "node_modules" && child.LinkTarget is null)
            .SelectMany(child => Below(Join(folder, child.Name))));
    }
}
