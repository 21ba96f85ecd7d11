using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>Two labels whose examples lie among one another, much more than those of other labels do: annotators lacked a
/// rule, or the labels are one.</summary>
internal sealed class ConfusableLabels : IExampleCheck
{
    private const double Level = 0.001, FewestErrors = 0.4;

    public DiagnosticRule Rule { get; } = new("ADAPT3012", Severity.Information, "Labels that overlap");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Opinions is not { } opinions)
            return [];
        var pairs = (
            from first in Enumerable.Range(0, context.Labels.Length)
            from second in Enumerable.Range(first + 1, context.Labels.Length - first - 1)
            let rows = Enumerable.Range(0, opinions.Rows.Length).Where(i => opinions.Rows[i].Label == first || opinions.Rows[i].Label == second).ToArray()
            where rows.Length > 0
            let taken = rows.Where(i => opinions.Scores[i][first] > opinions.Scores[i][second] != (opinions.Rows[i].Label == first)).ToArray()
            select (First: first, Second: second, Rows: rows.Length, Taken: taken)).ToArray();
        var errors = pairs.Sum(pair => pair.Taken.Length);
        var all = pairs.Sum(pair => pair.Rows);
        // What is usual is told by the other pairs: with few examples, all labels seem to overlap a little. Of a single pair it
        // is told by none.
        if (pairs.Length < 2)
            return [];
        double Usual((int First, int Second, int Rows, int[] Taken) pair) => (errors - pair.Taken.Length + 1.0) / (all - pair.Rows + 2);
        var p = Holm.Adjust([.. pairs.Select(pair => Distributions.BinomialUpperTail(pair.Taken.Length, pair.Rows, Usual(pair)))]);
        return
            from found in pairs.Zip(p)
            let pair = found.First
            where found.Second < Level && pair.Taken.Length >= FewestErrors * pair.Rows
            orderby found.Second
            select new Finding(
                Rule.At(
                    context.Labels[pair.First].Span,
                    $"'{context.Name(pair.First)}' and '{context.Name(pair.Second)}' overlap: {pair.Taken.Length} of their {pair.Rows} examples are more like the other label's, where {Figures.Percent(Usual(pair), 0)} is usual ({Figures.P(found.Second)}). Write the rule that parts them into their descriptions, or make them one.")
                with { Related = [new RelatedPlace($"'{context.Name(pair.Second)}' here", context.Labels[pair.Second].Span)] },
                [.. pair.Taken.Select(i => opinions.Rows[i])]);
    }
}
