using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval;

/// <summary>A vector store inside the process: records and BM25 keyword search in SQLite, vectors in files beside it that are mapped into
/// memory and compared exactly.</summary>
/// <remarks>Safe for concurrent use. One process at a time writes to a file: another's later writes are not seen.</remarks>
public sealed class EmbeddedVectorStore : VectorStore
{
    internal const string SystemName = "adaptlab.embedded";

    private readonly Database _database;
    private readonly IEmbeddingGenerator? _embeddings;
    private readonly ConcurrentDictionary<string, CollectionState> _states = new(StringComparer.Ordinal);

    /// <param name="path">The database file, made when absent; null for a store in memory.</param>
    /// <param name="embeddings">Turns a search text, or a record's text, into a vector where the record type asks for it.</param>
    /// <exception cref="VectorStoreException">The file cannot be opened, or is no database.</exception>
    public EmbeddedVectorStore(string? path = null, IEmbeddingGenerator? embeddings = null)
        : this(new Database(path), embeddings)
    {
    }

    private EmbeddedVectorStore(Database database, IEmbeddingGenerator? embeddings)
    {
        _database = database;
        _embeddings = embeddings;
    }

    /// <summary>A store in a file that is there already and that nobody changes: several processes may read it at a time.</summary>
    /// <exception cref="VectorStoreException">The file cannot be opened, or is no database.</exception>
    internal static EmbeddedVectorStore OpenReadOnly(string path) => new(new Database(path, isReadOnly: true), null);

    public override EmbeddedCollection<TKey, TRecord> GetCollection<TKey, TRecord>(
        string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new ArgumentException("Use GetDynamicCollection for records that are dictionaries.", nameof(definition));

        var model = new RecordModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, _embeddings);
        return new EmbeddedCollection<TKey, TRecord>(name, _database, State(name), model);
    }

    public override EmbeddedCollection<object, Dictionary<string, object?>> GetDynamicCollection(
        string name, VectorStoreCollectionDefinition definition)
    {
        var model = new RecordModelBuilder().BuildDynamic(definition, _embeddings);
        return new EmbeddedCollection<object, Dictionary<string, object?>>(name, _database, State(name), model);
    }

    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _database.CollectionNames().ToAsyncEnumerable();
    }

    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.FindCollection(name) is not null);
    }

    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _database.DropCollection(name, State(name));
        return Task.CompletedTask;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(VectorStoreMetadata))
            return new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _database.Name };
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>The length of the vectors in a collection; 0 without vectors, null without that collection.</summary>
    internal int? VectorDimensions(string name) =>
        _database.FindCollection(name) is { } found ? RecordTable.VectorDimensions(found.Layout) : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _database.Dispose();
            foreach (var state in _states.Values)
                state.Vectors?.Free();
        }

        base.Dispose(disposing);
    }

    private CollectionState State(string name) => _states.GetOrAdd(name, _ => new CollectionState());
}

/// <summary>What every collection object of the same name in a store shares; changed only under the database's lock.</summary>
internal sealed class CollectionState
{
    /// <summary>The collection's row in the registry, once it is known to exist.</summary>
    public long? Id { get; set; }

    /// <summary>The layout under which it was opened.</summary>
    public string? Layout { get; set; }

    /// <summary>An immutable snapshot: a search reads it once and needs no lock.</summary>
    public VectorSet? Vectors { get; set; }

    public void Forget()
    {
        Id = null;
        Layout = null;
        Vectors?.Free();
        Vectors = null;
    }
}
