using System.Diagnostics;
using System.Text;

namespace AdaptLab.Architecture.Tests;

/// <summary>The files that belong to the project: those that git tracks.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Relative paths with forward slashes; null where this is no git checkout, as in an unpacked archive.</summary>
    public static IReadOnlyList<string>? Tracked { get; } = ListTracked();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text, or null for a file that is none.</summary>
    public static string? Text(string relative)
    {
        var bytes = File.ReadAllBytes(PathOf(relative));
        return bytes.AsSpan().Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes);
    }

    private static List<string>? ListTracked()
    {
        try
        {
            // Files that are about to be added belong to the project as much as those that are.
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0
                ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(p => File.Exists(PathOf(p)))]
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run within the repository.");
    }
}
