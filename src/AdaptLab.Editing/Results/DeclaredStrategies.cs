using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing.Results;

/// <summary>A strategy as its author sees it: one declaration, which a sweep makes several candidates of.</summary>
/// <param name="Name">As declared, "lora wide".</param>
/// <param name="Place">Of its header; for one that runs without being declared, of what the results of all stand above.</param>
/// <param name="Candidates">The strategies' names in results.</param>
public sealed record DeclaredStrategy(string Name, TextSpan Place, ImmutableArray<string> Candidates);

public static class DeclaredStrategies
{
    public static ImmutableArray<DeclaredStrategy> Of(SpecSnapshot snapshot)
    {
        var declarations = snapshot.Compilation.Tree.Root.Declarations.ToList();
        return
        [
            .. snapshot.Compilation.Spec.Strategies
                // Those that are not declared have no span to be told apart by.
                .GroupBy(strategy => strategy.Span.Length > 0 ? strategy.Span.ToString() : strategy.Name)
                .Select(strategies => declarations.Find(declaration => declaration.Span == strategies.First().Span) is { } declaration
                    ? new DeclaredStrategy(Editing.Candidates.NameOf(declaration), declaration.HeaderSpan, [.. strategies.Select(strategy => strategy.Name)])
                    : new DeclaredStrategy(strategies.First().Name, PlaceOfAll(snapshot), [.. strategies.Select(strategy => strategy.Name)])),
        ];
    }

    /// <summary>Where the comparison as a whole stands: at `compare`, else at the task.</summary>
    public static TextSpan PlaceOfAll(SpecSnapshot snapshot) =>
        StrategyPlaces.Header(snapshot.Compilation, "compare") ?? StrategyPlaces.Header(snapshot.Compilation, "task") ?? default;
}
