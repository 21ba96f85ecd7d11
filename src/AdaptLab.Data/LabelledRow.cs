using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>A row of examples or eval, wherever it comes from.</summary>
/// <param name="Label">Index into the <see cref="SpecDataReading.Labels"/>; −1 where answers are written.</param>
/// <param name="Place">In the data file, or for an inline row in the spec.</param>
/// <param name="Span">In the spec: the inline row, or the path of the file.</param>
/// <param name="Inline">Whether the row stands in the spec.</param>
/// <param name="Id">The author's name for it, where a column is mapped to one.</param>
/// <param name="LabelAt">Line and column of the label in its file; zero for an inline row.</param>
public sealed record LabelledRow(
    string Text, int Label, FilePlace Place, TextSpan Span, bool Inline, string? Group = null, string? Id = null, (int Line, int Column) LabelAt = default)
{
    /// <summary>Where answers are written: what it says, null for "not in the text"; null in a `classify` task.</summary>
    public ImmutableArray<string?>? Values { get; init; }

    /// <summary>"file:line".</summary>
    public string Source => $"{Place.Path}:{Place.Line}";

    /// <summary>For diagnostics: an inline row is shown by its span alone.</summary>
    public FilePlace? File => Inline ? null : Place;
}
