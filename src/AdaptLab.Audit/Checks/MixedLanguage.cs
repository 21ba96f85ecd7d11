using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>A row in another language or script than nearly all others.</summary>
/// <remarks>By script, and for scripts that many languages share by their commonest words. A short text may have none of them:
/// of such a one nothing is said.</remarks>
internal sealed class MixedLanguage : IExampleCheck
{
    private const int FewestRows = 8;
    private const double Usual = 0.85;

    public DiagnosticRule Rule { get; } = new("ADAPT3019", Severity.Hint, "Another language");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var told = context.Rows.Select(row => (Row: row, row.Features.Language)).Where(row => row.Language is not null).ToArray();
        if (told.Length < FewestRows)
            return [];
        var (usual, count) = told.CountBy(row => row.Language!).MaxBy(language => language.Value);
        if (count < Usual * told.Length)
            return [];
        return
            from other in told
            where other.Language != usual
            select new Finding(
                other.Row.At(Rule, $"This seems to be {other.Language}, where {Figures.Count(count)} of {Figures.Count(told.Length)} rows that can be told are {usual}. Translate it, or leave it out, unless such texts are to be expected.") with
                {
                    Choices = RowMends.Choices(RowMends.Remove(context, other.Row)),
                },
                [other.Row]);
    }
}
