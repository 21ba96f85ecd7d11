namespace AdaptLab.Results;

/// <summary>What is compared, in one line: "contract-clauses · classify, 8 labels · eval 160 rows · nano (embedded, 12.5 M) · 3 seeds".</summary>
public static class Headline
{
    public static string Of(RunRecord record) =>
        Of(record.Task, record.TaskKind, record.Labels.Length, record.Fields.Length, record.Rows.Length, record.Models, record.Seeds);

    /// <param name="labels">How many there are; likewise rows and seeds.</param>
    public static string Of(string task, string kind, int labels, int fields, int rows, IEnumerable<ModelInfo> models, int seeds) => string.Join(" · ",
    [
        task,
        SummaryTable.Kind(kind, labels, fields),
        $"eval {Figures.Count(rows, "row")}",
        string.Join(", ", models.Select(model => model.Describe())),
        Figures.Count(seeds, "seed"),
    ]);
}
