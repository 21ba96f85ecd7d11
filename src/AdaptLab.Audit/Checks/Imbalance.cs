using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>A set in which one label has many times the examples of another, where the eval rows do not have the same shares.</summary>
internal sealed class Imbalance : IExampleCheck
{
    private const double Ratio = 4, Level = 0.001, SameShares = 0.15;

    public DiagnosticRule Rule { get; } = new("ADAPT3010", Severity.Hint, "Labels out of balance");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var set in context.Sets.Where(set => !context.Labels.IsEmpty && set.Rows.Length > 0))
        {
            var counts = set.Rows.CountBy(row => row.Label).OrderBy(label => label.Value).ToArray();
            var (least, most) = (counts[0], counts[^1]);
            // As many as one in any order would be beyond chance, corrected for the choice of the label.
            var p = Math.Min(1, counts.Length * Distributions.BinomialUpperTail(most.Value, set.Rows.Length, 1.0 / counts.Length));
            if (most.Value < Ratio * least.Value || p > Level || IsAsInEval(context, set))
                continue;
            yield return new Finding(
                Rule.At(
                    context.Spec.Examples.First(of => of.Name == set.Name).Span,
                    $"'{context.Name(most.Key)}' has {most.Value} examples in '{set.Name}' and '{context.Name(least.Key)}' {least.Value}: {(double)most.Value / least.Value:0.0} times as many ({Figures.P(p)}), and eval has other shares. What is trained on it guesses '{context.Name(most.Key)}' too often. Add rows of the rare labels."),
                []);
        }
    }

    private static bool IsAsInEval(AuditContext context, AuditedSet set)
    {
        if (context.Eval.IsEmpty)
            return false;
        var (examples, eval) = (set.Rows.CountBy(row => row.Label).ToDictionary(), context.Eval.CountBy(row => row.Label).ToDictionary());
        return Enumerable.Range(0, context.Labels.Length).Sum(label => Math.Abs(
            (double)examples.GetValueOrDefault(label) / set.Rows.Length - (double)eval.GetValueOrDefault(label) / context.Eval.Length)) / 2 < SameShares;
    }
}
