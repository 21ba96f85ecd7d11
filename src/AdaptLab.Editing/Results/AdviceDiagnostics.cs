using System.Collections.Immutable;
using AdaptLab.Editing.Actions;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;
using AdaptLab.Results.Advising;

namespace AdaptLab.Editing.Results;

/// <summary>What is advised, at `compare`: from the data alone before anything has run, from the evidence afterwards. Where the
/// advice is a change of the spec, it can be made.</summary>
public static class AdviceDiagnostics
{
    /// <summary>Of a handful of things to think of, nobody thinks.</summary>
    private const int Most = 3;

    public static ImmutableArray<Diagnostic> Of(SpecSnapshot snapshot)
    {
        if (!snapshot.Compilation.Tree.Diagnostics.IsEmpty || (StrategyPlaces.Header(snapshot.Compilation, "compare") ?? StrategyPlaces.Header(snapshot.Compilation, "task")) is not { } place)
            return [];
        // While something runs the advice would be overtaken; of a result that is stale nothing is concluded.
        var (rule, advice) = snapshot switch
        {
            { Run: not null } => default,
            { Results: { StaleCandidates.IsEmpty: true, StaleRows.IsEmpty: true } results } => (ResultRules.AdviceAfterRule, results.Comparison.Advice),
            { Results: null, Data.Situation: { } situation } => (ResultRules.AdviceBeforeRule, situation.Advice),
            _ => default,
        };
        return rule is null || advice.IsEmpty ? [] :
        [
            rule.At(place, string.Join(' ', advice.Take(Most).Select(one => one.Text))) with
            {
                Choices = [.. advice.Select(one => one.Edit).OfType<AdviceEdit>().Select(edit => Fix(snapshot, edit)).OfType<Fix>().DistinctBy(fix => fix.Title)],
            },
        ];
    }

    /// <summary>Null where the spec breaks off at the place.</summary>
    private static Fix? Fix(SpecSnapshot snapshot, AdviceEdit edit)
    {
        var root = snapshot.Compilation.Tree.Root;
        if (edit.Property is not { } property)
        {
            var change = AddStrategy.Inserted(root, [.. root.Declarations.Where(d => d.Keyword.IsName("strategy"))], snapshot.Compilation.Spec, edit.Value);
            return new Fix($"Add '{edit.Value}'", [new TextEdit(change.Span, change.NewText)]);
        }

        var title = $"Write '{property}: {edit.Value}'";
        if (root.Declarations.FirstOrDefault(d => d.Keyword.IsName("compare")) is not { } compare)
        {
            var lineEnd = root.EndOfFile.LineEnd;
            return Language.Diagnostics.Fix.Insert(title, root.EndOfFile.Span.Start, $"{lineEnd}compare {{ {property}: {edit.Value} }}{lineEnd}");
        }

        return compare.Block?.Property(property)?.Value is { } written ? Language.Diagnostics.Fix.Replace(title, written.Span, edit.Value)
            : Insertion.Property(compare, property, edit.Value) is { } insertion ? new Fix(title, [insertion])
            : null;
    }
}
