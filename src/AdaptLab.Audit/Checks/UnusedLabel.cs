using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>A label that no example of a training set has.</summary>
internal sealed class UnusedLabel : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3007", Severity.Warning, "Label without examples");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var bySet = context.Sets.ToDictionary(set => set.Name, set => set.Rows.Select(row => row.Label).ToHashSet(), StringComparer.Ordinal);
        var trained = context.Spec.Compare.Train.Where(sets => sets.Any(bySet.ContainsKey)).ToArray();
        for (var label = 0; label < context.Labels.Length; label++)
        {
            var lacking = trained.Where(sets => !sets.Any(set => bySet.GetValueOrDefault(set)?.Contains(label) == true)).Select(sets => string.Join(" + ", sets)).ToArray();
            if (lacking.Length == 0)
                continue;
            var judged = context.Eval.Count(row => row.Label == label);
            var effect = judged == 0 && lacking.Length == trained.Length ? "No eval row has it, either: remove the label, or add examples."
                : judged == 0 ? "Add some, or leave the label out of what is trained on it."
                : $"{Figures.Count(judged, "eval row")} of {Figures.Count(context.Eval.Length)} {(judged == 1 ? "has" : "have")} it: add examples of it.";
            yield return new Finding(
                Rule.At(context.Labels[label].Span, $"'{context.Name(label)}' has 0 examples in {string.Join(" and in ", lacking)}. {effect}"), []);
        }
    }
}
