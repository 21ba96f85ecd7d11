using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

/// <summary>The mends that diagnostics carry, one by one and all of a kind together.</summary>
internal static class QuickFixes
{
    public static IEnumerable<CodeAction> Of(SpecSnapshot snapshot, ImmutableArray<Diagnostic> context)
    {
        foreach (var diagnostic in context)
        {
            if (Within(snapshot, diagnostic) is { } fix)
                yield return new CodeAction(fix.Title, CodeActionKind.QuickFix, diagnostic, IsPreferred: true, [Edit(fix)]);
        }

        foreach (var ofOneCode in context.Where(d => Within(snapshot, d) is not null).GroupBy(d => d.Code))
        {
            if (All(snapshot, ofOneCode.First()) is { } all)
                yield return all;
        }
    }

    /// <summary>All diagnostics of the same code in the file, mended at once; null where there is only the one.</summary>
    private static CodeAction? All(SpecSnapshot snapshot, Diagnostic one)
    {
        var same = snapshot.Compilation.Diagnostics.Where(d => d.Code == one.Code && Within(snapshot, d) is not null).ToList();
        return same.Count < 2 ? null : new CodeAction(
            $"Mend all {same.Count} of {one.Code} in this file", CodeActionKind.QuickFix, one, IsPreferred: false,
            [FileEdit.OfSpec(same.SelectMany(d => d.Fix!.Edits).Distinct().Select(TextChange.Of))]);
    }

    /// <summary>The fix, if it is of this text: an editor may ask with diagnostics of a text that has changed since.</summary>
    private static Fix? Within(SpecSnapshot snapshot, Diagnostic diagnostic) =>
        diagnostic.Fix is { } fix && fix.Edits.All(edit => edit.Span.Start >= 0 && edit.Span.End <= snapshot.Text.Length) ? fix : null;

    private static FileEdit Edit(Fix fix) => FileEdit.OfSpec(fix.Edits.Select(TextChange.Of));
}
