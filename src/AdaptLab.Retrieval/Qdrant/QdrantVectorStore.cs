using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>A Qdrant server as a vector store, over its REST interface.</summary>
/// <remarks>Nothing is sent before a collection is asked for something. Safe for concurrent use.</remarks>
public sealed class QdrantVectorStore : VectorStore
{
    internal const string SystemName = "qdrant";

    private readonly QdrantConnection _connection;
    private readonly IEmbeddingGenerator? _embeddings;

    /// <param name="embeddings">Turns a search text, or a record's text, into a vector where the record type asks for it.</param>
    /// <param name="time">The clock that is waited by between two attempts; the system's if null.</param>
    public QdrantVectorStore(QdrantOptions options, IEmbeddingGenerator? embeddings = null, TimeProvider? time = null)
    {
        _connection = new QdrantConnection(options, time ?? TimeProvider.System);
        _embeddings = embeddings;
    }

    public override QdrantCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new ArgumentException("Use GetDynamicCollection for records that are dictionaries.", nameof(definition));
        return new QdrantCollection<TKey, TRecord>(name, _connection, new RecordModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, _embeddings));
    }

    public override QdrantCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        new(name, _connection, new RecordModelBuilder().BuildDynamic(definition, _embeddings));

    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var result = await _connection.SendAsync(HttpMethod.Get, "collections", null, cancellationToken) ?? throw _connection.Nonsense();
        foreach (var collection in result.Array("collections", _connection))
            yield return collection.Text("name", _connection);
    }

    public override async Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) =>
        await QdrantPaths.ExistsAsync(_connection, name, cancellationToken);

    public override async Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) =>
        await _connection.SendAsync(HttpMethod.Delete, QdrantPaths.Of(name), null, cancellationToken);

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(VectorStoreMetadata))
            return new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _connection.Server };
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>The length of the vectors of a property in a collection; 0 without vectors, null without that collection.</summary>
    internal async Task<int?> VectorDimensionsAsync(string name, string property, CancellationToken cancellation)
    {
        if (await _connection.SendAsync(HttpMethod.Get, QdrantPaths.Of(name), null, cancellation) is not { } info)
            return null;
        return info.TryGetProperty("config", out var config) && config.TryGetProperty("params", out var parameters)
            && parameters.TryGetProperty("vectors", out var vectors) && vectors.ValueKind == JsonValueKind.Object
            && vectors.TryGetProperty(property, out var vector) && vector.TryGetProperty("size", out var size) && size.TryGetInt32(out var length)
                ? length
                : 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _connection.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Addresses of collections.</summary>
internal static class QdrantPaths
{
    public static string Of(string collection) => $"collections/{Uri.EscapeDataString(collection)}";

    public static async Task<bool> ExistsAsync(QdrantConnection connection, string collection, CancellationToken cancellation)
    {
        var result = await connection.SendAsync(HttpMethod.Get, $"{Of(collection)}/exists", null, cancellation);
        return result is { } found && found.ValueKind == JsonValueKind.Object && found.TryGetProperty("exists", out var exists) && exists.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? exists.GetBoolean()
            : throw connection.Nonsense();
    }

    /// <exception cref="QdrantException">There is no such array.</exception>
    public static JsonElement.ArrayEnumerator Array(this JsonElement element, string name, QdrantConnection connection) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : throw connection.Nonsense();

    /// <exception cref="QdrantException">There is no such text.</exception>
    public static string Text(this JsonElement element, string name, QdrantConnection connection) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : throw connection.Nonsense();
}
