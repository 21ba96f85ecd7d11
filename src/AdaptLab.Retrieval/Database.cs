using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval;

/// <summary>One SQLite connection, used by one caller at a time, with the registry of the collections in it.</summary>
/// <remarks>
/// A single connection with a lock beats a pool here: statements take microseconds, the expensive part of a search (the vectors)
/// runs outside the lock, and there is no "database is locked" to retry.
/// </remarks>
internal sealed class Database : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private bool _disposed;

    /// <param name="isReadOnly">The file is there, and nothing in it is changed.</param>
    public Database(string? path, bool isReadOnly = false)
    {
        Name = path ?? ":memory:";
        Segments = new SegmentFiles(path);
        // Without pooling the file is released when the store is disposed.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Name, Pooling = false, Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate }.ToString());
        try
        {
            _connection.Open();
            if (!isReadOnly)
            {
                Execute(_connection,
                    "CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, layout TEXT NOT NULL);" + SegmentFiles.TableSql);
            }
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw Wrap(e, "open");
        }
    }

    public string Name { get; }

    public SegmentFiles Segments { get; }

    /// <summary>Runs statements in a transaction, with the connection to oneself.</summary>
    /// <param name="committed">What to do with the result once the transaction has been committed, still under the lock.</param>
    public T Run<T>(string operation, Func<SqliteConnection, T> work, Action<T>? committed = null)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedVectorStore));
            try
            {
                using var transaction = _connection.BeginTransaction(deferred: true);
                var result = work(_connection);
                transaction.Commit();
                committed?.Invoke(result);
                return result;
            }
            catch (SqliteException e)
            {
                throw Wrap(e, operation);
            }
        }
    }

    public List<string> CollectionNames() => Run("list collections", connection =>
    {
        using var command = Command(connection, "SELECT name FROM collections ORDER BY id");
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    });

    public (long Id, string Layout)? FindCollection(string name) =>
        Run("find a collection", connection => FindCollection(connection, name));

    public static (long Id, string Layout)? FindCollection(SqliteConnection connection, string name)
    {
        using var command = Command(connection, "SELECT id, layout FROM collections WHERE name = $name", ("$name", name));
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    public void DropCollection(string name, CollectionState state) => Run<ImmutableArray<long>>("delete a collection", connection =>
    {
        if (FindCollection(connection, name) is { } found)
        {
            Execute(connection, RecordTable.DropSql(found.Id));
            Execute(connection, "DELETE FROM collections WHERE id = $id", ("$id", found.Id));
            return SegmentFiles.RemoveAll(connection, found.Id);
        }

        return [];
    }, segments =>
    {
        state.Forget();
        Segments.Delete(segments);
    });

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _connection.Dispose();
        }
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    public static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    private VectorStoreException Wrap(SqliteException e, string operation) =>
        new($"SQLite could not {operation} in '{Name}': {e.Message}", e)
        {
            VectorStoreSystemName = EmbeddedVectorStore.SystemName,
            VectorStoreName = Name,
            OperationName = operation,
        };
}
