using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AdaptLab.Retrieval;

/// <summary>A collection's tables: records without their vectors, and a full-text index that triggers keep in step with them.</summary>
/// <remarks>Every identifier in the SQL is made here from numbers, so that no name of a user's ever becomes SQL.</remarks>
internal sealed class RecordTable
{
    private readonly CollectionModel _model;
    private readonly VectorPropertyModel? _vector;
    private readonly string[] _columns;      // key, d0 … dn
    private readonly string[] _textColumns;  // those of d0 … dn that are indexed

    public RecordTable(CollectionModel model)
    {
        _model = model;
        _vector = model.VectorProperties.Count > 0 ? model.VectorProperty : null;
        var data = model.DataProperties.Select((_, i) => Column(i));
        _columns = ["key", .. data];
        _textColumns = [.. model.DataProperties.Index().Where(p => p.Item.IsFullTextIndexed).Select(p => Column(p.Index))];
        Layout = string.Join('\n', [
            Format,
            $"key {model.KeyProperty.Type.Name}",
            .. model.DataProperties.Select(p => $"data {p.StorageName} {TypeName(p.Type)}{(p.IsFullTextIndexed ? " text" : "")}"),
            .. model.VectorProperties.Select(p => $"vector {p.Dimensions} {p.StorageName}")]);
    }

    /// <summary>Raised with every change of how a collection lies on the disk.</summary>
    private const string Format = "format 2";

    /// <summary>What the tables hold; a collection is opened only with the layout that it was made with.</summary>
    public string Layout { get; }

