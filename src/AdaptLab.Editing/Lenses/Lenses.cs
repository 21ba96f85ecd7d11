using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

public enum LensCommand
{
    /// <summary>Only says something.</summary>
    None,
    RunComparison,
    RunStrategy,
    Cancel,
    OpenReport,
}

/// <summary>A line above a declaration.</summary>
/// <param name="Span">Of the declaration's header.</param>
/// <param name="Strategy">For <see cref="LensCommand.RunStrategy"/>: the strategy's name as declared.</param>
public sealed record Lens(TextSpan Span, string Title, LensCommand Command, string? Strategy);

public static class Lenses
{
    /// <param name="now">For "2 minutes ago"; without it, no age is given.</param>
    public static ImmutableArray<Lens> Of(SpecSnapshot snapshot, DateTimeOffset? now = null) =>
    [
        .. snapshot.Compilation.Tree.Root.Declarations.Where(declaration => declaration.Keyword.IsName("compare"))
            .Select(declaration => new Lens(declaration.HeaderSpan, "▷ Run comparison", LensCommand.RunComparison, null)),
    ];
}
