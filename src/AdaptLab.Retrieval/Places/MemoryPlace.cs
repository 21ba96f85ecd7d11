using System.Collections.Immutable;

namespace AdaptLab.Retrieval.Places;

/// <summary>Indexes that last as long as they are used: where nothing is kept.</summary>
public sealed class MemoryPlace : IIndexPlace
{
    public Task<KeptIndex?> FindAsync(string key, CancellationToken cancellation) => Task.FromResult<KeptIndex?>(null);

    public Task<SearchIndex> BuildAsync(string key, ImmutableArray<SearchItem> items, TimeSpan took, CancellationToken cancellation) =>
        SearchIndex.BuildAsync(items, cancellationToken: cancellation);
}
