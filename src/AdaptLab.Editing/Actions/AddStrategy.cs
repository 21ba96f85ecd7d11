using AdaptLab.Language;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Adds a kind of strategy that the spec does not compare yet, with its main property spelt out.</summary>
internal static class AddStrategy
{
    public static IEnumerable<CodeAction> Of(ActionPlace place)
    {
        if (place is not { IsAtHeader: true, Declaration.Keyword.Text: "strategy" or "compare" })
            yield break;
        var (spec, root) = (place.Snapshot.Compilation.Spec, place.Snapshot.Compilation.Tree.Root);
        var strategies = root.Declarations.Where(d => d.Keyword.IsName("strategy")).ToList();
        var remote = spec.Models.FirstOrDefault() is { } model && Providers.Find(model.Provider) is { IsRemote: true };
        foreach (var kind in StrategyKinds.All)
        {
            if (strategies.Any(d => d.Names.FirstOrDefault()?.Text == kind.Name) || !kind.Tasks.Contains(spec.Task.Kind) || (remote && kind.NeedsWeights))
                continue;
            // Where none is declared, the usual ones run: to name one is to give up the others.
            if (strategies.Count == 0 && kind.RunsByDefault)
                continue;
            yield return place.Action($"Compare with {kind.Name}, too", CodeActionKind.Rewrite, Inserted(root, strategies, spec, Written(kind)));
        }
    }

    /// <summary>A strategy after the others, or before `compare` together with those that ran without being declared.</summary>
    /// <param name="strategies">The declared ones.</param>
    /// <param name="written">As it is to stand in the spec.</param>
    public static TextChange Inserted(SourceFileSyntax root, List<DeclarationSyntax> strategies, Language.Binding.Spec spec, string written)
    {
        var lineEnd = root.EndOfFile.LineEnd;
        if (strategies.LastOrDefault() is { } last)
        {
            var token = last.Tokens().Last();
            var end = token.TrailingTrivia.Where(t => t.IsComment).Select(t => t.Span.End).Append(token.Span.End).Max();
            return TextChange.Insert(end, lineEnd + written);
        }

        var all = string.Concat(spec.Strategies.Select(s => StrategyKinds.Find(s.Kind)).OfType<StrategyKind>().Select(Written).Append(written).Select(w => w + lineEnd));
        return root.Declarations.FirstOrDefault(d => d.Keyword.IsName("compare")) is { } compare
            ? TextChange.Insert(compare.Span.Start, all + lineEnd)
            : TextChange.Insert(root.EndOfFile.Span.Start, lineEnd + all);
    }

    /// <summary>`strategy lora { rank: 8 }`: the first property is the one that matters most.</summary>
    private static string Written(StrategyKind kind) =>
        kind.Properties.FirstOrDefault(p => p.Default is double) is { } property
            ? $"strategy {kind.Name} {{ {property.Name}: {property.DefaultText} }}"
            : $"strategy {kind.Name}";
}
