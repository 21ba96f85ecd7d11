using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>A label whose examples are, some of them, more like a second label's and, the rest of them, more like a third one's:
/// those two contain it.</summary>
internal sealed class LabelBetweenOthers : IExampleCheck
{
    private const double Level = 0.003, LeastInAll = 0.6, LeastOfEach = 0.2;
    private const int FewestExamples = 4, FewestOfEach = 2;

    public DiagnosticRule Rule { get; } = new("ADAPT3023", Severity.Information, "Label between two others");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Opinions is not { } opinions || context.Labels.Length < 3)
            return [];
        var labels = Enumerable.Range(0, context.Labels.Length).Select(label => Taken(opinions.Rows, opinions.Scores, label)).ToArray();
        var (errors, all) = (labels.Sum(label => label.Elsewhere.Length), labels.Sum(label => label.Count));
        // What is usual is told by the other labels: with few examples, every label's lie among others' a little.
        double Usual((int Count, int[] Elsewhere, (int Label, int Count)[] Most) label) => (errors - label.Elsewhere.Length + 1.0) / (all - label.Count + 2);
        var p = Holm.Adjust([.. labels.Select(label => label.Count == 0 ? 1 : Distributions.BinomialUpperTail(label.Elsewhere.Length, label.Count, Usual(label)))]);
        return
            from label in Enumerable.Range(0, labels.Length)
            let taken = labels[label]
            where taken.Count >= FewestExamples && p[label] < Level && taken.Most.Length >= 2
            let two = taken.Most[..2]
            where two.Sum(other => other.Count) >= LeastInAll * taken.Count && two.All(other => other.Count >= Math.Max(FewestOfEach, LeastOfEach * taken.Count))
            orderby p[label]
            select new Finding(
                Rule.At(
                    context.Labels[label].Span,
                    $"'{context.Name(label)}' lies between '{context.Name(two[0].Label)}' and '{context.Name(two[1].Label)}': of its {taken.Count} examples, {two[0].Count} are more like the first one's than its own and {two[1].Count} more like the second one's, where {Figures.Percent(Usual(taken), 0)} in all is usual ({Figures.P(p[label])}). Give its rows to these two, or write into the descriptions what makes a row '{context.Name(label)}' all the same.")
                with { Related = [.. two.Select(other => new RelatedPlace($"'{context.Name(other.Label)}' here", context.Labels[other.Label].Span))] },
                [.. taken.Elsewhere.Select(i => opinions.Rows[i])]);
    }

    /// <summary>Of a label's examples, those that another label fits better, and which labels do, the most frequent first.</summary>
    private static (int Count, int[] Elsewhere, (int Label, int Count)[] Most) Taken(IReadOnlyList<AuditedRow> rows, double[][] scores, int label)
    {
        int[] own = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Label == label)];
        int[] elsewhere = [.. own.Where(i => Best(scores[i]) != label)];
        return (own.Length, elsewhere, [.. elsewhere.CountBy(i => Best(scores[i])).OrderByDescending(other => other.Value).ThenBy(other => other.Key).Select(other => (other.Key, other.Value))]);
    }

    private static int Best(double[] scores) => Array.IndexOf(scores, scores.Max());
}
