using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AdaptLab.Results.Store;

/// <summary>What one preparation of a candidate has answered so far: one strategy on one training set with one seed (and fold).</summary>
/// <param name="Key">The hash of everything that shapes its answers.</param>
/// <param name="Strategy">The strategy's name when it was run; another name does not make it another result.</param>
/// <param name="Labels">In the order that <see cref="Prediction.Label"/> indexes; of an `extract` task its fields, in the order of <see cref="WrittenAnswer.Values"/>.</param>
/// <param name="Detail">What was prepared, in a few words.</param>
/// <param name="Notes">What the reader must know, as the preparation told it.</param>
/// <param name="PreparationSeconds">As long as it took when it was done.</param>
/// <param name="Sessions">The runs that answered its rows, in their order.</param>
/// <param name="Rows">One for each text, in no particular order.</param>
public sealed record StoredUnit(
    string Key,
    string Strategy,
    string Kind,
    ImmutableArray<string> Labels,
    ModelInfo Model,
    string Detail,
    ImmutableArray<string> Notes,
    double PreparationSeconds,
    long PeakMemoryBytes,
    ImmutableArray<StoredSession> Sessions,
    ImmutableArray<StoredRow> Rows)
{
    private ImmutableDictionary<string, StoredRow>? _byText;

    /// <summary>How many tokens the model has read for it: to train, for features, to embed; null where nobody has counted.</summary>
    public long? PreparationTokens { get; init; }

    /// <summary>What the base could do before and after; null where nobody has asked.</summary>
    public Probe? Probe { get; init; }

    /// <summary>The answer to a row; null where it was never asked.</summary>
    public StoredRow? Row(string text) =>
        (_byText ??= Rows.ToImmutableDictionary(row => row.Text)).GetValueOrDefault(ContentHash.OfRow(text));

    /// <summary>Its notes, about a strategy that may have another name by now.</summary>
    public IEnumerable<string> NotesFor(string strategy) => Notes.Select(note => note.Replace($"'{Strategy}'", $"'{strategy}'", StringComparison.Ordinal));

    /// <summary>With more answers; of one text the last one counts.</summary>
    internal StoredUnit With(IEnumerable<StoredRow> rows) =>
        this with { Rows = [.. Rows.Concat(rows).GroupBy(row => row.Text).Select(same => same.Last())], _byText = null };
}

/// <summary>One run that answered rows. Latencies of different ones are never mixed in one figure.</summary>
public sealed record StoredSession(DateTimeOffset Started, MachineInfo Machine);

/// <param name="Text">The hash of its text (<see cref="ContentHash.OfRow"/>).</param>
/// <param name="Session">Index into <see cref="StoredUnit.Sessions"/>.</param>
/// <param name="Note">What the reader must know of this answer: "fewer than 4 passages …"; null for nothing.</param>
/// <param name="CompletionTokens">What the model has written, where a server has counted it.</param>
/// <param name="Citations">What was looked up for it, nearest first; null where nothing was.</param>
public sealed record StoredRow(
    string Text, Prediction Prediction, double Milliseconds, int PromptTokens, int Session, string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int CompletionTokens = 0,
    ImmutableArray<Citation>? Citations = null);
