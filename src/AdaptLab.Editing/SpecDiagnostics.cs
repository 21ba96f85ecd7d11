using System.Collections.Immutable;
using AdaptLab.Editing.Results;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing;

/// <summary>Everything that is to be said about a spec, whatever it is known from.</summary>
public static class SpecDiagnostics
{
    /// <summary>Of the text, the files it names, their audit, the last run and what is advised; without what the author has silenced, in the order of the text.</summary>
    /// <param name="further">What else the caller knows of it.</param>
    public static ImmutableArray<Diagnostic> Of(SpecSnapshot snapshot, params ImmutableArray<Diagnostic> further) => Silencing.Apply(
        snapshot, [.. snapshot.Compilation.Diagnostics, .. snapshot.Data?.Diagnostics ?? [], .. snapshot.Audit ?? [], .. ResultDiagnostics.Of(snapshot), .. AdviceDiagnostics.Of(snapshot), .. further]);
}
