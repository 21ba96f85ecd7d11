using System.Collections.Immutable;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Reporting;
using AdaptLab.Results;

namespace AdaptLab.Cli.Files;

/// <summary>A report to write once there is something to report.</summary>
/// <param name="Write">From the comparison, and the spec where that is at hand.</param>
internal sealed record ReportFile(string Path, Func<Comparison, SpecFile?, string> Write)
{
    private const string Sarif = ".sarif";

    /// <summary>Looks at every path first, so that nobody waits for a run whose report then has no place.</summary>
    /// <param name="hasSpec">Whether the spec will be at hand, into which SARIF points.</param>
    public static (ImmutableArray<ReportFile> Files, string? Problem) Plan(IEnumerable<string> paths, bool hasSpec)
    {
        var files = ImmutableArray.CreateBuilder<ReportFile>();
        foreach (var path in paths)
        {
            var isSarif = System.IO.Path.GetExtension(path).Equals(Sarif, StringComparison.OrdinalIgnoreCase);
            if (isSarif && !hasSpec)
                return ([], $"Cannot write \"{path}\" from a stored run: SARIF points into the spec. 'adaptlab compare SPEC --out {path}' writes it.");
            var (writer, error) = isSarif ? default : ReportWriters.ForPath(path, hasSpec ? [Sarif] : []);
            if (error is not null)
                return ([], error);
            if (Directory.Exists(path))
                return ([], $"Cannot write a report to \"{path}\": it is a folder.");
            files.Add(new ReportFile(path, (comparison, spec) => writer is null ? ComparisonSarif.Write(spec!, comparison) : writer.Write(comparison)));
        }

        return (files.ToImmutable(), null);
    }

    /// <summary>Writes all of them; what cannot be written is said on the screen.</summary>
    /// <returns>Whether all were written.</returns>
    public static bool WriteAll(ImmutableArray<ReportFile> files, Comparison comparison, SpecFile? spec, Screen screen)
    {
        var all = true;
        foreach (var file in files)
        {
            try
            {
                AtomicText.Write(file.Path, file.Write(comparison, spec));
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
