using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

/// <summary>What can be done at a place: mends of what is wrong there, then refactorings.</summary>
public static class CodeActions
{
    /// <param name="range">Where the cursor or the selection is; brought within the text.</param>
    /// <param name="context">The diagnostics at the range, as they are shown.</param>
    public static ImmutableArray<CodeAction> At(SpecSnapshot snapshot, TextSpan range, IEnumerable<Diagnostic> context)
    {
        var start = Math.Clamp(range.Start, 0, snapshot.Text.Length);
        var within = TextSpan.FromBounds(start, Math.Clamp(range.End, start, snapshot.Text.Length));
        ImmutableArray<Diagnostic> at = [.. context];
        return [.. QuickFixes.Of(snapshot, at), .. SilenceActions.Of(snapshot, at), .. Refactorings.Of(snapshot, within)];
    }
}
