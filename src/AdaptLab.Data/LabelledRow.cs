using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>A row of examples or eval, wherever it comes from.</summary>
/// <remarks>Rows of a spec are made at every key, by the ten thousand, and hardly any of them is ever asked on which line it stands: what
/// can be found out of a row is not kept in it.</remarks>
/// <param name="Label">Index into the <see cref="SpecDataReading.Labels"/>; −1 where answers are written.</param>
/// <param name="Span">In the spec: the inline row, or the path of the file.</param>
public sealed record LabelledRow(string Text, int Label, TextSpan Span)
{
    private readonly SpecLines? _inSpec;
    private readonly FileRow? _inFile;
    private readonly ImmutableArray<string?> _values;

    /// <summary>A row that stands in the spec.</summary>
    internal LabelledRow(string text, int label, TextSpan span, SpecLines lines)
        : this(text, label, span) => _inSpec = lines;

    internal LabelledRow(string text, int label, TextSpan span, FileRow row)
        : this(text, label, span) => _inFile = row;

    /// <summary>Where answers are written: what it says, null for "not in the text"; null in a `classify` task.</summary>
    public ImmutableArray<string?>? Values
    {
        get => _values.IsDefault ? null : _values;
        init => _values = value ?? default;
    }

    /// <summary>Whether the row stands in the spec.</summary>
    public bool Inline => _inFile is null;

    /// <summary>Rows of one group stay on the same side of any split; null where no column is mapped to one.</summary>
    public string? Group => _inFile?.Group;

    /// <summary>The author's name for it; null where no column is mapped to one.</summary>
    public string? Id => _inFile?.Id;

    /// <summary>Line and column of the label in its file; zero for an inline row.</summary>
    public (int Line, int Column) LabelAt => _inFile?.LabelAt ?? default;

    /// <summary>In the data file; null for a row in the spec, which diagnostics show by its span alone.</summary>
    public FilePlace? File => _inFile?.Place;

    /// <summary>In the data file, or for an inline row in the spec.</summary>
    public FilePlace Place => File ?? _inSpec!.PlaceOf(Span);

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

/// <summary>What a data file tells of one of its rows, beside text and answer.</summary>
internal sealed record FileRow(FilePlace Place, string? Group, string? Id, (int Line, int Column) LabelAt = default);

/// <summary>The lines of a spec, for the rows in it.</summary>
internal sealed class SpecLines(string spec, LineMap lines)
{
    public FilePlace PlaceOf(TextSpan span)
    {
        var position = lines.Position(span.Start);
        return new FilePlace(spec, position.Line + 1, position.Column + 1);
    }
}
