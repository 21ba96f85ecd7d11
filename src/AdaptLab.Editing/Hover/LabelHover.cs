using System.Text;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>A label: what it means, how many rows it has, and how well each strategy finds it.</summary>
internal static class LabelHover
{
    public static string? Markdown(SpecSnapshot snapshot, string name)
    {
        var task = snapshot.Compilation.Spec.Task;
        if (task.Kind != TaskKind.Classify || string.IsNullOrWhiteSpace(name))
            return null;
        // A name that the task does not declare is a mistake, and the diagnostic says so.
        var label = task.Labels.FirstOrDefault(label => label.Name == name);
        if (label is null && !task.Labels.IsEmpty)
            return null;
        var text = new StringBuilder(Head(label ?? new LabelSpec(name, null, default), "label"));
        text.Append("\n\n").Append(RowCounts.OfLabel(snapshot, name));
        if (snapshot.Results is { } results)
            AppendRecall(text, results.Comparison, name);
        return text.ToString();
    }

    public static string Head(LabelSpec label, string what) =>
        $"**{MarkdownText.Label(label.Name)}**, a {what}" + (string.IsNullOrWhiteSpace(label.Description) ? "" : $"  \n{MarkdownText.Inline(label.Description)}");

    private static void AppendRecall(StringBuilder text, Comparison comparison, string name)
    {
        var label = comparison.Record.Labels.IndexOf(name);
        if (label < 0 || comparison.Ranked.IsEmpty)
            return;
        var labels = comparison.Record.Labels;
        var table = new MarkdownTable(("strategy", false), ("found", true), ("mostly confused", false));
        foreach (var candidate in comparison.BestOfEach)
        {
            var scores = candidate.Confusion.Scores(label);
            if (scores.Recall is not { } recall)
                return;
            var worst = candidate.Confusion.WorstOf(label);
            table.Add(
                MarkdownText.Inline(candidate.Name),
                $"{Figures.Percent(recall, 0)} of {Figures.Count(scores.Rows)}",
                worst?.Text(index => MarkdownText.Label(labels[index])) ?? Figures.None);
        }

        text.Append("\n\n").Append(table);
    }
}
