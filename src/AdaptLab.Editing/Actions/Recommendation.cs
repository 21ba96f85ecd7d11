using AdaptLab.Editing.Results;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing.Actions;

/// <summary>Does what the last run recommends: goes on without the strategies that another one beats in accuracy and in speed.</summary>
internal static class Recommendation
{
    public static IEnumerable<CodeAction> Of(ActionPlace place)
    {
        if (!place.IsAtHeader || place.Declaration is not { Keyword.Text: "strategy" or "compare" } at || place.Snapshot.Results is not { } results)
            yield break;
        var dominated = Dominated(place.Snapshot, results).ToList();
        if (dominated.Count == 0 || (at.Keyword.IsName("strategy") && !dominated.Any(d => d.Declaration == at)))
            yield break;

        var one = dominated.FirstOrDefault(d => d.Declaration == at);
        if (one.Declaration is not null)
            yield return place.Action($"Remove {Name(one.Declaration)}, dominated by {one.Better}", CodeActionKind.Rewrite, Removed(one.Declaration));
        if (dominated.Count > 1 || at.Keyword.IsName("compare"))
        {
            yield return place.Action(
                $"Apply the recommendation: remove {string.Join(", ", dominated.Select(d => Name(d.Declaration)))}",
                CodeActionKind.Rewrite, dominated.Select(d => Removed(d.Declaration)));
        }
    }

    /// <summary>Strategies all of whose candidates are dominated, as the diagnostics say, and that nothing else names.</summary>
    private static IEnumerable<(DeclarationSyntax Declaration, string Better)> Dominated(SpecSnapshot snapshot, SpecResults results)
    {
        var comparison = results.Comparison;
        var better = comparison.Dominations.ToDictionary(d => d.Pair.Worse.Run, d => d.Pair.Better.Name);
        var shown = ResultDiagnostics.Of(snapshot).Where(d => d.Code == ResultRules.DominatedRule.Code).Select(d => d.Span).ToHashSet();
        var (spec, symbols) = (snapshot.Compilation.Spec, snapshot.Compilation.Symbols);
        foreach (var declaration in snapshot.Compilation.Tree.Root.Declarations.Where(d => shown.Contains(d.HeaderSpan)))
        {
            var candidates = spec.Strategies.Where(s => s.Span == declaration.Span).Select(s => s.Name).ToHashSet();
            var runs = comparison.Record.Candidates.Where(run => candidates.Contains(run.Strategy)).ToList();
            var named = symbols.Symbols.Any(s => declaration.HeaderSpan.Contains(s.Span) && symbols.ReferencesTo(s).Any());
            if (runs.Count > 0 && runs.All(better.ContainsKey) && !named)
                yield return (declaration, better[runs[0]]);
        }
    }

    private static TextChange Removed(DeclarationSyntax declaration) => new(Removal.Of(declaration), "");

    private static string Name(DeclarationSyntax declaration) => string.Join(' ', declaration.Names.Select(n => n.Text));
}
