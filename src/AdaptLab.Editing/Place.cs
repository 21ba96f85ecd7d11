using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>Somewhere to go to.</summary>
/// <param name="Path">Null for this spec; else a file, as the spec writes it: relative to the spec's folder, with forward slashes.</param>
/// <param name="Span">In this spec; empty where <paramref name="Path"/> is given.</param>
/// <param name="Line">One-based.</param>
/// <param name="Column">One-based, in UTF-16 code units.</param>
/// <param name="Length">On that line, in UTF-16 code units; 0 where only the start is known.</param>
public sealed record Place(string? Path, TextSpan Span, int Line, int Column, int Length)
{
    public static Place InSpec(SpecSnapshot snapshot, TextSpan span)
    {
        var start = snapshot.Compilation.LineMap.Position(span.Start);
        return new Place(null, span, start.Line + 1, start.Column + 1, span.Length);
    }

    public static Place InFile(string path, int line = 1, int column = 1, int length = 0) => new(path, default, line, column, length);
}