    public static int VectorDimensions(string layout) =>
        layout.Split('\n').Where(line => line.StartsWith("vector ", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    public static string DropSql(long id) => $"DROP TABLE IF EXISTS text_{id}; DROP TABLE IF EXISTS records_{id};";

    public void Create(SqliteConnection connection, long id)
    {
        var columns = string.Join(", ", _columns.Skip(1));
        Database.Execute(connection,
            $"CREATE TABLE records_{id} (id INTEGER PRIMARY KEY AUTOINCREMENT, key NOT NULL UNIQUE{(columns == "" ? "" : ", " + columns)})");
        if (_textColumns.Length == 0)
            return;

        var names = string.Join(", ", _textColumns);
        string Values(string row) => string.Join(", ", _textColumns.Select(column => $"{row}.{column}"));
        var remove = $"INSERT INTO text_{id} (text_{id}, rowid, {names}) VALUES ('delete', old.id, {Values("old")});";
        var add = $"INSERT INTO text_{id} (rowid, {names}) VALUES (new.id, {Values("new")});";
        Database.Execute(connection, $"""
            CREATE VIRTUAL TABLE text_{id} USING fts5 ({names}, content = 'records_{id}', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2');
            CREATE TRIGGER text_{id}_insert AFTER INSERT ON records_{id} BEGIN {add} END;
            CREATE TRIGGER text_{id}_delete AFTER DELETE ON records_{id} BEGIN {remove} END;
            CREATE TRIGGER text_{id}_update AFTER UPDATE ON records_{id} BEGIN {remove} {add} END;
            """);
    }

    /// <summary>Adds records or replaces those with the same key, which keep their row id.</summary>
    public List<long> Upsert(SqliteConnection connection, long id, IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        var parameters = string.Join(", ", _columns.Select(column => "$" + column));
        var updates = string.Join(", ", _columns.Select(column => $"{column} = excluded.{column}"));
        using var command = Database.Command(connection,
            $"INSERT INTO records_{id} ({string.Join(", ", _columns)}) VALUES ({parameters}) ON CONFLICT (key) DO UPDATE SET {updates} RETURNING id");
        foreach (var column in _columns)
            command.Parameters.Add(new SqliteParameter("$" + column, null));

        var rowIds = new List<long>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            command.Parameters[0].Value = ToStored(_model.KeyProperty.GetValueAsObject(records[i]));
            for (var c = 0; c < _model.DataProperties.Count; c++)
                command.Parameters[c + 1].Value = ToStored(_model.DataProperties[c].GetValueAsObject(records[i]));
            rowIds.Add((long)command.ExecuteScalar()!);
        }

        return rowIds;
    }

    public static HashSet<long> Delete(SqliteConnection connection, long id, IEnumerable<object> keys)
    {
        using var command = Database.Command(connection, $"DELETE FROM records_{id} WHERE key = $key RETURNING id", ("$key", null));
        var rowIds = new HashSet<long>();
        foreach (var key in keys)
        {
            command.Parameters[0].Value = ToStored(key);
            if (command.ExecuteScalar() is long rowId)
                rowIds.Add(rowId);
        }

        return rowIds;
    }

    /// <param name="vectors">Where the vectors are taken from; null to leave them out.</param>
    public TRecord? FindByKey<TRecord>(SqliteConnection connection, long id, object key, VectorSet? vectors) where TRecord : class =>
        Read<TRecord>(connection, id, "WHERE key = $value", ToStored(key), vectors).FirstOrDefault();

    public TRecord? FindByRow<TRecord>(SqliteConnection connection, long id, long rowId, VectorSet? vectors) where TRecord : class =>
        Read<TRecord>(connection, id, "WHERE id = $value", rowId, vectors).FirstOrDefault();

    public IEnumerable<TRecord> All<TRecord>(SqliteConnection connection, long id, VectorSet? vectors) where TRecord : class =>
        Read<TRecord>(connection, id, "WHERE $value IS NULL ORDER BY id", DBNull.Value, vectors);

    public static long Count(SqliteConnection connection, long id)
    {
        using var command = Database.Command(connection, $"SELECT count(*) FROM records_{id}");
        return (long)command.ExecuteScalar()!;
    }

    public static HashSet<long> RowIds(SqliteConnection connection, long id)
    {
        using var command = Database.Command(connection, $"SELECT id FROM records_{id}");
        using var reader = command.ExecuteReader();
        var rows = new HashSet<long>();
        while (reader.Read())
            rows.Add(reader.GetInt64(0));
        return rows;
    }

    /// <summary>The best rows for any of the words, by BM25; a greater score is better. <paramref name="top"/> -1 for all.</summary>
    public List<Ranked> Search(SqliteConnection connection, long id, DataPropertyModel property, string query, int top)
    {
        var column = Column(_model.DataProperties.Index().First(p => p.Item == property).Index);
        using var command = Database.Command(connection,
            $"SELECT rowid, -rank FROM text_{id} WHERE text_{id} MATCH $query ORDER BY rank, rowid LIMIT $top",
            ("$query", $"{column} : ({query})"), ("$top", top));
        using var reader = command.ExecuteReader();
        var ranked = new List<Ranked>();
        while (reader.Read())
            ranked.Add(new Ranked(reader.GetInt64(0), reader.GetDouble(1)));
        return ranked;
    }

    private IEnumerable<TRecord> Read<TRecord>(SqliteConnection connection, long id, string where, object value, VectorSet? vectors) where TRecord : class
    {
        using var command = Database.Command(connection, $"SELECT id, {string.Join(", ", _columns)} FROM records_{id} {where}", ("$value", value));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var record = _model.CreateRecord<TRecord>()!;
            _model.KeyProperty.SetValueAsObject(record, FromStored(reader.GetValue(1), _model.KeyProperty.Type));
            for (var c = 0; c < _model.DataProperties.Count; c++)
                _model.DataProperties[c].SetValueAsObject(record, FromStored(reader.GetValue(c + 2), _model.DataProperties[c].Type));
            if (_vector is not null && vectors?.Find(reader.GetInt64(0)) is { } vector)
                _vector.SetValueAsObject(record, VectorValue.FromMemory(vector, _vector.Type));
            yield return record;
        }
    }

    private static string Column(int index) => $"d{index.ToString(CultureInfo.InvariantCulture)}";

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static object ToStored(object? value) => value switch
    {
        null => DBNull.Value,
        Guid guid => guid.ToString(),
        _ => value,
    };

    private static object? FromStored(object stored, Type type)
    {
        if (stored is DBNull)
            return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(Guid) ? Guid.Parse((string)stored) : Convert.ChangeType(stored, type, CultureInfo.InvariantCulture);
    }
}
