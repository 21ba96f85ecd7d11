using System.Collections.Immutable;

namespace AdaptLab.Reporting;

/// <summary>The forms of the report; a new one is a line here.</summary>
public static class ReportWriters
{
    public static ImmutableArray<IReportWriter> All { get; } = [new MarkdownReportWriter(), new HtmlReportWriter(), new JsonReportWriter(), new JUnitReportWriter()];

    /// <summary>The writer for a file, by its extension.</summary>
    /// <param name="others">Extensions that the caller knows a writer for.</param>
    public static ReportWriterChoice ForPath(string path, params string[] others)
    {
        var extension = Path.GetExtension(path);
        var writer = All.FirstOrDefault(writer => writer.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
        string[] extensions = [.. All.Select(w => w.Extensions[0]), .. others];
        return writer is not null
            ? new(writer, null)
            : new(null, $"Cannot write a report to \"{path}\": its name must end in {string.Join(", ", extensions[..^1])} or {extensions[^1]}.");
    }
}

/// <summary>Exactly one of the two is set.</summary>
public readonly record struct ReportWriterChoice(IReportWriter? Writer, string? Error);
