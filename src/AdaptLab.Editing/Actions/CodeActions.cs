using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

/// <summary>What can be done at a place: mends of what is wrong there, then refactorings.</summary>
public static class CodeActions
{
    /// <param name="range">Where the cursor or the selection is; brought within the text.</param>
    /// <param name="context">The diagnostics at the range, as they are shown.</param>
    /// <param name="textOf">The text of a data file, named as the spec names it; null where it cannot be had.</param>
    public static ImmutableArray<CodeAction> At(SpecSnapshot snapshot, TextSpan range, IEnumerable<Diagnostic> context, Func<string, string?>? textOf = null)
    {
        var start = Math.Clamp(range.Start, 0, snapshot.Text.Length);
        var within = TextSpan.FromBounds(start, Math.Clamp(range.End, start, snapshot.Text.Length));
        ImmutableArray<Diagnostic> at = [.. context];
        return [.. Mends(snapshot, at, textOf), .. SilenceActions.Of(snapshot, at), .. SilenceActions.OfRows(snapshot, at), .. Refactorings.Of(snapshot, within)];
    }

    /// <summary>What can be done at a row of a data file.</summary>
    /// <param name="context">What is said of that row.</param>
    /// <param name="textOf">As <see cref="At"/> takes it.</param>
    public static ImmutableArray<CodeAction> AtRow(SpecSnapshot snapshot, IEnumerable<Diagnostic> context, Func<string, string?> textOf)
    {
        ImmutableArray<Diagnostic> at = [.. context];
        return [.. Mends(snapshot, at, textOf), .. SilenceActions.OfRows(snapshot, at)];
    }

    private static IEnumerable<CodeAction> Mends(SpecSnapshot snapshot, ImmutableArray<Diagnostic> context, Func<string, string?>? textOf) =>
        new QuickFixes(snapshot, textOf ?? (_ => null)).Of(context);
}
