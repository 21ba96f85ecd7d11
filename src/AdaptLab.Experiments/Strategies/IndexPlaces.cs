using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Retrieval.Places;
using AdaptLab.Retrieval.Qdrant;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Where a run's indexes are: in the server that a strategy names, or else with the results of the run.</summary>
/// <param name="own">With the results; in memory where none are kept.</param>
/// <param name="embeddings">What was embedded before; null where nothing is kept.</param>
/// <param name="isFresh">What an earlier run has made is made again.</param>
/// <param name="variable">An environment variable by its name; the process's if null.</param>
public sealed class IndexPlaces(IIndexPlace own, EmbeddingCache? embeddings = null, bool isFresh = false, Func<string, string?>? variable = null)
{
    private readonly Dictionary<QdrantOptions, QdrantPlace> _servers = [];

    /// <summary>Where nothing is kept.</summary>
    public static IndexPlaces InMemory() => new(new MemoryPlace());

    /// <summary>With the results.</summary>
    public IIndexPlace Own => own;

    /// <summary>What was embedded before, for whichever index; null where nothing is kept.</summary>
    public EmbeddingCache? Embeddings => embeddings;

    /// <summary>Nothing is sent before something is searched.</summary>
    /// <exception cref="StrategyException">The server's key is not set.</exception>
    public IIndexPlace Of(StrategySpec strategy)
    {
        if (StoreServers.AddressOf(strategy) is not { } address)
            return own;
        var options = new QdrantOptions(new Uri(address), KeyOf(strategy));
        return _servers.TryGetValue(options, out var known) ? known : _servers[options] = new QdrantPlace(options, isFresh);
    }

    private string? KeyOf(StrategySpec strategy)
    {
        if (strategy.Properties.TextOrNull("store.apiKey") is not { } name)
            return null;
        return (variable ?? Environment.GetEnvironmentVariable)(name) is { Length: > 0 } key ? key
            : throw new StrategyException(DataDiagnostics.MissingSecret(strategy.Span, name));
    }
}
