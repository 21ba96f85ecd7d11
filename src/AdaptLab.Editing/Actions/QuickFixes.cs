using System.Collections.Immutable;
using AdaptLab.Editing.DataRows;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

/// <summary>The mends that diagnostics carry, one by one and all of a kind together.</summary>
/// <param name="textOf">As <see cref="RowMending"/> takes it; it makes each file's rows once.</param>
internal sealed class QuickFixes(SpecSnapshot snapshot, Func<string, string?> textOf)
{
    private readonly RowMending _rows = new(textOf);

    public IEnumerable<CodeAction> Of(ImmutableArray<Diagnostic> context)
    {
        foreach (var diagnostic in context)
        {
            if (diagnostic.Fix is { } fix && EditsOf(fix) is { } edits)
                yield return new CodeAction(fix.Title, CodeActionKind.QuickFix, diagnostic, isPreferred: true, edits);
            foreach (var choice in diagnostic.Choices)
            {
                if (EditsOf(choice) is { } chosen)
                    yield return new CodeAction(choice.Title, CodeActionKind.QuickFix, diagnostic, isPreferred: false, chosen);
            }
        }

        foreach (var one in context.Where(d => d.Fix is { } fix && EditsOf(fix) is not null).DistinctBy(d => (d.Code, FileOf(d))))
        {
            if ((FileOf(one) is { } file ? AllOf(one, file) : All(one)) is { } all)
                yield return all;
        }
    }

    /// <summary>The file in which a mend is made; null for the spec.</summary>
    private static string? FileOf(Diagnostic diagnostic) => diagnostic.Fix is { Rows: [{ Row.Path: var path }, ..] } ? path : null;

    /// <summary>All diagnostics of the same code in the spec, mended at once; null where there is only the one.</summary>
    private CodeAction? All(Diagnostic one)
    {
        var edits = new List<TextEdit>();
        var count = 0;
        foreach (var fix in SameCode(one).Where(d => FileOf(d) is null).Select(d => d.Fix!).Where(IsWithin))
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

    /// <summary>Likewise those at rows of a data file.</summary>
    private CodeAction? AllOf(Diagnostic one, string file)
    {
        var mends = SameCode(one).Where(d => FileOf(d) == file).SelectMany(d => d.Fix!.Rows).Where(mend => _rows.EditsOf([mend]) is not null).DistinctBy(mend => mend.Row).ToList();
        return mends.Count < 2 || _rows.EditsOf(mends) is not { } edits ? null
            : new CodeAction($"Mend all {mends.Count} of {one.Code} in {file}", CodeActionKind.QuickFix, one, isPreferred: false, edits);
    }

    private IEnumerable<Diagnostic> SameCode(Diagnostic one) => SpecDiagnostics.Of(snapshot).Where(d => d.Code == one.Code && d.Fix is not null);

    /// <param name="single">Whether the edit is all of its fix: an insertion may then follow another one at the same place.</param>
    private static bool Meet(TextEdit edit, TextEdit other, bool single) =>
        edit.Span.Start < other.Span.End && other.Span.Start < edit.Span.End
        || (edit.Span.Start == other.Span.Start && !(single && edit.Span.Length == 0 && other.Span.Length == 0));

    /// <summary>Null where the fix is of another text: an editor may ask with diagnostics of one that has changed since.</summary>
    private ImmutableArray<FileEdit>? EditsOf(Fix fix)
    {
        if (!IsWithin(fix) || _rows.EditsOf(fix.Rows) is not { } ofRows)
            return null;
        return fix.Edits.IsEmpty ? ofRows : [FileEdit.OfSpec(fix.Edits.Select(TextChange.Of)), .. ofRows];
    }

    private bool IsWithin(Fix fix) => fix.Edits.All(edit => edit.Span.Start >= 0 && edit.Span.End <= snapshot.Text.Length);
}
