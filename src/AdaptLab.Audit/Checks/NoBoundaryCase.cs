using System.Collections.Immutable;
using AdaptLab.Audit.Learning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>A label all of whose examples are plain, where eval has rows of it that lie much nearer to another label: the
/// examples do not show where the border is.</summary>
internal sealed class NoBoundaryCase : IExampleCheck
{
    private const double Level = 0.01;
    private const int FewestExamples = 3, FewestRows = 4, Shown = 3;

    public DiagnosticRule Rule { get; } = new("ADAPT3024", Severity.Hint, "Label without a boundary case");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Labels.Length < 2)
            yield break;
        foreach (var set in context.Sets.Where(set => set.Rows.DistinctBy(row => row.Label).Count() > 1))
        {
            ImmutableArray<AuditedRow> rows = [.. set.Rows, .. context.Eval.DistinctBy(row => row.Features.Key)];
            var margins = LabelMargins.Of(context, set.Rows, rows).Margins;
            var labels = Enumerable.Range(0, context.Labels.Length).Select(label => Beyond(rows, margins, label)).ToArray();
            // An example is compared with one row less of its own label than an eval row is: what is expected is rather too much.
            var p = Holm.Adjust([.. labels.Select(label => label.Judged == 0 ? 1 : Coverage.OrMore(label.Rows.Length, label.Judged, 1, label.Examples))]);
            foreach (var label in Enumerable.Range(0, labels.Length).Where(label => p[label] < Level && labels[label].Examples >= FewestExamples && labels[label].Judged >= FewestRows))
            {
                var found = labels[label];
                yield return new Finding(
                    Rule.At(
                        context.Labels[label].Span,
                        $"'{set.Name}' has no boundary case of '{context.Name(label)}': {Figures.Count(found.Rows.Length)} of {Figures.Count(found.Judged, "eval row")} of it lie nearer to another label than each of its {found.Examples} examples, where about {Figures.Count((int)Math.Round((double)found.Judged / (found.Examples + 1)))} would if both were drawn alike ({Figures.P(p[label])}). Write examples that only just belong to it, of the kind of {string.Join(", ", found.Rows.Take(Shown).Select(row => row.Place))}."),
                    [.. found.Rows]);
            }
        }
    }

    /// <summary>Eval rows of a label with less margin than every example of it, the least first.</summary>
    private static (int Examples, int Judged, AuditedRow[] Rows) Beyond(ImmutableArray<AuditedRow> rows, double[] margins, int label)
    {
        var own = Enumerable.Range(0, rows.Length).Where(i => rows[i].Label == label).ToLookup(i => rows[i].IsEval);
        if (!own[false].Any())
            return (0, 0, []);
        var least = own[false].Min(i => margins[i]);
        return (own[false].Count(), own[true].Count(), [.. own[true].Where(i => margins[i] < least).OrderBy(i => margins[i]).Select(i => rows[i])]);
    }
}
