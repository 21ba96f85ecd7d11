using System.Collections.Immutable;

namespace AdaptLab.Reporting;

/// <summary>The forms of the report; a new one is a line here.</summary>
public static class ReportWriters
{
    public static ImmutableArray<IReportWriter> All { get; } = [new MarkdownReportWriter(), new HtmlReportWriter(), new JsonReportWriter(), new JUnitReportWriter()];

    /// <summary>The writer for a file, by its extension.</summary>
    public static ReportWriterChoice ForPath(string path)
    {
        var extension = Path.GetExtension(path);
        var writer = All.FirstOrDefault(writer => writer.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
        return writer is not null
            ? new(writer, null)
            : new(null, $"Cannot write a report to \"{path}\": its name must end in {string.Join(", ", All[..^1].Select(w => w.Extensions[0]))} or {All[^1].Extensions[0]}.");
    }
}

/// <summary>Exactly one of the two is set.</summary>
public readonly record struct ReportWriterChoice(IReportWriter? Writer, string? Error);
