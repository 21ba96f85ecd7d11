using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace AdaptLab.Data.Rows;

/// <summary>CSV as RFC 4180 has it, with a header; also separated by semicolons or tabs. Blank lines are passed over.</summary>
/// <remarks>A quotation mark within a field that does not begin with one is text, as spreadsheets read it.</remarks>
/// <param name="separator">Null to take that of the first lines.</param>
internal sealed class CsvRowReader : IRowReader
{
    private readonly CsvReader _csv;
    private CsvMalformedReason? _malformed;
    private string[] _columns = [];

    public CsvRowReader(Stream stream, char? separator)
    {
        _csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = separator,
            TrackLineNumbers = true,
            MaxRecordSize = RowReaders.LongestRow,
            OnMalformedRecord = record => _malformed = record.Reason,
        });
    }

    public IReadOnlyCollection<string> Columns => _columns;

    public bool RowsNameColumns => false;

    public async IAsyncEnumerable<DataRow> ReadAsync(IReadOnlyList<string> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!await AdvanceAsync(header: true, cancellation))
            yield break;
        _columns = [.. _csv.Headers.Select(name => name.Trim())];
        if (_malformed is CsvMalformedReason.UnterminatedQuote)
            throw new UnreadableDataException("a closing quote is missing in the header", 1);
        if (wanted.FirstOrDefault(name => _columns.Count(name.Equals) > 1) is { } twice)
            throw new UnreadableDataException($"its header names '{twice}' more than once");
        int[] indices = [.. wanted.Select(name => Array.IndexOf(_columns, name))];

        while (await AdvanceAsync(header: false, cancellation))
        {
            if (_csv.FieldCount == 1 && _columns.Length > 1 && string.IsNullOrWhiteSpace(_csv.GetString(0)))
                continue;
            yield return Row(indices);
        }
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private async ValueTask<bool> AdvanceAsync(bool header, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _malformed = null;
        try
        {
            if (!header)
                return await _csv.ReadAsync(cancellation);
            await _csv.ReadHeaderAsync(cancellation);
            return _csv.Headers.Count > 0;
        }
        catch (CsvFormatException fault)
        {
            throw new UnreadableDataException($"a row is longer than {RowReaders.LongestRow >> 20} MiB, perhaps because a closing quote is missing", (int)fault.LineNumber);
        }
    }

    private DataRow Row(int[] indices)
    {
        var line = (int)_csv.LineNumber;
        var fault = _malformed switch
        {
            CsvMalformedReason.UnterminatedQuote => "a closing quote is missing",
            CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote; double the quotes that belong to the text",
            _ when _csv.FieldCount != _columns.Length =>
                $"it has {Fields(_csv.FieldCount)}, the header has {_columns.Length}",
            _ => null,
        };
        if (fault is not null)
            return DataRow.Faulty(line, 1, fault);

        var cells = new DataCell[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            cells[i] = indices[i] < 0 ? new DataCell(CellKind.Absent, "", line, 1) : Cell(indices[i], line);
        }

        return new DataRow(line, 1, cells);
    }

    private DataCell Cell(int index, int line)
    {
        var offset = 0;
        for (var i = 0; i < index; i++)
            offset += _csv.GetRawSpan(i).Length + 1;
        var before = _csv.RawRecord[..offset];
        // Fields before this one may hold line breaks.
        var lastBreak = before.LastIndexOf((byte)'\n');
        return new DataCell(
            CellKind.Text, _csv.GetString(index), line + before.Count((byte)'\n'), Encoding.UTF8.GetCharCount(before[(lastBreak + 1)..]) + 1,
            IsQuoted: _csv.GetRawSpan(index).StartsWith("\""u8));
    }

    private static string Fields(int count) => count == 1 ? "1 field" : $"{count} fields";
}
