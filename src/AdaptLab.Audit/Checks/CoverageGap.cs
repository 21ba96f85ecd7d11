using AdaptLab.Audit.Learning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>More eval rows far from every example than if both were drawn alike, and which of them to write examples like, the
/// most useful first.</summary>
internal sealed class CoverageGap : IExampleCheck
{
    private const double Level = 0.001;
    private const int Shown = 5;

    public DiagnosticRule Rule { get; } = new("ADAPT3020", Severity.Information, "Eval rows that no example is like");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var set in context.Sets)
        {
            if (Coverage.Of(context, set) is not { Far.Length: > 0 } coverage)
                continue;
            if (coverage.P > Level)
                continue;
            var first = coverage.Far.Take(Shown).Select(far => $"{far.Row.Place} ({Figures.Percent(far.Nearest)} like the nearest, {Figures.Count(far.Brought, "row")} nearer with it)");
            yield return new Finding(
                Rule.At(
                    context.Spec.Examples.First(of => of.Name == set.Name).Span,
                    $"{Figures.Count(coverage.Far.Length)} of {Figures.Count(coverage.Rows, "eval row")} are less than {Figures.Percent(coverage.Threshold)} like any example of '{set.Name}', where about {Figures.Count((int)Math.Round(coverage.Expected))} would be if they were drawn as the examples were ({Figures.P(coverage.P)}). Write examples of their kind, the most useful first: {string.Join(", ", first)}."),
                [.. coverage.Far.Select(far => far.Row)]);
        }
    }
}
