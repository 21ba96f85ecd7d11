using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Two rows that say the same in other words, with different labels.</summary>
internal sealed class ContradictionByMeaning : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3021", Severity.Hint, "Same meaning, other label");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from pair in context.MeaningPairs
        // Written answers are taken from the text: where that differs, so may they.
        where !context.Labels.IsEmpty
        let first = context.Rows[pair.First]
        let second = context.Rows[pair.Second]
        // Who writes eval rows tells them apart by what decides; that is no finding about the examples.
        where first.AnswerKey != second.AnswerKey && !first.IsEval
        select new Finding(
            second.At(Rule, $"By what its words mean, this text is {Figures.Percent(pair.Similarity, 0)} like that of {first.Place} and far less like any other; that one is '{first.Answer}' and not '{second.Answer}'. Keep both if what differs decides; else relabel one.") with
            {
                Related = first.Related($"'{first.Answer}' here"),
                Choices = RowMends.Choices(RowMends.Relabel(context, second, first.Answer), RowMends.Remove(context, second)),
            },
            [second, first]);
}
