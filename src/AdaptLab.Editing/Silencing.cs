using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing;

/// <summary>Leaves out what the author has silenced in the spec, and tells of silencers that silence nothing.</summary>
public static class Silencing
{
    /// <param name="diagnostics">All that there is to say about the spec.</param>
    /// <returns>In the order of the text.</returns>
    public static ImmutableArray<Diagnostic> Apply(SpecSnapshot snapshot, ImmutableArray<Diagnostic> diagnostics) =>
        Language.Silencers.Silencing.Apply(
            snapshot.Compilation, diagnostics,
            filesAreRead: snapshot.Data is { HasData: true },
            runIsKnown: snapshot is { Results: not null, Run: null },
            examplesAreAudited: snapshot.Audit is not null,
            baseIsAsked: snapshot is { Audit: not null, BaseIsAsked: true });
}
