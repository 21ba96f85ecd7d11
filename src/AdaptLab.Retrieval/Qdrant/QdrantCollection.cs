using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>A collection in a Qdrant server: vectors, and for each text that is indexed its words as a sparse vector.</summary>
public sealed class QdrantCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>, IKeywordSearchable<TRecord>
    where TKey : notnull
    where TRecord : class
{
    /// <summary>How deep each ranking is read before fusion, as in the embedded store.</summary>
    private const int FusionDepth = 100;

    /// <summary>Records that are read at a time.</summary>
    private const int PageSize = 256;

    private readonly QdrantConnection _connection;
    private readonly CollectionModel _model;
    private readonly QdrantPoint _points;
    private bool? _isExact;

    internal QdrantCollection(string name, QdrantConnection connection, CollectionModel model)
    {
        Name = name;
        _connection = connection;
        _model = model;
        _points = new QdrantPoint(model);
    }

    public override string Name { get; }

    private string Path => QdrantPaths.Of(Name);

    /// <summary>The records nearest to a vector (or to a text, with an embedding generator), best first; equal ones by their ids.</summary>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var property = _model.GetVectorPropertyOrSingle(options);
        var vector = await VectorValue.OfQueryAsync(searchValue, property, cancellationToken);
        var page = new QdrantPage(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, Filter(options.Filter));
        var ranked = await QueryAsync([await NearestAsync(property, vector, page, cancellationToken)], cancellationToken);
        foreach (var result in Results(ranked[0], page))
            yield return result;
    }

    /// <summary>Vector and keyword rankings, joined by reciprocal rank fusion as in the embedded store; the score is the fused one.</summary>
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
        var property = _model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = options.VectorProperty });
        var vector = await VectorValue.OfQueryAsync(searchValue, property, cancellationToken);
        var page = new QdrantPage(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, Filter(options.Filter));
        var deep = page with { Top = Math.Max(FusionDepth, page.Depth), Skip = 0, ScoreThreshold = null };
        var words = WordVector.OfQuery(keywords);
        List<JsonObject> queries = [await NearestAsync(property, vector, deep, cancellationToken)];
        if (words.Count > 0)
            queries.Add(Words(text, words, deep));
        var rankings = await QueryAsync(queries, cancellationToken);

        // Numbered as they are first met, so that equal ones keep the order of the vectors' ranking.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = new List<Scored>();
        foreach (var scored in rankings.SelectMany(ranking => ranking))
        {
            if (numbers.TryAdd(scored.Id, found.Count))
                found.Add(scored);
        }

        var fused = RankFusion.Fuse([.. rankings.Select(ranking => (IReadOnlyList<Ranked>)[.. ranking.Select(scored => new Ranked(numbers[scored.Id], scored.Score))])]);
        foreach (var result in Results([.. fused.Select(row => found[(int)row.RowId] with { Score = row.Score })], page))
            yield return result;
    }

    public async IAsyncEnumerable<VectorSearchResult<TRecord>> KeywordSearchAsync(
        ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var text = _model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        var page = new QdrantPage(top, options.Skip, options.ScoreThreshold, options.IncludeVectors, Filter(options.Filter));
        var words = WordVector.OfQuery(keywords);
        if (words.Count == 0)
            yield break;
        var ranked = await QueryAsync([Words(text, words, page)], cancellationToken);
        foreach (var result in Results(ranked[0], page))
            yield return result;
    }

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => QdrantPaths.ExistsAsync(_connection, Name, cancellationToken);

    public override async Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        if (!await CollectionExistsAsync(cancellationToken))
            await CreateAsync(cancellationToken);
        foreach (var property in _model.DataProperties.Where(property => property.IsIndexed))
        {
            await RequireAsync(HttpMethod.Put, $"{Path}/index?wait=true", new JsonObject
            {
                ["field_name"] = property.StorageName, ["field_schema"] = IndexTypeOf(Nullable.GetUnderlyingType(property.Type) ?? property.Type),
            }, cancellationToken);
        }
    }

    public override async Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        await _connection.SendAsync(HttpMethod.Delete, Path, null, cancellationToken);
        _isExact = null;
    }

    public override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        var withVector = options?.IncludeVectors ?? false;
        var records = await RequireAsync(HttpMethod.Post, $"{Path}/points", WithIds("ids", [key], json =>
        {
            json.WriteBoolean("with_payload", true);
            json.WriteBoolean("with_vector", withVector);
        }), cancellationToken);
        if (records.ValueKind != JsonValueKind.Array)
            throw _connection.Nonsense();
        return records.EnumerateArray().Select(record => _points.Read<TRecord>(record, withVector, _connection)).FirstOrDefault();
    }

    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new();
        var sorting = options.OrderBy?.Invoke(new()).Values.Reverse().ToArray() ?? [];
        if (sorting.Length == 0)
        {
            await foreach (var record in AllAsync(filter, options.IncludeVectors, options.Skip + (long)top, cancellationToken).Skip(options.Skip).WithCancellation(cancellationToken))
                yield return record;
            yield break;
        }

        // The server sorts by one property only, and by none that it has no index of.
        IEnumerable<TRecord> ordered = await AllAsync(filter, options.IncludeVectors, long.MaxValue, cancellationToken).ToListAsync(cancellationToken);
        foreach (var sort in sorting)
        {
            var by = sort.PropertySelector.Compile();
            ordered = sort.Ascending ? ordered.OrderBy(by) : ordered.OrderByDescending(by);
        }

        foreach (var record in ordered.Skip(options.Skip).Take(top))
            yield return record;
    }

    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    public override async Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var batch in keys.Chunk(PageSize))
            await RequireAsync(HttpMethod.Post, $"{Path}/points/delete?wait=true", WithIds("points", batch, _ => { }), cancellationToken);
        _isExact = null;
    }

    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    /// <summary>Adds or replaces the records in their order, some hundred at a time: a failure leaves those that were sent before.</summary>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        var all = records.ToList<object>();
        var vectors = await VectorValue.OfRecordsAsync(all, _model, cancellationToken);
        var batch = new List<byte[]>();
        var bytes = 0L;
        for (var i = 0; i < all.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var point = _points.Write(all[i], _points.Vector is null ? default : vectors[i]);
            if (batch.Count > 0 && (batch.Count == _connection.Options.PointsPerRequest || bytes + point.Length > _connection.Options.BytesPerRequest))
            {
                await SendAsync(batch, cancellationToken);
                (batch, bytes) = ([], 0);
            }

            batch.Add(point);
            bytes += point.Length;
        }

        if (batch.Count > 0)
            await SendAsync(batch, cancellationToken);
        _isExact = null;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(VectorStoreCollectionMetadata))
        {
            return new VectorStoreCollectionMetadata
            {
                VectorStoreSystemName = QdrantVectorStore.SystemName, VectorStoreName = _connection.Server, CollectionName = Name,
            };
        }

        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        var vectors = new JsonObject();
        if (_points.Vector is { } vector)
        {
            vectors[vector.StorageName] = new JsonObject
            {
                ["size"] = vector.Dimensions, ["distance"] = vector.DistanceFunction is DistanceFunction.DotProductSimilarity ? "Dot" : "Cosine",
            };
        }

        var sparse = new JsonObject();
        foreach (var text in _points.Texts)
            sparse[text.StorageName] = new JsonObject { ["modifier"] = "idf" };
        try
        {
            await RequireAsync(HttpMethod.Put, Path, new JsonObject { ["vectors"] = vectors, ["sparse_vectors"] = sparse }, cancellation);
        }
        catch (QdrantException)
        {
            // Somebody else may have made it in the meantime.
            if (!await CollectionExistsAsync(cancellation))
                throw;
        }
    }

    /// <summary>Halved where the server finds it too large.</summary>
    private async Task SendAsync(List<byte[]> points, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        body.Write("{\"points\":["u8);
        foreach (var (i, point) in points.Index())
        {
            if (i > 0)
                body.Write(","u8);
            body.Write(point);
        }

        body.Write("]}"u8);
        try
        {
            await RequireAsync(HttpMethod.Put, $"{Path}/points?wait=true", body.ToArray(), cancellation);
        }
        catch (QdrantException error) when (error.IsTooLarge && points.Count > 1)
        {
            await SendAsync(points[..(points.Count / 2)], cancellation);
            await SendAsync(points[(points.Count / 2)..], cancellation);
        }
    }

    private async IAsyncEnumerable<TRecord> AllAsync(
        Expression<Func<TRecord, bool>> filter, bool withVector, long most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        JsonNode? next = null;
        for (var left = most; left > 0;)
        {
            var page = await RequireAsync(HttpMethod.Post, $"{Path}/points/scroll", new JsonObject
            {
                ["limit"] = (int)Math.Min(left, PageSize), ["offset"] = next, ["filter"] = Filter(filter), ["with_payload"] = true, ["with_vector"] = withVector,
            }, cancellation);
            foreach (var record in page.Array("points", _connection))
            {
                left--;
                yield return _points.Read<TRecord>(record, withVector, _connection);
            }

            next = page.TryGetProperty("next_page_offset", out var offset) && offset.ValueKind != JsonValueKind.Null ? JsonNode.Parse(offset.GetRawText()) : null;
            if (next is null)
                yield break;
        }
    }

    private async Task<JsonObject> NearestAsync(VectorPropertyModel property, ReadOnlyMemory<float> vector, QdrantPage page, CancellationToken cancellation)
    {
        var query = Query(property.StorageName, new JsonArray([.. vector.ToArray().Select(value => (JsonNode)JsonValue.Create(value))]), page);
        if (_isExact ??= await CountAsync(cancellation) <= _connection.Options.ExactUpTo)
            query["params"] = new JsonObject { ["exact"] = true };
        return query;
    }

    private static JsonObject Words(DataPropertyModel text, SortedDictionary<uint, float> words, QdrantPage page) => Query(text.StorageName, new JsonObject
    {
        ["indices"] = new JsonArray([.. words.Keys.Select(index => (JsonNode)JsonValue.Create(index))]),
        ["values"] = new JsonArray([.. words.Values.Select(value => (JsonNode)JsonValue.Create(value))]),
    }, page);

    private static JsonObject Query(string vector, JsonNode query, QdrantPage page)
    {
        var request = new JsonObject
        {
            ["query"] = query, ["using"] = vector, ["limit"] = Math.Max(1, page.Depth), ["with_payload"] = true, ["with_vector"] = page.IncludeVectors,
        };
        if (page.Filter is not null)
            request["filter"] = page.Filter.DeepClone();
        if (page.ScoreThreshold is { } least)
            request["score_threshold"] = least;
        return request;
    }

    private async Task<List<List<Scored>>> QueryAsync(List<JsonObject> queries, CancellationToken cancellation)
    {
        var result = await RequireAsync(HttpMethod.Post, $"{Path}/points/query/batch", new JsonObject { ["searches"] = new JsonArray([.. queries]) }, cancellation);
        if (result.ValueKind != JsonValueKind.Array || result.GetArrayLength() != queries.Count)
            throw _connection.Nonsense();
        return
        [
            .. result.EnumerateArray().Select(answer => answer.Array("points", _connection)
                .Select(point => new Scored(
                    QdrantPoint.IdText(point, _connection),
                    point.TryGetProperty("score", out var score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : throw _connection.Nonsense(),
                    point))
                .OrderByDescending(scored => scored.Score).ThenBy(scored => scored.Id, StringComparer.Ordinal)
                .ToList()),
        ];
    }

    private IEnumerable<VectorSearchResult<TRecord>> Results(List<Scored> ranked, QdrantPage page) => ranked
        .Skip(page.Skip).Take(page.Top).Where(scored => !(scored.Score < page.ScoreThreshold))
        .Select(scored => new VectorSearchResult<TRecord>(_points.Read<TRecord>(scored.Point, page.IncludeVectors, _connection), scored.Score));

    private async Task<long> CountAsync(CancellationToken cancellation)
    {
        var result = await RequireAsync(HttpMethod.Post, $"{Path}/points/count", new JsonObject { ["exact"] = false }, cancellation);
        return result.ValueKind == JsonValueKind.Object && result.TryGetProperty("count", out var count) && count.TryGetInt64(out var number) ? number : throw _connection.Nonsense();
    }

    private Task<JsonElement> RequireAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellation) =>
        RequireAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation);

    /// <exception cref="VectorStoreException">There is no such collection, or no answer.</exception>
    private async Task<JsonElement> RequireAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation) =>
        await _connection.SendAsync(method, path, body, cancellation)
        ?? throw new VectorStoreException($"There is no collection '{Name}' in {_connection.Server}; create it with EnsureCollectionExistsAsync.")
        {
            VectorStoreSystemName = QdrantVectorStore.SystemName, VectorStoreName = _connection.Server, CollectionName = Name,
        };

    private byte[] WithIds(string name, IEnumerable<TKey> keys, Action<Utf8JsonWriter> rest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray(name);
            foreach (var key in keys)
                QdrantPoint.WriteId(json, QdrantPoint.IdOf(key));
            json.WriteEndArray();
            rest(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private JsonObject? Filter(LambdaExpression? filter) => filter is null ? null : QdrantFilter.Of(filter, _model);

    private static string IndexTypeOf(Type type) =>
        type == typeof(bool) ? "bool" : type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(float) || type == typeof(double) ? "float" : "keyword";

    private sealed record Scored(string Id, double Score, JsonElement Point);
}

/// <summary>Which part of a ranking a caller asked for.</summary>
internal sealed record QdrantPage(int Top, int Skip, double? ScoreThreshold, bool IncludeVectors, JsonObject? Filter)
{
    public int Depth => (int)Math.Min(int.MaxValue, (long)Skip + Top);
}
