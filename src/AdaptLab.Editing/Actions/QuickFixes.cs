using System.Collections.Immutable;
using AdaptLab.Language;
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
                yield return Action(fix, diagnostic, isPreferred: true);
            foreach (var choice in diagnostic.Choices.Where(choice => IsWithin(snapshot, choice)))
                yield return Action(choice, diagnostic, isPreferred: false);
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
        var edits = new List<TextEdit>();
        var count = 0;
        foreach (var fix in SpecDiagnostics.Of(snapshot).Where(d => d.Code == one.Code).Select(d => Within(snapshot, d)).OfType<Fix>())
        {
            var known = fix.Edits.All(edits.Contains);
            // Two that meet in one place cannot both be made blindly; the second is left for the next time.
            if (!known && fix.Edits.Any(edit => edits.Exists(other => Meet(edit, other, fix.Edits.Length == 1))))
                continue;
            edits.AddRange(known ? [] : fix.Edits);
            count++;
        }

        return count < 2 ? null : new CodeAction(
            $"Mend all {count} of {one.Code} in this file", CodeActionKind.QuickFix, one, isPreferred: false, [FileEdit.OfSpec(edits.Select(TextChange.Of))]);
    }

    /// <param name="single">Whether the edit is all of its fix: an insertion may then follow another one at the same place.</param>
    private static bool Meet(TextEdit edit, TextEdit other, bool single) =>
        edit.Span.Start < other.Span.End && other.Span.Start < edit.Span.End
        || (edit.Span.Start == other.Span.Start && !(single && edit.Span.Length == 0 && other.Span.Length == 0));

    /// <summary>The fix, if it is of this text: an editor may ask with diagnostics of a text that has changed since.</summary>
    private static Fix? Within(SpecSnapshot snapshot, Diagnostic diagnostic) =>
        diagnostic.Fix is { } fix && IsWithin(snapshot, fix) ? fix : null;

    private static bool IsWithin(SpecSnapshot snapshot, Fix fix) =>
        fix.Edits.All(edit => edit.Span.Start >= 0 && edit.Span.End <= snapshot.Text.Length);

    private static CodeAction Action(Fix fix, Diagnostic diagnostic, bool isPreferred) =>
        new(fix.Title, CodeActionKind.QuickFix, diagnostic, isPreferred, [FileEdit.OfSpec(fix.Edits.Select(TextChange.Of))]);
}
