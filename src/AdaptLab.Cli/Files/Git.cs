using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;

namespace AdaptLab.Cli.Files;

/// <summary>The little that is asked of git: which commit a name means, and the files of one.</summary>
internal static class Git
{
    /// <summary>The repository's root; null outside one, or without git.</summary>
    public static async Task<string?> RootAsync(string folder, CancellationToken cancellation) => await AskAsync(folder, cancellation, "rev-parse", "--show-toplevel");

    /// <summary>The full name of a commit; null where there is none of that name.</summary>
    public static async Task<string?> CommitAsync(string root, string name, CancellationToken cancellation) =>
        // What begins with a dash would be an option.
        name.StartsWith('-') ? null : await AskAsync(root, cancellation, "rev-parse", "--verify", "--quiet", name + "^{commit}");

    public static async Task<bool> HasFileAsync(string root, string commit, string path, CancellationToken cancellation) =>
        await AskAsync(root, cancellation, "cat-file", "-t", $"{commit}:{path}") == "blob";

    /// <summary>All files of a commit, into a folder that is made.</summary>
    /// <exception cref="IOException">git has not given all of them, or they cannot be written.</exception>
    public static async Task ExportAsync(string root, string commit, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var process = Start(root, "archive", "--format=tar", commit);
        await TarFile.ExtractToDirectoryAsync(process.StandardOutput.BaseStream, folder, overwriteFiles: true, cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
            throw new IOException($"git archive ended with exit code {process.ExitCode}.");
    }

    private static async Task<string?> AskAsync(string folder, CancellationToken cancellation, params string[] arguments)
    {
        try
        {
            using var process = Start(folder, arguments);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            // There is no git.
            return null;
        }
    }

    private static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // Nobody reads it, and a full pipe would stop git.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
