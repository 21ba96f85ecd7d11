using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>The same text with the same answer again, among examples or among eval rows.</summary>
/// <remarks>Of an example that is an eval row, too, the reading of the files tells (ADAPT2313).</remarks>
internal sealed class Duplicate : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3003", Severity.Information, "Duplicate");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        // Two sets may well share rows: each is trained on by itself unless the spec joins them.
        var joined = context.Spec.Compare.Train.Where(sets => sets.Length > 1).SelectMany(sets => sets).ToHashSet(StringComparer.Ordinal);
        var isFolded = context.Spec.Eval.Folds is not null;
        return
            from same in context.Rows.GroupBy(row => (row.Features.Key, row.AnswerKey, Set: joined.Contains(row.Set) ? "" : row.Set))
            let times = same.Count()
            where times > 1
            let first = same.First()
            from row in same.Skip(1)
            let effect = row.IsEval ? "it counts twice in every figure"
                : isFolded ? "held out in one fold and learnt in another, it is answered from memory"
                : "it teaches nothing new and weighs more than others"
            select new Finding(
                row.At(Rule, $"This row stands {Figures.Count(times)} times, first at {first.Place}: {effect}. Remove the repeats.") with
                {
                    Related = first.Related("first here"),
                    Fix = RowMends.Remove(context, row, "Remove the repeated row"),
                },
                [row, first]);
    }
}
