using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Audit.Checks;

/// <summary>An example without which a linear classifier answers more eval rows rightly, beyond what chance gives.</summary>
internal sealed class HarmfulExample : IExampleCheck
{
    private const double Level = 0.01, LeastShare = 0.02;
    private const int LeastRows = 4;

    public DiagnosticRule Rule { get; } = new("ADAPT3014", Severity.Hint, "Example that harms");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Influence is not { } influence)
            return [];
        return
            from i in Enumerable.Range(0, influence.Rows.Length)
            let gain = influence.Mended[i] - influence.Broken[i]
            where gain >= Math.Max(LeastRows, LeastShare * influence.EvalRows)
            let p = Distributions.BinomialUpperTail(influence.Mended[i], influence.Mended[i] + influence.Broken[i], 0.5)
            where p < Level
            orderby gain descending
            let row = influence.Rows[i]
            select new Finding(
                row.At(Rule, $"Without this example, a linear classifier of words trained on '{row.Set}' gets {influence.Mended[i]} more of {Figures.Count(influence.EvalRows, "eval row")} right and {influence.Broken[i]} fewer ({Figures.P(p)}, not corrected for how many examples were tried). See whether its label is right. What is chosen by eval rows is to be judged on others.") with
                {
                    Choices = RowMends.Choices(RowMends.Remove(context, row)),
                },
                [row]);
    }
}
