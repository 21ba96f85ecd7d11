using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Language.Schema;

/// <param name="RowExample">A row as it stands in `examples` and `eval`.</param>
/// <param name="Metrics">Names into <see cref="Measures"/>; the first is the default.</param>
/// <param name="Roles">What the columns of a data file may be, besides <see cref="DataProperties.Common"/>.</param>
public sealed record TaskKindSchema(
    string Name, TaskKind Kind, string Doc, string RowExample,
    ImmutableArray<string> Metrics, ImmutableArray<PropertySchema> Properties, ImmutableArray<PropertySchema> Roles)
{
    public string DefaultMetric => Metrics[0];

    public PropertySchema? Property(string name) => Properties.FirstOrDefault(p => p.Name == name);
}

public static class TaskKinds
{
    private static readonly PropertySchema Instruction = new("instruction", PropertyType.Text,
        "What the model is asked to do. It stands first in every prompt.") { DefaultDoc = "none" };

    private static readonly PropertySchema TextRole = new("text", PropertyType.Column, "The column of the text.") { Default = "text" };

    public static ImmutableArray<TaskKindSchema> All { get; } =
    [
        new("classify", TaskKind.Classify, "Put a text under one of several labels.", "\"text\" => label",
            ["accuracy", "macro-f1"],
            [
                Instruction,
                new("labels", PropertyType.Labels, "The labels, with what each means. The descriptions stand in the prompt.")
                {
                    DefaultDoc = "the labels of the examples",
                },
            ],
            [
                TextRole,
                new("label", PropertyType.Column, "The column of the label.") { Default = "label" },
            ]),
        new("answer", TaskKind.Answer, "Answer a question in a few words.", "\"question\" => \"answer\"",
            ["token-f1", "exact-match"],
            [Instruction],
            [
                new("question", PropertyType.Column, "The column of the question.") { Default = "question" },
                new("answer", PropertyType.Column, "The column of the answer.") { Default = "answer" },
            ]),
        new("extract", TaskKind.Extract, "Take the values of some fields out of a text.",
            "\"text\" => { party: \"Acme Ltd\", date: \"1 May\" }",
            ["field-f1", "partial-f1", "exact-match"],
            [
                Instruction,
                new("fields", PropertyType.Labels, "The fields, with what each means. In a data file each is a column, under its own name unless mapped."),
            ],
            [TextRole]),
    ];

    public static TaskKindSchema Of(TaskKind kind) => All.First(k => k.Kind == kind);
}

/// <summary>What `examples`, `eval` and `documents` may say about their files.</summary>
public static class DataProperties
{
    /// <summary>Endings of the data files that can be read.</summary>
    public static ImmutableArray<string> Formats { get; } = [".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"];

    public static ImmutableArray<PropertySchema> Common { get; } =
    [
        new("group", PropertyType.Column, "A column that ties rows together, as those of one document; a group is never split between folds or between training and eval.")
        {
            DefaultDoc = "no groups",
        },
        new("id", PropertyType.Column, "A column that names each row in reports.") { DefaultDoc = "a hash of the text" },
        new("badRows", PropertyType.Choice, "What to do with rows that cannot be read.")
        {
            Default = "error",
            Choices =
            [
                new("error", "Report them, and run nothing."),
                new("skip", "Report and count them, and use the rest."),
            ],
        },
    ];

    /// <summary>The columns that a data file of a task may have: those of the task's kind, then its fields.</summary>
    /// <param name="kind">Null where it is not known: then those of every kind.</param>
    public static ImmutableArray<PropertySchema> Roles(TaskKindSchema? kind, ImmutableArray<LabelSpec> fields) =>
    [
        .. kind?.Roles ?? TaskKinds.All.SelectMany(k => k.Roles).DistinctBy(r => r.Name),
        .. fields.Select(f => new PropertySchema(f.Name, PropertyType.Column, $"The column of the field '{f.Name}'.") { Default = f.Name }),
    ];

    public static PropertySchema Folds { get; } = new("folds", PropertyType.Integer,
        "Cross-validation over the examples, for want of separate eval rows: each of so many parts is held out once. With fewer than 20 examples each is held out by itself.")
    {
        Minimum = 2, Maximum = 100, DefaultDoc = "none: the rows given are the eval",
    };

    public static ImmutableArray<PropertySchema> Documents { get; } =
    [
        new("chunk", PropertyType.Integer, "The longest piece that documents are cut into.")
        {
            Default = 120.0, Minimum = 8, Maximum = 8192, Unit = "tokens",
        },
        new("overlap", PropertyType.Integer, "What neighbouring pieces share; less than a chunk.")
        {
            Default = 20.0, Minimum = 0, Maximum = 4096, Unit = "tokens",
        },
    ];
}
