using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Nearly the same text with another answer. Two such rows teach where the border lies, if both are right: so this
/// is a hint, and needs more likeness than a repeat does.</summary>
internal sealed class NearContradiction : IExampleCheck
{
    private const double Alike = 0.7;

    public DiagnosticRule Rule { get; } = new("ADAPT3002", Severity.Hint, "Near contradiction");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from pair in context.NearPairs
        // Written answers are taken from the text: where that differs, so may they.
        where pair.Similarity >= Alike && !context.Labels.IsEmpty
        let first = context.Rows[pair.First]
        let second = context.Rows[pair.Second]
        where first.AnswerKey != second.AnswerKey
        select new Finding(
            second.At(Rule, $"{Figures.Percent(pair.Similarity, 0)} of this text is that of {first.Place}, which is '{first.Answer}' and not '{second.Answer}'. Keep both if what differs decides; else relabel one.") with
            {
                Related = first.Related($"'{first.Answer}' here"),
                Choices = RowMends.Choices(RowMends.Relabel(context, second, first.Answer), RowMends.Remove(context, second)),
            },
            [second, first]);
}
