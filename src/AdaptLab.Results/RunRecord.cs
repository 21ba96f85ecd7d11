using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AdaptLab.Language.Schema;

namespace AdaptLab.Results;

/// <summary>Everything that one comparison measured: what reports, hovers and diagnostics are made from.</summary>
public sealed record RunRecord
{
    public int SchemaVersion { get; init; } = 1;
    public required string Task { get; init; }
    public required string TaskKind { get; init; }
    /// <summary>The spec's path as the user gave it, with forward slashes.</summary>
    public required string SpecPath { get; init; }
    /// <summary>SHA-256 of the spec's text, hex.</summary>
    public required string SpecHash { get; init; }
    public required string Metric { get; init; }
    public required int Seeds { get; init; }
    /// <summary>Within which two candidates count as equivalent, as a share: 0.03 for 3 points. Null where the spec names none.</summary>
    public double? Margin { get; init; }
    /// <summary>What an hour of the machine costs, in the currency of the models' prices. Null where the spec does not say.</summary>
    public double? MachineHour { get; init; }
    /// <summary>The model of the first candidate, and of every other that names none.</summary>
    public required ModelInfo Model { get; init; }
    public required MachineInfo Machine { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required double DurationSeconds { get; init; }
    /// <summary>In declaration order; indices into this list identify labels everywhere else in the record.</summary>
    public required ImmutableArray<string> Labels { get; init; }
    /// <summary>The fields of an `extract` task, in declaration order; empty for other kinds.</summary>
    public ImmutableArray<string> Fields { get => field.IsDefault ? [] : field; init; } = [];
    /// <summary>Whether answers are written; else they are labels.</summary>
    [JsonIgnore]
    public bool IsWritten => TaskKind != TaskKinds.Of(Language.Binding.TaskKind.Classify).Name;
    public required ImmutableArray<EvalRowInfo> Rows { get; init; }
    public required ImmutableArray<CandidateRun> Candidates { get; init; }
    /// <summary>The points of the learning curves below the whole sets: candidates on parts of them.</summary>
    public ImmutableArray<CandidateRun> Curve { get => field.IsDefault ? [] : field; init; } = [];
    /// <summary>Outcome of each `require` line.</summary>
    public ImmutableArray<RequirementOutcome> Requirements { get; init; } = [];
    /// <summary>What the reader must know to judge the figures: skipped rows, dropped shots, leaked rows left out.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Every model that was adapted, in the candidates' order.</summary>
    [JsonIgnore]
    public ImmutableArray<ModelInfo> Models => Candidates.IsDefaultOrEmpty ? [Model] : [.. Candidates.Select(ModelOf).Distinct()];

    /// <summary>What a candidate has adapted.</summary>
    public ModelInfo ModelOf(CandidateRun run) => run.Model ?? Model;
}

/// <param name="Parameters">0 where they are not known, as those of a server's model are not.</param>
/// <param name="Window">In tokens; 0 where it is not known.</param>
/// <param name="Hash">SHA-256 of the weights, hex.</param>
public sealed record ModelInfo(string Name, string Provider, long Parameters, int Window, string Hash)
{
    /// <summary>"nano (embedded, 12.5 M)".</summary>
    public string Describe() => $"{Name} ({Provider}{(Parameters > 0 ? ", " + Figures.Parameters(Parameters) : "")})";
}

public sealed record MachineInfo(string OperatingSystem, string Processor, int Cores, string Runtime, string ToolVersion);

/// <summary>One eval row.</summary>
/// <param name="Gold">Index into <see cref="RunRecord.Labels"/>; −1 where answers are written.</param>
/// <param name="Source">"file:line" where the row stands.</param>
/// <param name="Group">What ties it to other rows: a document, an author. Null for nothing.</param>
/// <param name="Fold">In which part it was held out; null where eval rows are separate from the examples.</param>
public sealed record EvalRowInfo(string Id, string Text, int Gold, string Source, string? Group = null, int? Fold = null)
{
    /// <summary>Where answers are written: what is expected, as <see cref="WrittenAnswer.Values"/> has it; null in a `classify` task.</summary>
    public ImmutableArray<string?>? Expected { get; init; }

