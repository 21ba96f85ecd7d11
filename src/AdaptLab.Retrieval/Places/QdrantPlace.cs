using System.Collections.Immutable;
using System.Diagnostics;
using AdaptLab.Retrieval.Qdrant;

namespace AdaptLab.Retrieval.Places;

/// <summary>Indexes in a Qdrant server: each a collection named by its key, so that whoever has the same texts and the same embedder finds it.</summary>
/// <remarks>Collections are never removed here: other people may search them. One that was not filled to its end is filled again in place.</remarks>
/// <param name="isFresh">What an earlier run has made is written again.</param>
/// <param name="time">The clock that is waited by between two attempts; the system's if null.</param>
public sealed class QdrantPlace(QdrantOptions options, bool isFresh = false, TimeProvider? time = null) : IIndexPlace
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public async Task<KeptIndex?> FindAsync(string key, CancellationToken cancellation)
    {
        if (isFresh && !_made.Contains(key))
            return null;
        var store = new QdrantVectorStore(options, time: time);
        try
        {
            if (await store.VectorDimensionsAsync(NameOf(key), SearchIndex.VectorName, cancellation) is { } dimensions
                && await SearchIndex.FindAsync(store, NameOf(key), dimensions, cancellation) is { } kept)
            {
                return kept;
            }
        }
        catch
        {
            store.Dispose();
            throw;
        }

        store.Dispose();
        return null;
    }

    public async Task<SearchIndex> BuildAsync(string key, ImmutableArray<SearchItem> items, TimeSpan took, CancellationToken cancellation)
    {
        var store = new QdrantVectorStore(options, time: time);
        try
        {
            var start = Stopwatch.GetTimestamp();
            var index = await SearchIndex.FillAsync(store, NameOf(key), items, () => took + Stopwatch.GetElapsedTime(start), cancellation);
            _made.Add(key);
            return index;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>128 bits of the key are enough to tell any two indexes apart.</summary>
    private static string NameOf(string key) => $"adaptlab-{key[..32]}";
}
