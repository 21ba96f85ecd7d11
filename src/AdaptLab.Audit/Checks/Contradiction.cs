using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit.Checks;

/// <summary>The same text with different answers, in one set or across sets, eval included.</summary>
internal sealed class Contradiction : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3001", Severity.Warning, "Contradiction");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from same in context.Rows.GroupBy(row => row.Features.Key, StringComparer.Ordinal)
        let answers = same.CountBy(row => row.AnswerKey).ToDictionary()
        where answers.Count > 1
        from row in same
        let other = same.First(other => other.AnswerKey != row.AnswerKey)
        select new Finding(
            row.At(Rule, $"The same text is '{other.Answer}' at {other.Place} and '{row.Answer}' here. One of the {same.Count()} rows that say so is wrong.") with
            {
                Related = other.Related($"'{other.Answer}' here"),
                Choices = RowMends.Choices(context.Labels.IsEmpty ? null : RowMends.Relabel(context, row, other.Answer), RowMends.Remove(context, row)),
            },
            [row, .. same.Where(other => other != row)]);
}
