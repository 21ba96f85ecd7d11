using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AdaptLab.Results.Store;

/// <summary>A unit while its rows are answered: a line each, written at once, so that whoever kills the process loses no row.</summary>
/// <remarks>The first line is the unit without rows. Each line begins with a checksum; where one does not fit, the process
/// died while writing it, and what came before holds.</remarks>
internal sealed class UnitJournal : IDisposable
{
    private const int ChecksumDigits = 16;

    private readonly FileStream _stream;

    private UnitJournal(FileStream stream) => _stream = stream;

    /// <exception cref="IOException">Somebody else writes this unit, or the disk is full.</exception>
    public static UnitJournal Begin(string path, StoredUnit unit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Without a buffer of ours, a line is in the system's hands once it is written.
        var journal = new UnitJournal(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        try
        {
            journal.Line(JsonSerializer.SerializeToUtf8Bytes(unit with { Rows = [] }, StoreContext.Default.StoredUnit));
        }
        catch
        {
            journal.Dispose();
            throw;
        }

        return journal;
    }

    public void Add(StoredRow row) => Line(JsonSerializer.SerializeToUtf8Bytes(row, StoreContext.Default.StoredRow));

    /// <summary>The unit with every row that is whole; null where not even the first line is.</summary>
    public static StoredUnit? Read(string path)
    {
        string[] lines;
        try
        {
            if (!File.Exists(path))
                return null;
            lines = File.ReadAllText(path).Split('\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (Content(lines[0]) is not { } first || StoreJson.Read(first, StoreContext.Default.StoredUnit) is not { } unit)
            return null;
        var rows = ImmutableArray.CreateBuilder<StoredRow>();
        foreach (var line in lines.Skip(1))
        {
            if (Content(line) is not { } content || StoreJson.Read(content, StoreContext.Default.StoredRow) is not { } row)
                break;
            rows.Add(row);
        }

        return unit with { Rows = rows.ToImmutable() };
    }

    public void Dispose() => _stream.Dispose();

    private void Line(byte[] json) => _stream.Write([.. Encoding.ASCII.GetBytes(Checksum(json) + " "), .. json, (byte)'\n']);

    private static byte[]? Content(string line)
    {
        if (line.Length <= ChecksumDigits)
            return null;
        var json = Encoding.UTF8.GetBytes(line[(ChecksumDigits + 1)..]);
        return line.StartsWith(Checksum(json), StringComparison.Ordinal) ? json : null;
    }

    private static string Checksum(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, ChecksumDigits / 2));
}
