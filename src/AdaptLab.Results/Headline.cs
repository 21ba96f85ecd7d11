namespace AdaptLab.Results;

/// <summary>What is compared, in one line: "contract-clauses · classify, 8 labels · eval 160 rows · nano (embedded, 12.5 M) · 3 seeds".</summary>
public static class Headline
{
    public static string Of(RunRecord record) =>
        Of(record.Task, record.TaskKind, record.Labels.Length, record.Fields.Length, record.Rows.Length, record.Models, record.Seeds, FoldsOf(record));

    /// <param name="labels">How many there are; likewise rows and seeds.</param>
    /// <param name="folds">In how many parts the examples are held out in turn; null where eval rows are separate.</param>
    public static string Of(string task, string kind, int labels, int fields, int rows, IEnumerable<ModelInfo> models, int seeds, int? folds = null) => string.Join(" · ",
    [
        task,
        SummaryTable.Kind(kind, labels, fields),
        Eval(rows, folds),
        string.Join(", ", models.Select(model => model.Describe())),
        Figures.Count(seeds, "seed"),
    ]);

    /// <summary>"eval 160 rows"; "eval 60 examples in 5 folds", "eval 12 examples, one by one" where there are no separate rows.</summary>
    public static string Eval(RunRecord record) => Eval(record.Rows.Length, FoldsOf(record));

    private static string Eval(int rows, int? folds) => folds is not { } parts ? $"eval {Figures.Count(rows, "row")}"
        : parts >= rows ? $"eval {Figures.Count(rows, "example")}, one by one"
        : $"eval {Figures.Count(rows, "example")} in {Figures.Count(parts, "fold")}";

    private static int? FoldsOf(RunRecord record) => Statistics.Sampling.Of(record.Rows).Folds;
}
