using System.Collections.Immutable;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval;

/// <summary>Something to be found: an example or a chunk of a document.</summary>
/// <param name="Id">Unique in an index.</param>
/// <param name="Vector">Empty in an index for keyword search only; else of the same length in all items.</param>
/// <param name="Label">An example's answer; null for a chunk.</param>
/// <param name="Source">Where it stands, for people: "playbook/notice.md:12".</param>
public sealed record SearchItem(string Id, string Text, ReadOnlyMemory<float> Vector, string? Label, string Source);

public enum SearchMode { Vector, Keyword, Hybrid }

/// <param name="Rank">From 1.</param>
/// <param name="Score">Cosine similarity, BM25, or the sum of reciprocal ranks, as the mode has it; greater is better.</param>
public sealed record SearchHit(SearchItem Item, int Rank, double Score);

/// <summary>Items searched by meaning, by words, or by both; the same query always gives the same hits in the same order.</summary>
public sealed class SearchIndex : IDisposable
{
    private const string CollectionName = "items";

    private readonly EmbeddedVectorStore _store;
    private readonly EmbeddedCollection<string, Entry> _collection;
    private readonly int _dimensions;

    private SearchIndex(EmbeddedVectorStore store, int dimensions)
    {
        _store = store;
        _dimensions = dimensions;
        _collection = store.GetCollection<string, Entry>(CollectionName, Definition(dimensions));
    }

    /// <param name="path">A file to keep the index in, whose earlier index is replaced; null to keep it in memory.</param>
    /// <exception cref="ArgumentException">Two items with one id, or vectors of different lengths.</exception>
    /// <exception cref="VectorStoreException">The file cannot be written.</exception>
    public static async Task<SearchIndex> BuildAsync(IEnumerable<SearchItem> items, string? path = null, CancellationToken cancellationToken = default)
    {
        var list = items.ToList();
        if (list.GroupBy(item => item.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two items have the id '{twice.Key}'.", nameof(items));

        var store = new EmbeddedVectorStore(path);
        try
        {
            var index = new SearchIndex(store, list.Count == 0 ? 0 : list[0].Vector.Length);
            await index._collection.EnsureCollectionDeletedAsync(cancellationToken);
            await index._collection.EnsureCollectionExistsAsync(cancellationToken);
            await index._collection.UpsertAsync(list.Select(index.ToEntry), cancellationToken);
            return index;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens an index that was built in a file; null when there is none in it.</summary>
    /// <exception cref="VectorStoreException">The file is no database.</exception>
    public static SearchIndex? Open(string path)
    {
        if (!File.Exists(path))
            return null;

        var store = new EmbeddedVectorStore(path);
        if (store.VectorDimensions(CollectionName) is { } dimensions)
            return new SearchIndex(store, dimensions);
        store.Dispose();
        return null;
    }

    /// <summary>The best hits, at most <paramref name="top"/>; with keywords alone, only items that share a word with the query.</summary>
    /// <param name="query">Any text; none of it is read as syntax.</param>
    /// <param name="vector">The query's embedding; ignored in keyword mode.</param>
    /// <exception cref="ArgumentException">The vector's length is not that of the items.</exception>
    public async Task<ImmutableArray<SearchHit>> SearchAsync(
        string query, ReadOnlyMemory<float> vector, int top, SearchMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        // Without items there is no vector length to check the query's against, and nothing to find.
        if (_dimensions == 0 && mode != SearchMode.Keyword)
        {
            return await CountAsync(cancellationToken) == 0
                ? []
                : throw new ArgumentException("The items of this index have no vectors; search it by keyword.", nameof(mode));
        }

        // Vectors come back too, so that a hit holds the item as it went in.
        var found = mode switch
        {
            SearchMode.Vector => _collection.SearchAsync(vector, top, new() { IncludeVectors = true }, cancellationToken),
            SearchMode.Keyword => _collection.KeywordSearchAsync([query], top, new() { IncludeVectors = true }, cancellationToken),
            SearchMode.Hybrid => _collection.HybridSearchAsync(vector, [query], top, new() { IncludeVectors = true }, cancellationToken),
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

    private async Task<int> CountAsync(CancellationToken cancellationToken) =>
        await _collection.GetAsync(_ => true, 1, cancellationToken: cancellationToken).CountAsync(cancellationToken);

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

        public SearchItem ToItem() => new(Id, Text, Vector, Label, Source);
    }
}
