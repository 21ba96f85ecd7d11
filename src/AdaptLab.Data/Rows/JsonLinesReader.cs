using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace AdaptLab.Data.Rows;

/// <summary>JSON Lines: one object a line. Blank lines are passed over.</summary>
internal sealed class JsonLinesReader(Stream stream) : IRowReader
{
    /// <summary>More names help nobody to find the right one.</summary>
    private const int MostColumns = 50;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly HashSet<string> _columns = [];

    public IReadOnlyCollection<string> Columns => _columns;

    public bool RowsNameColumns => true;

    public async IAsyncEnumerable<DataRow> ReadAsync(IReadOnlyList<string> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = new LineReader(stream, RowReaders.LongestRow);
        while (await lines.ReadAsync(cancellation))
        {
            var line = lines.Line;
            if (lines.Number == 1 && line.Span.StartsWith(ByteOrderMark))
                line = line[ByteOrderMark.Length..];
            if (lines.TooLong)
                yield return DataRow.Faulty(lines.Number, 1, $"the line is longer than {RowReaders.LongestRow >> 20} MiB");
            else if (line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                yield return Parse(line.Span, lines.Number, wanted);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private DataRow Parse(ReadOnlySpan<byte> line, int number, IReadOnlyList<string> wanted)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return DataRow.Faulty(number, 1, $"it is {Describe(reader.TokenType)}, not an object, as {{\"{string.Join("\": …, \"", wanted)}\": …}}");
            var start = Column(line, (int)reader.TokenStartIndex);
            var cells = new DataCell[wanted.Count];
            Array.Fill(cells, new DataCell(CellKind.Absent, "", number, start));
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var column = IndexOf(wanted, name);
                if (column >= 0 && cells[column].Kind != CellKind.Absent)
                    return DataRow.Faulty(number, Column(line, (int)reader.TokenStartIndex), $"it has '{name}' twice");
                if (column >= 0)
                    cells[column] = Cell(ref reader, line, number);
                if (column >= 0 || _columns.Count < MostColumns)
                    _columns.Add(name);
                reader.Skip();
            }

            // Whatever follows the object makes this throw.
            reader.Read();
            return new DataRow(number, start, cells);
        }
        catch (JsonException fault)
        {
            return line.IndexOf((byte)'{') < 0
                ? DataRow.Faulty(number, 1, "it is not a JSON object")
                : DataRow.Faulty(number, Column(line, (int)Math.Min(fault.BytePositionInLine ?? 0, line.Length)), "it is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 is valid JSON, but no text.
            return DataRow.Faulty(number, Column(line, (int)reader.TokenStartIndex), "it holds half of a surrogate pair");
        }
    }

    private static DataCell Cell(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, int number)
    {
        var (kind, text) = reader.TokenType switch
        {
            JsonTokenType.String => (CellKind.Text, reader.GetString()!),
            JsonTokenType.Number => (CellKind.Scalar, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => (CellKind.Scalar, "true"),
            JsonTokenType.False => (CellKind.Scalar, "false"),
            JsonTokenType.Null => (CellKind.Null, ""),
            _ => (CellKind.Other, ""),
        };
        return new DataCell(kind, text, number, Column(line, (int)reader.TokenStartIndex), IsQuoted: kind == CellKind.Text);
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return -1;
    }

    private static int Column(ReadOnlySpan<byte> line, int offset) => Encoding.UTF8.GetCharCount(line[..offset]) + 1;

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };
}
