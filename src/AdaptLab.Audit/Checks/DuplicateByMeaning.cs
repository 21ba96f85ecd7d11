using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Two examples of one set that say the same in other words, with the same answer.</summary>
internal sealed class DuplicateByMeaning : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3022", Severity.Hint, "Same meaning twice");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from pair in context.MeaningPairs
        let first = context.Rows[pair.First]
        let second = context.Rows[pair.Second]
        where first.AnswerKey == second.AnswerKey && first.Set == second.Set && !first.IsEval
        select new Finding(
            second.At(Rule, $"By what its words mean, this text is {Figures.Percent(pair.Similarity, 0)} like that of {first.Place}, with the same answer, and far less like any other. Where examples are few, a row that says something else teaches more; other words for the same teach a little.") with
            {
                Related = first.Related("the same in other words"),
                Choices = RowMends.Choices(RowMends.Remove(context, second)),
            },
            [second, first]);
}
