using System.Collections.Immutable;

namespace AdaptLab.Language.Binding;

/// <summary>What a `.adapt` file means: its declarations, resolved and with every default filled in.</summary>
/// <remarks>The binder yields one even for a faulty file (with what could be understood); run it only without errors.</remarks>
public sealed record Spec(
    TaskSpec Task,
    ImmutableArray<ModelSpec> Models,
    ImmutableArray<ExampleSet> Examples,
    ImmutableArray<DocumentSet> Documents,
    EvalSet Eval,
    ImmutableArray<StrategySpec> Strategies,
    CompareSpec Compare);

public enum TaskKind { Classify, Answer, Extract }

/// <param name="Labels">Empty where the labels are those of the examples.</param>
/// <param name="Fields">For <see cref="TaskKind.Extract"/> only.</param>
public sealed record TaskSpec(
    string Name,
    TaskKind Kind,
    string? Instruction,
    ImmutableArray<LabelSpec> Labels,
    ImmutableArray<LabelSpec> Fields,
    TextSpan Span);

/// <summary>A label of a `classify` task, or a field of an `extract` task.</summary>
public sealed record LabelSpec(string Name, string? Description, TextSpan Span);

/// <param name="Provider">The call: "embedded", "huggingface", "openai", "ollama".</param>
/// <param name="Reference">The call's argument: a model's name or a folder.</param>
public sealed record ModelSpec(string Name, string Provider, string Reference, Properties Properties, TextSpan Span);

/// <summary>A declared set of labelled rows: inline rows, a data file's rows, or both.</summary>
public sealed record ExampleSet(string Name, ImmutableArray<RowSpec> Rows, DataFile? File, TextSpan Span);

/// <param name="Path">As written, relative to the spec file.</param>
/// <param name="Columns">Role ("text", "label", "group", a field's name, …) to the column's name in the file.</param>
/// <param name="SkipBadRows">`badRows: skip`: rows that cannot be read are reported, counted and left out; else they are errors.</param>
/// <param name="PathSpan">Where the path stands in the spec.</param>
public sealed record DataFile(string Path, ImmutableDictionary<string, string> Columns, bool SkipBadRows, TextSpan PathSpan);

/// <param name="Answer">The label of a `classify` row, the answer of an `answer` row; null for an `extract` row.</param>
/// <param name="Fields">The fields of an `extract` row; empty otherwise.</param>
public sealed record RowSpec(
    string Text,
    string? Answer,
    ImmutableDictionary<string, string> Fields,
    TextSpan Span,
    TextSpan TextSpan,
    TextSpan AnswerSpan);

/// <param name="Pattern">A path or glob, relative to the spec file.</param>
/// <param name="ChunkTokens">Longest chunk, in tokens of the model.</param>
/// <param name="OverlapTokens">Tokens that neighbouring chunks share.</param>
public sealed record DocumentSet(string Name, string Pattern, int ChunkTokens, int OverlapTokens, TextSpan Span);

/// <param name="Folds">Set for `eval { folds: 5 }`: cross-validation over the examples; rows and file are then empty.</param>
public sealed record EvalSet(ImmutableArray<RowSpec> Rows, DataFile? File, int? Folds, TextSpan Span);

/// <summary>One candidate strategy; a `sweep` is already expanded into one candidate for each value.</summary>
/// <param name="Kind">"prompt", "rag", "lora", "head", "finetune", "scratch".</param>
/// <param name="Name">As shown: the kind, the given name ("lora wide"), or with the swept values ("lora wide rank 16").</param>
/// <param name="Properties">Every property of the kind, defaults filled in.</param>
public sealed record StrategySpec(string Kind, string Name, Properties Properties, TextSpan Span);

/// <param name="Train">One entry for each training set to run: the names of the example sets joined in it.</param>
/// <param name="Metric">"accuracy", "macro-f1", "token-f1", "exact-match", "field-f1".</param>
public sealed record CompareSpec(
    ImmutableArray<ImmutableArray<string>> Train,
    int Seeds,
    string Metric,
    ImmutableArray<Requirement> Requirements,
    TextSpan Span)
{
    /// <summary>Within which two strategies count as equivalent, as a share; null for none.</summary>
    public double? Margin { get; init; }

    /// <summary>What an hour of the machine costs, in the currency of the models' prices; null where nobody has said.</summary>
    public double? MachineHour { get; init; }

    /// <summary>`forgetting`: whether strategies that train the base's weights are also asked what it could do before.</summary>
    public bool ProbesBase { get; init; }

    /// <summary>Null where no learning curves are asked for.</summary>
    public CurveSpec? Curve { get; init; }
}

/// <summary>On how many examples strategies are run besides the whole sets.</summary>
/// <param name="Sizes">In ascending order; empty for numbers that double.</param>
public sealed record CurveSpec(ImmutableArray<int> Sizes)
{
    /// <summary>The names of the candidates that have curves; empty for all.</summary>
    public ImmutableArray<string> Strategies { get; init; } = [];

    public bool Includes(StrategySpec strategy) => Strategies.IsEmpty || Strategies.Contains(strategy.Name);
}

/// <summary>`require: lora.accuracy >= 80%`.</summary>
/// <param name="Strategy">A strategy's name, or "best".</param>
/// <param name="Measure">The dotted rest: "accuracy", "macro-f1", "latency.p50", "latency.p95", "tokens", "preparation".</param>
/// <param name="Operator">One of &gt;=, &lt;=, &gt;, &lt;.</param>
/// <param name="Value">In base units: a share (0 to 1) for percentages, milliseconds for durations.</param>
/// <param name="Text">As written, for messages.</param>
public sealed record Requirement(string Strategy, string Measure, string Operator, double Value, string Text, TextSpan Span);
