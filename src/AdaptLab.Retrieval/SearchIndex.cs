using System.Collections.Immutable;
using AdaptLab.Retrieval.Places;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval;

/// <summary>Something to be found: an example or a chunk of a document.</summary>
/// <param name="Id">Unique in an index.</param>
/// <param name="Vector">Empty in an index for keyword search only; else of the same length in all items.</param>
/// <param name="Label">An example's answer; null for a chunk.</param>
/// <param name="Source">Where it stands, for people: "playbook/notice.md:12".</param>
public sealed record SearchItem(string Id, string Text, ReadOnlyMemory<float> Vector, string? Label, string Source);

public enum SearchMode { Vector, Keyword, Hybrid }

/// <param name="Item">As it went in, but for its vector, which is not read again.</param>
/// <param name="Rank">From 1.</param>
/// <param name="Score">Cosine similarity, BM25, or the sum of reciprocal ranks, as the mode has it; greater is better.</param>
public sealed record SearchHit(SearchItem Item, int Rank, double Score);

/// <summary>Items searched by meaning, by words, or by both; the same query always gives the same hits in the same order.</summary>
/// <remarks>It knows its store by the standard abstractions, and by <see cref="IKeywordSearchable{TRecord}"/>, which they lack.</remarks>
public sealed class SearchIndex : IDisposable
{
    private const string CollectionName = "items";

    /// <summary>The property that holds the vectors.</summary>
    internal const string VectorName = nameof(Entry.Vector);

    private readonly VectorStore _store;
    private readonly VectorStoreCollection<string, Entry> _collection;
    private readonly int _dimensions;

    private SearchIndex(VectorStore store, string collection, int dimensions, int count)
    {
        _store = store;
        _dimensions = dimensions;
        _collection = store.GetCollection<string, Entry>(collection, Definition(dimensions));
        Count = count;
    }

    /// <summary>How many items there are.</summary>
    public int Count { get; }

