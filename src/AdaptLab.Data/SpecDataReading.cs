using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results.Advising;

namespace AdaptLab.Data;

/// <summary>What reading a spec's files gave.</summary>
public sealed record SpecDataReading
{
    private readonly Lazy<PlanData>? _data;

    /// <param name="data">Null where there is an error among the diagnostics.</param>
    public SpecDataReading(PlanData? data, ImmutableArray<Diagnostic> diagnostics)
        : this(data is null ? null : () => data, diagnostics)
    {
    }

    /// <param name="data">Makes it once somebody asks: what only diagnostics are wanted of is read at every key.</param>
    internal SpecDataReading(Func<PlanData>? data, ImmutableArray<Diagnostic> diagnostics)
    {
        _data = data is null ? null : new Lazy<PlanData>(data);
        Diagnostics = diagnostics;
    }

    /// <summary>Null where there is an error among the diagnostics.</summary>
    public PlanData? Data => _data?.Value;

    /// <summary>Whether there is <see cref="Data"/>, without making it.</summary>
    public bool HasData => _data is not null;

    /// <summary>What is wrong with the files, and what was left out of them.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>The row files that could be read, also where something else is wrong; in the order of examples, then eval.</summary>
    public ImmutableArray<DataFileReading> Files { get; init; } = [];

    /// <summary>Those of the task, or of the examples as they were met; also where something else is wrong.</summary>
    public ImmutableArray<LabelSpec> Labels { get; init; } = [];

    /// <summary>What advice before a run is given from; null where there is an error among the diagnostics.</summary>
    public Situation? Situation { get; init; }

    /// <summary>The rows as they stand in spec and files, those included that <see cref="Data"/> leaves out; null where nothing was read.</summary>
    public SpecRows? Rows { get; init; }
}

/// <param name="Examples">By the name of their set.</param>
/// <param name="Eval">Empty where the spec asks for cross-validation.</param>
public sealed record SpecRows(ImmutableDictionary<string, ImmutableArray<LabelledRow>> Examples, ImmutableArray<LabelledRow> Eval);

/// <summary>What one declaration reads from its file.</summary>
/// <param name="Declaration">"examples expert", "eval".</param>
/// <param name="Path">As the spec writes it.</param>
/// <param name="Columns">All of the file's; where each row names its own, those met.</param>
/// <param name="Rows">That can be used. Of a `classify` task, <paramref name="LabelPlaces"/> has as many, or the sample drawn of a very large file; of others none.</param>
public sealed record DataFileReading(
    string Declaration, string Path, ImmutableArray<string> Columns, long Rows, ImmutableArray<LabelPlace> LabelPlaces);

/// <summary>Where a row's label stands in its file.</summary>
/// <param name="Label">Index into <see cref="SpecDataReading.Labels"/>.</param>
/// <param name="Line">One-based; the row's number in a file without lines.</param>
/// <param name="Column">One-based, in UTF-16 code units; past the quotation mark, where there is one.</param>
public readonly record struct LabelPlace(int Label, int Line, int Column);
