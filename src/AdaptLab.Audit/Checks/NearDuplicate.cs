using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Nearly the same text with the same answer, both in one set.</summary>
internal sealed class NearDuplicate : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3004", Severity.Hint, "Near duplicate");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from pair in context.NearPairs
        let first = context.Rows[pair.First]
        let second = context.Rows[pair.Second]
        where first.AnswerKey == second.AnswerKey && first.Set == second.Set
        select new Finding(
            second.At(Rule, $"{Figures.Percent(pair.Similarity, 0)} of this text is that of {first.Place}, with the same answer. One of the two teaches what both do; a row that differs more would teach more.") with
            {
                Related = first.Related("nearly the same here"),
                Choices = RowMends.Choices(RowMends.Remove(context, second)),
            },
            [second, first]);
}