    /// <param name="path">A file to keep the index in, whose earlier index is replaced; null to keep it in memory.</param>
    /// <exception cref="ArgumentException">Two items with one id, or vectors of different lengths.</exception>
    /// <exception cref="VectorStoreException">The file cannot be written.</exception>
    public static async Task<SearchIndex> BuildAsync(IEnumerable<SearchItem> items, string? path = null, CancellationToken cancellationToken = default)
    {
        var list = items.ToList();
        var store = new EmbeddedVectorStore(path);
        try
        {
            await store.EnsureCollectionDeletedAsync(CollectionName, cancellationToken);
            return await FillAsync(store, CollectionName, list, null, cancellationToken);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens an index that was built in a file, to search it; null when there is none in it.</summary>
    /// <exception cref="VectorStoreException">The file is no database, or a part of the index is missing or damaged.</exception>
    public static SearchIndex? Open(string path)
    {
        if (!File.Exists(path))
            return null;

        var store = EmbeddedVectorStore.OpenReadOnly(path);
        try
        {
            if (store.VectorDimensions(CollectionName) is { } dimensions)
                return new SearchIndex(store, CollectionName, dimensions, store.GetCollection<string, Entry>(CollectionName, Definition(dimensions)).Load());
        }
        catch
        {
            store.Dispose();
            throw;
        }

        store.Dispose();
        return null;
    }

    /// <summary>The best hits, at most <paramref name="top"/>; with keywords alone, only items that share a word with the query.</summary>
    /// <param name="query">Any text; none of it is read as syntax.</param>
    /// <param name="vector">The query's embedding; ignored in keyword mode.</param>
    /// <exception cref="ArgumentException">The vector's length is not that of the items.</exception>
    /// <exception cref="VectorStoreException">The store cannot be read, or does not answer.</exception>
    public async Task<ImmutableArray<SearchHit>> SearchAsync(
        string query, ReadOnlyMemory<float> vector, int top, SearchMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        // Without items there is no vector length to check the query's against, and nothing to find.
        if (_dimensions == 0 && mode != SearchMode.Keyword)
            return Count == 0 ? [] : throw new ArgumentException("The items of this index have no vectors; search it by keyword.", nameof(mode));

        var found = mode switch
        {
            SearchMode.Vector => _collection.SearchAsync(vector, top, null, cancellationToken),
            SearchMode.Keyword => ((IKeywordSearchable<Entry>)_collection).KeywordSearchAsync([query], top, null, cancellationToken),
            SearchMode.Hybrid => ((IKeywordHybridSearchable<Entry>)_collection).HybridSearchAsync(vector, [query], top, null, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };

        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        await foreach (var result in found.WithCancellation(cancellationToken))
            hits.Add(new SearchHit(result.Record.ToItem(), hits.Count + 1, result.Score!.Value));
        return hits.ToImmutable();
    }

    public void Dispose()
    {
        _collection.Dispose();
        _store.Dispose();
    }

    /// <param name="store">Becomes the index's own, once it is there.</param>
    /// <param name="spent">What it has taken to make the index, asked for when all items but the last are in it; null where it need not be known.</param>
    internal static async Task<SearchIndex> FillAsync(
        VectorStore store, string collection, IReadOnlyList<SearchItem> items, Func<TimeSpan>? spent, CancellationToken cancellationToken)
    {
        if (items.GroupBy(item => item.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two items have the id '{twice.Key}'.", nameof(items));

        var index = new SearchIndex(store, collection, items.Count == 0 ? 0 : items[0].Vector.Length, items.Count);
        await index._collection.EnsureCollectionExistsAsync(cancellationToken);
        var entries = items.Select(index.ToEntry).ToList();
        if (entries.Count > 0)
            entries[^1].Total = entries.Count;
        if (spent is not null && entries.Count > 0)
        {
            // The last one says that all are there, and comes after all others.
            await index._collection.UpsertAsync(entries.SkipLast(1), cancellationToken);
            entries[^1].Seconds = spent().TotalSeconds;
            entries = entries[^1..];
        }

        await index._collection.UpsertAsync(entries, cancellationToken);
        return index;
    }

    /// <summary>An index that was filled earlier; null where it was not, or not to its end.</summary>
    /// <param name="dimensions">0 where the items have no vectors.</param>
    internal static async Task<KeptIndex?> FindAsync(VectorStore store, string collection, int dimensions, CancellationToken cancellationToken)
    {
        var records = store.GetCollection<string, Entry>(collection, Definition(dimensions));
        await foreach (var last in records.GetAsync(entry => entry.Total > 0, 1, cancellationToken: cancellationToken))
            return new KeptIndex(new SearchIndex(store, collection, dimensions, last.Total), TimeSpan.FromSeconds(Math.Clamp(last.Seconds, 0, 1e9)));
        return null;
    }

    private Entry ToEntry(SearchItem item) => new()
    {
        Id = item.Id, Text = item.Text, Vector = VectorValue.Checked(item.Vector, _dimensions, $"The vector of item '{item.Id}'"), Label = item.Label, Source = item.Source,
    };

    /// <summary>Given at run time, and not by attributes: only the model knows how long its vectors are.</summary>
    private static VectorStoreCollectionDefinition Definition(int dimensions) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(nameof(Entry.Id), typeof(string)),
            new VectorStoreDataProperty(nameof(Entry.Text), typeof(string)) { IsFullTextIndexed = true },
            new VectorStoreDataProperty(nameof(Entry.Label), typeof(string)),
            new VectorStoreDataProperty(nameof(Entry.Source), typeof(string)),
            new VectorStoreDataProperty(nameof(Entry.Total), typeof(int)) { IsIndexed = true },
            new VectorStoreDataProperty(nameof(Entry.Seconds), typeof(double)),
            .. dimensions == 0 ? [] : new VectorStoreProperty[] { new VectorStoreVectorProperty(nameof(Entry.Vector), typeof(ReadOnlyMemory<float>), dimensions) },
        ],
    };

    private sealed class Entry
    {
        public string Id { get; set; } = "";
        public string Text { get; set; } = "";
        public ReadOnlyMemory<float> Vector { get; set; }
        public string? Label { get; set; }
        public string Source { get; set; } = "";

        /// <summary>How many items there are; in the last one, and 0 in all others.</summary>
        public int Total { get; set; }

        /// <summary>What it took to make the index; in the last item, and 0 in all others.</summary>
        public double Seconds { get; set; }

        public SearchItem ToItem() => new(Id, Text, Vector, Label, Source);
    }
}
