using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Labels with one example in a set, so that what such texts have in common cannot show.</summary>
internal sealed class TooFewExamples : IExampleCheck
{
    /// <summary>Of one example nobody can tell what of it makes the label.</summary>
    private const int Fewest = 2;

    public DiagnosticRule Rule { get; } = new("ADAPT3008", Severity.Information, "Label with too few examples");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        if (context.Labels.IsEmpty)
            yield break;
        foreach (var set in context.Sets)
        {
            // A label without any is told of at the label itself.
            var few = set.Rows.CountBy(row => row.Label).Where(label => label.Value < Fewest).OrderBy(label => label.Key).ToArray();
            if (few.Length == 0)
                continue;
            var named = string.Join(", ", few.Take(5).Select(label => context.Name(label.Key))) + (few.Length > 5 ? ", …" : "");
            var declaration = context.Spec.Examples.First(of => of.Name == set.Name).Span;
            yield return new Finding(
                Rule.At(declaration, $"{few.Length} of {context.Labels.Length} labels {(few.Length == 1 ? "has" : "have")} but one example in '{set.Name}' ({named}). From four on, what they have in common begins to show."), []);
        }
    }
}
