using System.Runtime.CompilerServices;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>A label: what it means, how many rows it has, and how well each strategy finds it.</summary>
internal static class LabelHover
{
    private static readonly ConditionalWeakTable<object, LabelSimilarity> Similarities = [];

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
        if (Similarity(snapshot).Nearest(name) is var (other, cosine))
            text.Append($"  \nMost alike by the words of its rows: {MarkdownText.Label(other)} ({Figures.Share(cosine)}).");
        if (snapshot.Results is { } results)
            AppendRecall(text, results.Comparison, name);
        return text.ToString();
    }

    /// <summary>Asked at every movement over the labels of one text.</summary>
    private static LabelSimilarity Similarity(SpecSnapshot snapshot) =>
        Similarities.GetValue(snapshot.Data ?? (object)snapshot.Compilation, _ => LabelSimilarity.Of(RowCounts.Examples(snapshot)));

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
