using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data;

/// <summary>What a spec's files and inline rows hold, by the names of their declarations.</summary>
/// <param name="Rows">The eval rows; empty where the spec asks for cross-validation.</param>
/// <param name="Notes">What was left out or mended while reading.</param>
public sealed record PlanData(
    ImmutableArray<LabelSpec> Labels,
    ImmutableDictionary<string, ImmutableArray<TrainingRow>> Examples,
    ImmutableDictionary<string, ImmutableArray<DocumentText>> Documents,
    ImmutableArray<EvalRowInfo> Rows,
    ImmutableArray<string> Notes)
{
    /// <summary>The adapters that strategies name, by their paths in the spec.</summary>
    public ImmutableDictionary<string, AdapterFolder> Adapters { get; init; } = ImmutableDictionary<string, AdapterFolder>.Empty;
}

/// <summary>An adapter that was trained elsewhere.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Hash">SHA-256 of its files, hex.</param>
public sealed record AdapterFolder(string Path, string Hash);

/// <param name="Label">Index into <see cref="PlanData.Labels"/>; −1 where answers are written.</param>
/// <param name="Source">"file:line" where the row stands.</param>
/// <param name="Group">Rows of one group (a document, an author) stay on the same side of any split; null where none is named.</param>
public sealed record TrainingRow(string Text, int Label, string Source, string? Group = null)
{
    /// <summary>Where answers are written: what it says, as <see cref="WrittenAnswer.Values"/> has it; null in a `classify` task.</summary>
    public ImmutableArray<string?>? Values { get; init; }
}

/// <param name="Path">As shown: relative to the spec's folder, with forward slashes.</param>
/// <param name="ChunkTokens">Longest chunk, in tokens of the model.</param>
/// <param name="OverlapTokens">Tokens that neighbouring chunks share.</param>
public sealed record DocumentText(string Path, string Text, int ChunkTokens, int OverlapTokens);