    /// <summary>What is expected, in words: the label, the answer or the fields.</summary>
    /// <param name="labels">Of a `classify` task, in declaration order.</param>
    /// <param name="fields">Of an `extract` task; empty for other kinds.</param>
    public string ExpectedText(ImmutableArray<string> labels, ImmutableArray<string> fields) =>
        Expected is { } values ? WrittenAnswer.Show(fields, values) : labels[Gold];
}

/// <summary>One strategy on one training set: every seed's predictions on the same eval rows.</summary>
public sealed record CandidateRun
{
    /// <summary>As declared: "lora", "lora wide".</summary>
    public required string Strategy { get; init; }
    public required string Kind { get; init; }
    /// <summary>"expert", or "expert + contractors".</summary>
    public required string TrainingSet { get; init; }
    public required int Examples { get; init; }
    /// <summary>The training set that these examples are only a part of, for a point of a learning curve; null for a whole set.</summary>
    public string? PartOf { get; init; }
    /// <summary>Whether nothing of the examples reached it: the base model as it is, asked with the instruction alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnadapted { get; init; }
    /// <summary>What was adapted; null for the run's own model (<see cref="RunRecord.ModelOf"/>).</summary>
    public ModelInfo? Model { get; init; }
    /// <summary>What made the vectors that were searched by; null where that was the model, or where nothing was searched.</summary>
    public ModelInfo? Embedder { get; init; }
    public required ImmutableArray<SeedRun> Seeds { get; init; }
    /// <summary>What the model's tokens cost; null where they cost nothing or nobody has said.</summary>
    public ModelPrice? Price { get; init; }
    /// <summary>Why it did not run to its end; the figures are then absent.</summary>
    public string? Failure { get; init; }
    /// <summary>What it did, in a few words: "shots 8", "index 21 examples, 64 chunks", "10 epochs".</summary>
    public string Detail { get; init; } = "";
    /// <summary>What was looked up for an eval row with the first seed, nearest first; empty where nothing was.</summary>
    public IEnumerable<Citation> CitationsOf(int row) => Seeds.IsEmpty ? [] : Seeds[0].Citations?.OfRow(row) ?? [];
}

/// <param name="PreparationSeconds">Training or indexing, once.</param>
/// <param name="PromptTokens">Mean number of tokens that the model reads for a request.</param>
/// <param name="PeakMemoryBytes">Highest resident memory of the process while this seed ran.</param>
/// <param name="LatenciesMilliseconds">One request at a time, after warm-up: all from one run, one figure for each row that it answered.</param>
/// <param name="ReusedRows">Rows whose answers come from earlier runs.</param>
/// <param name="LatenciesFrom">The start of the earlier run that the latencies come from; null where they are this run's.</param>
/// <param name="Tokens">For each eval row; null where the model runs on this machine.</param>
/// <param name="Citations">What was looked up for each eval row; null where nothing was.</param>
public sealed record SeedRun(
    int Seed,
    ImmutableArray<Prediction> Predictions,
    ImmutableArray<double> LatenciesMilliseconds,
    double PreparationSeconds,
    double PromptTokens,
    long PeakMemoryBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int ReusedRows = 0,
    DateTimeOffset? LatenciesFrom = null,
    ImmutableArray<TokenCount>? Tokens = null,
    RowCitations? Citations = null)
{
    /// <summary>How many tokens the model has read to be prepared: to train, for features, to embed; null where nobody has counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PreparationTokens { get; init; }

    /// <summary>What the base could do before it was adapted and after; null where nobody has asked.</summary>
    public Probe? Probe { get; init; }
}

/// <summary>The tokens of one request, as a server has counted them.</summary>
public readonly record struct TokenCount(int Prompt, int Completion);

/// <summary>What a million tokens cost, in a currency that the spec's author knows.</summary>
public sealed record ModelPrice(double Input, double Output)
{
    public double Of(TokenCount tokens) => ((tokens.Prompt * Input) + (tokens.Completion * Output)) / 1e6;
}

/// <param name="Label">Index into <see cref="RunRecord.Labels"/> of the answer; −1 where answers are written.</param>
/// <param name="Probabilities">For each label, summing to one; empty where answers are written.</param>
public sealed record Prediction(int Label, ImmutableArray<float> Probabilities)
{
    public Prediction(WrittenAnswer written) : this(-1, []) => Written = written;

    /// <summary>The answer where answers are written; null in a `classify` task.</summary>
    public WrittenAnswer? Written { get; }
}

public sealed record RequirementOutcome(string Text, bool Met, string Explanation);
