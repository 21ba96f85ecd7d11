using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AdaptLab.Retrieval;

/// <summary>The segments of all collections of a database: a table that says which there are, and a file for each, beside the database.</summary>
/// <remarks>A file is written before the table's change is committed, and removed after it. What a crash leaves in between is a file that
/// the table does not know; the next writer removes it.</remarks>
/// <param name="database">The database's path; null for one in memory, whose segments are in memory, too.</param>
internal sealed class SegmentFiles(string? database)
{
    public const string TableSql = "CREATE TABLE IF NOT EXISTS segments (number INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, count INTEGER NOT NULL);";

    private const string Extension = ".vectors";

    private bool _isTidy = database is null;

    /// <summary>In a transaction that has written already, so that no other process does.</summary>
    public (long Number, VectorSegment Segment) Add(SqliteConnection connection, long collection, IReadOnlyList<SegmentRow> rows, int dimensions)
    {
        RemoveUnknown(connection);
        using var command = Database.Command(connection,
            "INSERT INTO segments (collection, count) VALUES ($collection, $count) RETURNING number", ("$collection", collection), ("$count", rows.Count));
        var number = (long)command.ExecuteScalar()!;
        return (number, database is null ? VectorSegment.InMemory(rows, dimensions) : VectorSegment.InFile(PathOf(number), rows, dimensions));
    }

    /// <summary>The segments of a collection, from the oldest to the newest.</summary>
    /// <exception cref="InvalidDataException">One of them is missing or damaged.</exception>
    public List<(long Number, VectorSegment Segment)> Open(SqliteConnection connection, long collection, int dimensions)
    {
        using var command = Database.Command(connection, "SELECT number, count FROM segments WHERE collection = $collection ORDER BY number", ("$collection", collection));
        using var reader = command.ExecuteReader();
        var segments = new List<(long, VectorSegment Segment)>();
        try
        {
            while (reader.Read())
                segments.Add((reader.GetInt64(0), VectorSegment.Open(PathOf(reader.GetInt64(0)), reader.GetInt32(1), dimensions)));
            return segments;
        }
        catch
        {
            segments.ForEach(stored => stored.Segment.Dispose());
            throw;
        }
    }

    public static void Remove(SqliteConnection connection, ImmutableArray<long> numbers)
    {
        foreach (var number in numbers)
            Database.Execute(connection, "DELETE FROM segments WHERE number = $number", ("$number", number));
    }

    /// <returns>The numbers of those that were removed.</returns>
    public static ImmutableArray<long> RemoveAll(SqliteConnection connection, long collection)
    {
        using var command = Database.Command(connection, "DELETE FROM segments WHERE collection = $collection RETURNING number", ("$collection", collection));
        using var reader = command.ExecuteReader();
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return numbers.ToImmutable();
    }

    /// <summary>Once it is committed that they are of no further use.</summary>
    public void Delete(ImmutableArray<long> numbers)
    {
        if (database is not null)
            foreach (var number in numbers) TryDelete(PathOf(number));
    }

    private void RemoveUnknown(SqliteConnection connection)
    {
        if (_isTidy)
            return;
        _isTidy = true;
        using var command = Database.Command(connection, "SELECT number FROM segments");
        using var reader = command.ExecuteReader();
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            known.Add(Path.GetFileName(PathOf(reader.GetInt64(0))));
        var folder = Path.GetDirectoryName(Path.GetFullPath(database!))!;
        foreach (var file in Directory.EnumerateFiles(folder, $"{Path.GetFileName(database)}-*{Extension}*").Where(file => !known.Contains(Path.GetFileName(file))))
            TryDelete(file);
    }

    private string PathOf(long number) => $"{database}-{number.ToString(CultureInfo.InvariantCulture)}{Extension}";

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that is still mapped. The next writer finds it again.
        }
    }
}
