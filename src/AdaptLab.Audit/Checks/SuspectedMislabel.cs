using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>An example whose label is more probably wrong than right, by what is said of it without it. A probability, never
/// a verdict.</summary>
internal sealed class SuspectedMislabel : IExampleCheck
{
    /// <summary>On the tasks that the probability was learnt from, five in six that it names are planted, and in nine clean sets it
    /// names one row.</summary>
    private const double Probable = 0.6;

    public DiagnosticRule Rule { get; } = new("ADAPT3013", Severity.Information, "Suspected mislabel");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Opinions is not { } opinions)
            return [];
        return
            from i in Enumerable.Range(0, opinions.Rows.Length)
            where opinions.Wrong[i] >= Probable
            orderby opinions.Wrong[i] descending
            let row = opinions.Rows[i]
            let likely = context.Name(opinions.Likely[i])
            select new Finding(
                row.At(Rule, $"'{row.Answer}' is wrong here with a probability of {Figures.Percent(opinions.Wrong[i], 0)}: by {opinions.Witnesses}, '{likely}' fits better. How far to trust them: of a label of '{row.Set}' and a wrong one put in another's place, they doubt the wrong one more in {Figures.Percent(opinions.Told[i], 0)} of pairs (50 % would be chance). Relabel it, or confirm it by silencing this.") with
                {
                    Choices = RowMends.Choices(RowMends.Relabel(context, row, likely), RowMends.Remove(context, row)),
                },
                [row],
                opinions.Wrong[i]);
    }
}
