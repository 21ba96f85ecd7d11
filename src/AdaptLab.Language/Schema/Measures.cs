using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Language.Schema;

public enum MeasureUnit { Share, Duration, Tokens }

/// <summary>Something that a comparison measures and `require` can bound.</summary>
/// <param name="Name">As in `require`, after the strategy: "accuracy", "latency.p95".</param>
/// <param name="Title">As a heading: "macro-F1".</param>
/// <param name="IsMetric">Whether `metric` may name it: a quality, the higher the better.</param>
public sealed record Measure(string Name, string Title, string Doc, MeasureUnit Unit, bool IsMetric = false)
{
    public string UnitText => Unit switch
    {
        MeasureUnit.Share => "a percentage",
        MeasureUnit.Duration => "a duration",
        _ => "a number of tokens",
    };
}

public static class Measures
{
    public static ImmutableArray<Measure> All { get; } =
    [
        new("accuracy", "accuracy", "The share of rows with the right label.", MeasureUnit.Share, IsMetric: true),
        new("macro-f1", "macro-F1", "The mean over the labels of F1, so that rare labels count as much as common ones.", MeasureUnit.Share, IsMetric: true),
        new("token-f1", "token F1", "The overlap in words of answer and expected answer, as SQuAD defines it.", MeasureUnit.Share, IsMetric: true),
        new("exact-match", "exact match", "The share of answers that are the expected one but for case, articles and punctuation, as SQuAD defines it.", MeasureUnit.Share, IsMetric: true),
        new("field-f1", "field F1", "F1 over the fields of all rows: a value is right or wrong.", MeasureUnit.Share, IsMetric: true),
        new("partial-f1", "partial F1", "F1 over the fields of all rows: a value counts by its overlap in words.", MeasureUnit.Share, IsMetric: true),
        new("latency.p50", "p50", "The median time of one request.", MeasureUnit.Duration),
        new("latency.p95", "p95", "The time within which 95 of 100 requests are answered.", MeasureUnit.Duration),
        new("tokens", "tokens", "The mean number of tokens that the model reads for a request.", MeasureUnit.Tokens),
        new("preparation", "preparation", "The time that training or indexing takes, once.", MeasureUnit.Duration),
    ];

    /// <summary>The name that stands for whichever strategy is best.</summary>
    public const string Best = "best";

    public static Measure? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>What a task of this kind measures: its metrics, and what every task does.</summary>
    public static IEnumerable<Measure> For(TaskKind kind) =>
        All.Where(m => !m.IsMetric || TaskKinds.Of(kind).Metrics.Contains(m.Name));

    public static ImmutableArray<PropertySchema> CompareProperties(TaskKind kind) =>
    [
        new("train", PropertyType.TrainingSets, "The sets of examples to compare; '+' joins several into one.")
        {
            DefaultDoc = "each set by itself",
        },
        new("seeds", PropertyType.Integer, "How often each strategy is prepared anew with other random numbers, to see how far results vary.")
        {
            Default = 3.0, Minimum = 1, Maximum = 100,
        },
        new("metric", PropertyType.Choice, "What decides which strategy is best.")
        {
            Default = TaskKinds.Of(kind).DefaultMetric,
            Choices = [.. TaskKinds.Of(kind).Metrics.Select(m => new Choice(m, Find(m)!.Doc))],
        },
        new("margin", PropertyType.Share, "So much of the metric makes no difference to you. The verdict then says of which strategies it is shown that they differ by less.")
        {
            Minimum = 0, AboveMinimum = true, Maximum = 0.5, DefaultDoc = "none: nothing is called equivalent",
        },
        new("curve", PropertyType.Sizes, "Learning curves: every strategy is also run on parts of each training set, of so many examples; each part holds the smaller ones, and has its share of each label. `true` doubles from 4 examples, or from one a label, up to the whole set, which is always run.")
        {
            Minimum = 1, Maximum = 1_000_000, DefaultDoc = "none",
        },
        new("curveOf", PropertyType.Strategies, "Of which strategies learning curves are run, where not of all: a curve of what takes long to train or to ask takes long itself. Without `curve`, its numbers double.")
        {
            DefaultDoc = "every strategy",
        },
        new("forgetting", PropertyType.Flag, "Whether strategies that train the base's weights are also asked what it could do before: small tasks of other kinds, and how well it foretells text. It takes as long as some 50 requests for each training.")
        {
            Default = false,
        },
        new("machineHour", PropertyType.Number, "What an hour of this machine costs, in the currency of the models' prices: what is prepared and answered here is then counted in money, too.")
        {
            Minimum = 0, AboveMinimum = true, DefaultDoc = "not counted",
        },
        new("require", PropertyType.Requirement, "What must hold for the comparison to succeed. May be written several times.")
        {
            Repeatable = true, DefaultDoc = "nothing",
        },
    ];
}
