using System.Collections.Immutable;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Places;

/// <param name="Spent">What it took to make it, embeddings and all.</param>
public sealed record KeptIndex(SearchIndex Index, TimeSpan Spent);

/// <summary>Where indexes are: in memory, in a folder, or in a server. Where one is kept, it is found again by what is in it.</summary>
public interface IIndexPlace
{
    /// <summary>An index that was made earlier; null where there is none that is whole.</summary>
    /// <param name="key">The hash of everything that shapes the index: 64 hexadecimal digits.</param>
    /// <exception cref="VectorStoreException">The place does not answer.</exception>
    Task<KeptIndex?> FindAsync(string key, CancellationToken cancellation);

    /// <param name="took">What it took to make the items.</param>
    /// <exception cref="ArgumentException">Two items with one id, or vectors of different lengths.</exception>
    /// <exception cref="VectorStoreException">The place does not take it.</exception>
    Task<SearchIndex> BuildAsync(string key, ImmutableArray<SearchItem> items, TimeSpan took, CancellationToken cancellation);
}
