using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>A row of examples or eval, wherever it comes from.</summary>
/// <param name="Label">Index into the <see cref="SpecDataReading.Labels"/>; −1 where answers are written.</param>
/// <param name="Span">In the spec: the inline row, or the path of the file.</param>
/// <param name="File">Where it stands in its data file; null for a row in the spec, which is shown by its span alone.</param>
/// <param name="Id">The author's name for it, where a column is mapped to one.</param>
/// <param name="LabelAt">Line and column of the label in its file; zero for an inline row.</param>
public sealed record LabelledRow(
    string Text, int Label, TextSpan Span, FilePlace? File, string? Group = null, string? Id = null, (int Line, int Column) LabelAt = default)
{
    private readonly SpecLines? _lines;

    /// <summary>A row that stands in the spec.</summary>
    internal LabelledRow(string text, int label, TextSpan span, SpecLines lines)
        : this(text, label, span, (FilePlace?)null) => _lines = lines;

    /// <summary>Where answers are written: what it says, null for "not in the text"; null in a `classify` task.</summary>
    public ImmutableArray<string?>? Values { get; init; }

    /// <summary>Whether the row stands in the spec.</summary>
    public bool Inline => File is null;

    /// <summary>In the data file, or for an inline row in the spec.</summary>
    public FilePlace Place => File ?? _lines!.PlaceOf(Span);

    /// <summary>"file:line".</summary>
    public string Source
    {
        get
        {
            var place = Place;
            return $"{place.Path}:{place.Line}";
        }
    }
}

/// <summary>The lines of a spec. Its rows are made at every key, by the ten thousand, and hardly any of them is ever asked on which
/// line it stands.</summary>
internal sealed class SpecLines(string spec, LineMap lines)
{
    public FilePlace PlaceOf(TextSpan span)
    {
        var position = lines.Position(span.Start);
        return new FilePlace(spec, position.Line + 1, position.Column + 1);
    }
}
