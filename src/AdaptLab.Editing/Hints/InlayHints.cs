using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>A few words shown within the text.</summary>
/// <param name="Tooltip">Markdown; may be empty.</param>
/// <param name="Before">Whether it belongs to what follows it; else a space stands before it.</param>
public sealed record InlayHint(int Offset, string Label, string Tooltip, bool Before);

public static class InlayHints
{
    /// <param name="range">Hints within it.</param>
    public static ImmutableArray<InlayHint> Of(SpecSnapshot snapshot, TextSpan range) => [];
}
