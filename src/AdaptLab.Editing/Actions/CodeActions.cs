using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

/// <summary>What can be done at a place: mends of what is wrong there, and refactorings.</summary>
public static class CodeActions
{
    /// <param name="context">The diagnostics at the range, as they are shown.</param>
    public static ImmutableArray<CodeAction> At(SpecSnapshot snapshot, TextSpan range, IEnumerable<Diagnostic> context) =>
        [.. QuickFixes.Of(snapshot, [.. context])];
}
