using AdaptLab.Cli.Files;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Cli.Rendering;

/// <summary>Where a diagnostic is shown: in a data file where it is about a row there, else in the spec.</summary>
/// <param name="Path">As shown.</param>
/// <param name="Line">One-based.</param>
/// <param name="Column">One-based, in UTF-16 code units.</param>
/// <param name="Length">On the first line.</param>
internal sealed record DiagnosticPlace(string Path, int Line, int Column, int Length, LinePosition End, bool IsInData, Func<string?> SourceLine)
{
    /// <summary>Beyond this, a data file is not searched for the line to show.</summary>
    private const int MostLines = 1_000_000;

    private static readonly string[] TextFormats = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt", ".md"];

    public static DiagnosticPlace Of(SpecFile spec, Diagnostic diagnostic) =>
        diagnostic.File is { Line: > 0 } file ? InData(spec, file) : InSpec(spec, diagnostic.Span);

    public static DiagnosticPlace InSpec(SpecFile spec, TextSpan span)
    {
        var lines = spec.Compilation.LineMap;
        var (start, end) = (lines.Position(span.Start), lines.Position(span.End));
        var line = lines.Line(start.Line);
        // The byte order mark is a character of the text, but no editor counts it as one.
        var mark = start.Line == 0 && spec.Compilation.Text.StartsWith('\uFEFF') && start.Column > 0 ? 1 : 0;
        return new DiagnosticPlace(
            spec.Path,
            start.Line + 1,
            start.Column + 1 - mark,
            (end.Line == start.Line ? end.Column : line.Length) - start.Column,
            end.Line == 0 ? end with { Column = end.Column - mark } : end,
            IsInData: false,
            () => spec.Compilation.Text.Substring(line.Start, line.Length).TrimStart('\uFEFF'));
    }

    public override string ToString() => $"{Path}:{Line}:{Column}";

    private static DiagnosticPlace InData(SpecFile spec, FilePlace file)
    {
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(spec.FullPath)!, file.Path));
        var shown = System.IO.Path.IsPathRooted(spec.Path) ? full : System.IO.Path.GetRelativePath(Directory.GetCurrentDirectory(), full);
        return new DiagnosticPlace(
            shown.Replace('\\', '/'),
            file.Line,
            file.Column,
            1,
            new LinePosition(file.Line - 1, file.Column),
            IsInData: true,
            () => DataLine(full, file.Line));
    }

    private static string? DataLine(string path, int line)
    {
        if (line > MostLines || !TextFormats.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            return null;
        try
        {
            return File.ReadLines(path).Skip(line - 1).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was there a moment ago; the message alone says enough.
            return null;
        }
    }
}
