using AdaptLab.Language;

namespace AdaptLab.Editing.Results;

/// <summary>Where in the spec a result of the last run belongs.</summary>
internal sealed class StrategyPlaces
{
    private readonly Dictionary<string, TextSpan> _places = new(StringComparer.Ordinal);

    public StrategyPlaces(Compilation compilation)
    {
        var headers = compilation.Tree.Root.Declarations.ToLookup(declaration => declaration.Span, declaration => declaration.HeaderSpan);
        // A strategy that runs without being declared has no place of its own.
        var common = Header(compilation, "compare") ?? Header(compilation, "task");
        foreach (var strategy in compilation.Spec.Strategies)
        {
            var place = strategy.Span.Length == 0 ? common : headers[strategy.Span].Cast<TextSpan?>().FirstOrDefault();
            if (place is { } span)
                _places.TryAdd(strategy.Name, span);
        }
    }

    /// <summary>Null where the spec has no such candidate any more.</summary>
    /// <param name="strategy">A candidate's name, as "lora wide rank 16".</param>
    public TextSpan? Of(string strategy) => _places.TryGetValue(strategy, out var span) ? span : null;

    public static TextSpan? Header(Compilation compilation, string keyword) =>
        compilation.Tree.Root.Declarations.FirstOrDefault(declaration => declaration.Keyword.IsName(keyword))?.HeaderSpan;
}
