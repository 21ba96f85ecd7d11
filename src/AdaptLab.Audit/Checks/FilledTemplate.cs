using System.Text.RegularExpressions;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Examples that are one sentence with other names and numbers in it: they count many times and teach once.</summary>
internal sealed partial class FilledTemplate : IExampleCheck
{
    private const int FewestRows = 3, FewestWords = 5;

    public DiagnosticRule Rule { get; } = new("ADAPT3016", Severity.Hint, "One sentence with other values in it");

    public IEnumerable<Finding> Find(AuditContext context) =>
        from set in context.Sets
        from same in set.Rows.DistinctBy(row => row.Features.Key).Where(row => row.Features.Words.Length >= FewestWords).GroupBy(row => (row.AnswerKey, Frame: Frame(row.Text)))
        let rows = same.ToArray()
        where rows.Length >= FewestRows && same.Key.Frame.Contains('▢', StringComparison.Ordinal)
        orderby rows.Length descending
        select new Finding(
            rows[0].At(Rule, $"{Figures.Count(rows.Length, "example")} of '{rows[0].Answer}' in '{set.Name}' are this sentence with other names or numbers in it. They weigh {Figures.Count(rows.Length)} times and teach once: keep one or two, and word others anew.") with
            {
                Related = [.. rows.Skip(1).Take(3).SelectMany(row => row.Related("the same sentence"))],
                Choices = RowMends.Choices(RowMends.All($"Remove the other {rows.Length - 1}{(rows[0].Source.Inline ? "" : $" and keep {rows[0].Place}")}", [.. rows.Skip(1).Select(row => RowMends.Remove(context, row))])),
            },
            [.. rows]);

    private static string Frame(string text) => Value().Replace(text, "▢");

    // Numbers with what belongs to them, and words with a capital that begin no sentence.
    [GeneratedRegex(@"\d[\d.,:/%-]*|(?<=[\p{Ll}\d,;] )\p{Lu}[\p{L}\d'&-]*(?: \p{Lu}[\p{L}\d'&-]*)*")]
    private static partial Regex Value();
}
