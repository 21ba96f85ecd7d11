using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AdaptLab.Retrieval;

/// <summary>A collection of an <see cref="EmbeddedVectorStore"/>: exact vector search, BM25 keyword search, and both fused.</summary>
public sealed class EmbeddedCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>, IKeywordSearchable<TRecord>
    where TKey : notnull
    where TRecord : class
{
    /// <summary>How deep each ranking is read before fusion: far enough that the fused head no longer depends on it.</summary>
    private const int FusionDepth = 100;

    private readonly Database _database;
    private readonly CollectionState _state;
    private readonly CollectionModel _model;
    private readonly RecordTable _table;
    private readonly VectorPropertyModel? _vector;

    internal EmbeddedCollection(string name, Database database, CollectionState state, CollectionModel model)
    {
        Name = name;
        _database = database;
        _state = state;
        _model = model;
        _table = new RecordTable(model);
        _vector = model.VectorProperties.Count > 0 ? model.VectorProperty : null;
    }

    public override string Name { get; }

    /// <summary>The rows nearest to a vector (or to a text, with an embedding generator), best first; equal ones in order of insertion.</summary>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        _model.GetVectorPropertyOrSingle(options);
        var query = await VectorValue.OfQueryAsync(searchValue, _vector!, cancellationToken);
        var page = new Page<TRecord>(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, options.Filter?.Compile());
        foreach (var result in Take(ByVector(query, page.Depth, page.Filter, cancellationToken), page))
            yield return result;
    }

    /// <summary>Vector and keyword rankings, joined by reciprocal rank fusion; the score is the fused one.</summary>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue,
        ICollection<string> keywords,
        int top,
        HybridSearchOptions<TRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var text = _model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        _model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = options.VectorProperty });
        var query = await VectorValue.OfQueryAsync(searchValue, _vector!, cancellationToken);
        var page = new Page<TRecord>(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, options.Filter?.Compile());
        var depth = Math.Max(FusionDepth, page.Depth);
        var fused = RankFusion.Fuse(
            ByVector(query, depth, page.Filter, cancellationToken),
            ByKeyword(keywords, text, depth, page.Filter, cancellationToken));
        foreach (var result in Take(fused, page))
            yield return result;
    }

    /// <summary>The rows with any of the words, best first by BM25 (the score, negated so that greater is better).</summary>
    public IAsyncEnumerable<VectorSearchResult<TRecord>> KeywordSearchAsync(
        ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var text = _model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        var page = new Page<TRecord>(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, options.Filter?.Compile());
        return Take(ByKeyword(keywords, text, page.Depth, page.Filter, cancellationToken), page).ToAsyncEnumerable();
    }

    /// <summary>Reads what is needed to search, which else the first search does.</summary>
    /// <returns>How many records there are.</returns>
    /// <exception cref="VectorStoreException">There is no such collection, or a part of it is missing or damaged.</exception>
    internal int Load() => (int)Run("open a collection", connection => RecordTable.Count(connection, Open(connection)));

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.FindCollection(Name) is not null);
    }

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Run("create a collection", connection =>
        {
            if (Database.FindCollection(connection, Name) is null)
            {
                Database.Execute(connection, "INSERT INTO collections (name, layout) VALUES ($name, $layout)", ("$name", Name), ("$layout", _table.Layout));
                _table.Create(connection, Database.FindCollection(connection, Name)!.Value.Id);
            }

            return Open(connection);
        });
        return Task.CompletedTask;
    }

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _database.DropCollection(Name, _state);
        return Task.CompletedTask;
    }

    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Run("read a record", connection =>
            _table.FindByKey<TRecord>(connection, Open(connection), key, Vectors(options?.IncludeVectors ?? false))));
    }

    public override IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new();
        var matches = filter.Compile();
        var found = Run("read records", connection => _table.All<TRecord>(connection, Open(connection), Vectors(options.IncludeVectors)).Where(matches).ToList());
        IEnumerable<TRecord> ordered = found;
        // The last key given decides last, and sorting is stable: so sort by it first.
        foreach (var sort in options.OrderBy?.Invoke(new()).Values.Reverse() ?? [])
        {
            var key = sort.PropertySelector.Compile();
            ordered = sort.Ascending ? ordered.OrderBy(key) : ordered.OrderByDescending(key);
        }

        return ordered.Skip(options.Skip).Take(top).ToAsyncEnumerable();
    }

    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Change("delete records", (connection, id) =>
        {
            var gone = RecordTable.Delete(connection, id, keys.Cast<object>());
            return (_state.Vectors?.Without(gone), []);
        });
        return Task.CompletedTask;
    }

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    /// <summary>Adds or replaces all the records, or, when one cannot be stored, none.</summary>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var batch = records.ToList<object>();
        var vectors = await VectorValue.OfRecordsAsync(batch, _model, cancellationToken);
        Change("write records", (connection, id) =>
        {
            var rowIds = _table.Upsert(connection, id, batch, cancellationToken);
            if (_state.Vectors is not { } known)
                return (null, []);
            // A key that occurs twice in one batch keeps its last vector, as it keeps its last text.
            var latest = new Dictionary<long, ReadOnlyMemory<float>>();
            foreach (var (i, rowId) in rowIds.Index())
                latest[rowId] = vectors[i];
            var (next, absorbed) = known.With(
                [.. latest.Select(pair => (pair.Key, pair.Value))], rows => _database.Segments.Add(connection, id, rows, _vector!.Dimensions));
            return (next, absorbed);
        });
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(VectorStoreCollectionMetadata))
        {
            return new VectorStoreCollectionMetadata
            {
                VectorStoreSystemName = EmbeddedVectorStore.SystemName, VectorStoreName = _database.Name, CollectionName = Name,
            };
        }

        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    private List<Ranked> ByVector(ReadOnlyMemory<float> query, int depth, Func<TRecord, bool>? filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var vectors = Run("search", connection =>
        {
            Open(connection);
            return _state.Vectors!;
        });
        var ranked = vectors.Search(query.Span, filter is null ? depth : vectors.Count);
        return Filtered(ranked, depth, filter, cancellationToken);
    }

    private List<Ranked> ByKeyword(
        ICollection<string> keywords, DataPropertyModel text, int depth, Func<TRecord, bool>? filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = KeywordQuery.Build(keywords);
        var ranked = Run("search", connection =>
        {
            var id = Open(connection);
            return query is null ? [] : _table.Search(connection, id, text, query, filter is null ? depth : -1);
        });
        return Filtered(ranked, depth, filter, cancellationToken);
    }

    /// <summary>A filter is any expression, so it is asked of the records themselves, best first, until enough have passed.</summary>
    private List<Ranked> Filtered(List<Ranked> ranked, int depth, Func<TRecord, bool>? filter, CancellationToken cancellationToken)
    {
        if (filter is null)
            return ranked;
        return Run("search", connection =>
        {
            var id = Open(connection);
            var passed = new List<Ranked>();
            foreach (var row in ranked)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (passed.Count == depth)
                    break;
                if (_table.FindByRow<TRecord>(connection, id, row.RowId, vectors: null) is { } record && filter(record))
                    passed.Add(row);
            }

            return passed;
        });
    }

    private List<VectorSearchResult<TRecord>> Take(List<Ranked> ranked, Page<TRecord> page) => Run("search", connection =>
    {
        var id = Open(connection);
        var results = new List<VectorSearchResult<TRecord>>();
        foreach (var row in ranked.Skip(page.Skip).Take(page.Top).Where(row => !(row.Score < page.ScoreThreshold)))
        {
            // Null where another thread has deleted it since it was ranked.
            if (_table.FindByRow<TRecord>(connection, id, row.RowId, Vectors(page.IncludeVectors)) is { } record)
                results.Add(new VectorSearchResult<TRecord>(record, row.Score));
        }

        return results;
    });

    private T Run<T>(string operation, Func<SqliteConnection, T> work) => _database.Run(operation, work);

    private VectorSet? Vectors(bool included) => included ? _state.Vectors : null;

    /// <summary>A change of the tables and of the vectors; the new snapshot counts only once the tables' change is committed.</summary>
    private void Change(string operation, Func<SqliteConnection, long, (VectorSet? Next, ImmutableArray<long> Absorbed)> work)
    {
        _database.Run(
            operation,
            connection =>
            {
                var change = work(connection, Open(connection));
                SegmentFiles.Remove(connection, change.Absorbed);
                return change;
            },
            change =>
            {
                // What was absorbed is not freed: another thread may be about to search it. The collector sees to it.
                _state.Vectors = change.Next;
                _database.Segments.Delete(change.Absorbed);
            });
    }

    /// <summary>The collection's number in the database, with its vectors in memory.</summary>
    /// <exception cref="VectorStoreException">It does not exist, or was made for another record type.</exception>
    private long Open(SqliteConnection connection)
    {
        if (_state.Id is { } known && _state.Layout == _table.Layout)
            return known;

        if (Database.FindCollection(connection, Name) is not { } found)
            throw Failure($"There is no collection '{Name}' in '{_database.Name}'; create it with EnsureCollectionExistsAsync.");
        if (found.Layout != _table.Layout)
            throw Failure($"Collection '{Name}' in '{_database.Name}' was created for other properties than these.");

        if (_vector is not null)
        {
            var segments = Segments(connection, found.Id);
            // As many as there are records: then each record is in one of them, and no other is.
            var alive = segments.Sum(stored => (long)stored.Segment.Count) == RecordTable.Count(connection, found.Id) ? null : RecordTable.RowIds(connection, found.Id);
            _state.Vectors = VectorSet.Of(segments, _vector.Dimensions, normalize: _vector.DistanceFunction is not DistanceFunction.DotProductSimilarity, alive);
        }

        _state.Layout = found.Layout;
        _state.Id = found.Id;
        return found.Id;
    }

    private List<(long Number, VectorSegment Segment)> Segments(SqliteConnection connection, long id)
    {
        try
        {
            return _database.Segments.Open(connection, id, _vector!.Dimensions);
        }
        catch (InvalidDataException error)
        {
            throw Failure($"{error.Message} Delete the collection and fill it again.");
        }
    }

    private VectorStoreException Failure(string message) => new(message)
    {
        VectorStoreSystemName = EmbeddedVectorStore.SystemName, VectorStoreName = _database.Name, CollectionName = Name,
    };
}

/// <summary>Which part of a ranking a caller asked for.</summary>
internal sealed record Page<TRecord>(int Top, int Skip, double? ScoreThreshold, bool IncludeVectors, Func<TRecord, bool>? Filter)
{
    public int Depth => (int)Math.Min(int.MaxValue, (long)Skip + Top);
}
