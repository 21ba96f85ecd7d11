using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing.Formatting;

/// <summary>Lays out the lines that a range touches, as the formatter would the whole file, and no others.</summary>
public static class RangeFormatting
{
    /// <summary>None for a text with syntax errors.</summary>
    public static ImmutableArray<TextChange> Of(SpecSnapshot snapshot, TextSpan range)
    {
        var lines = snapshot.Compilation.LineMap;
        var first = lines.Line(lines.Position(range.Start).Line);
        var last = lines.Line(lines.Position(Math.Max(range.Start, range.End)).Line);
        var within = TextSpan.FromBounds(first.Start, last.End);
        return [.. FormattingChanges.Of(snapshot.Compilation.Tree).Where(change => within.Contains(change.Span))];
    }

    /// <summary>The whole file.</summary>
    public static ImmutableArray<TextChange> Of(SpecSnapshot snapshot) => FormattingChanges.Of(snapshot.Compilation.Tree);
}
