using System.Collections.Immutable;
using AdaptLab.Cli.Terminal;
using AdaptLab.Reporting;
using AdaptLab.Results;

namespace AdaptLab.Cli.Files;

/// <summary>A report to write once there is something to report.</summary>
internal sealed record ReportFile(string Path, IReportWriter Writer)
{
    /// <summary>Looks at every path first, so that nobody waits for a run whose report then has no place.</summary>
    public static (ImmutableArray<ReportFile> Files, string? Problem) Plan(IEnumerable<string> paths)
    {
        var files = ImmutableArray.CreateBuilder<ReportFile>();
        foreach (var path in paths)
        {
            var (writer, error) = ReportWriters.ForPath(path);
            if (writer is null)
                return ([], error);
            if (Directory.Exists(path))
                return ([], $"Cannot write a report to \"{path}\": it is a folder.");
            files.Add(new ReportFile(path, writer));
        }

        return (files.ToImmutable(), null);
    }

    /// <summary>Writes all of them; what cannot be written is said on the screen.</summary>
    /// <returns>Whether all were written.</returns>
    public static bool Write(ImmutableArray<ReportFile> files, Comparison comparison, Screen screen)
    {
        var all = true;
        foreach (var file in files)
        {
            try
            {
                AtomicText.Write(file.Path, file.Writer.Write(comparison));
                screen.Line(("Report  ", Tones.Accent), (file.Path, Tones.Plain));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                all = false;
                screen.Line(("adaptlab: ", Tones.Bad), ($"the report {file.Path} cannot be written: {exception.Message}", Tones.Plain));
            }
        }

        return all;
    }
}
