using AdaptLab.Language;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>What `require` asks, and what was measured.</summary>
internal static class RequirementHover
{
    public static string? OfMeasure(SpecSnapshot snapshot, MemberSyntax member)
    {
        if (Measures.Find(member.Path) is not { } measure)
            return null;
        var text = $"**{measure.Name}**: {measure.UnitText}  \n{measure.Doc}";
        return Outcome(snapshot, member.Span) is { } outcome ? $"{text}\n\n{outcome}" : text;
    }

    /// <summary>Whether the requirement that holds the place is met; null where there is none, or nothing was run.</summary>
    public static string? Outcome(SpecSnapshot snapshot, TextSpan place)
    {
        var requirement = snapshot.Compilation.Spec.Compare.Requirements.FirstOrDefault(r => r.Span.Contains(place));
        if (requirement is null || snapshot.Results is not { } results)
            return null;
        var outcome = RequirementEvaluation.Evaluate(requirement, results.Comparison);
        return $"{(outcome.Met ? "✓ met" : "✗ not met")} by the last run: {MarkdownText.Inline(outcome.Explanation)}";
    }

    public static string OfBest(SpecSnapshot snapshot) =>
        "**best**: whichever strategy is best" + (snapshot.Results?.Comparison.Best is { } best ? $"; in the last run {MarkdownText.Inline(best.Name)}." : ".");
}
