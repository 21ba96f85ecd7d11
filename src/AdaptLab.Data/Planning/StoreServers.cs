using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>Servers that keep what strategies search.</summary>
public static class StoreServers
{
    /// <summary>The address that a strategy's `store` names; null where it keeps nothing in a server.</summary>
    public static string? AddressOf(StrategySpec strategy) =>
        strategy.Properties.TextOrNull("store") == "qdrant" ? strategy.Properties.Text("store.url") : null;

    /// <summary>The strategies of a plan that search in a server, each once, with its address.</summary>
    public static IEnumerable<(StrategySpec Strategy, string Address)> Of(Plan plan) => plan.Candidates
        .SelectMany(candidate => candidate.Strategies)
        .DistinctBy(strategy => strategy.Name)
        .Select(strategy => (strategy, AddressOf(strategy)!))
        .Where(named => named.Item2 is not null);
}
