using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Parquet;
using Parquet.Schema;

namespace AdaptLab.Data.Rows;

/// <summary>Parquet: the wanted columns, one row group at a time. A row's line is its number in the file.</summary>
internal sealed class ParquetRowReader(Stream stream) : IRowReader
{
    /// <summary>A group is read as a whole; writers make groups of thousands to a million rows.</summary>
    private const long LargestGroup = 4_000_000; // rows

    private ParquetReader? _parquet;
    private string[] _columns = [];

    public IReadOnlyCollection<string> Columns => _columns;

    public bool RowsNameColumns => false;

    public async IAsyncEnumerable<DataRow> ReadAsync(IReadOnlyList<string> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _parquet = await GuardAsync(() => ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellation));
        _columns = [.. _parquet.Schema.Fields.Select(field => field.Name)];
        Field?[] fields = [.. wanted.Select(name => _parquet.Schema.Fields.FirstOrDefault(field => field.Name == name))];

        var first = 1;
        for (var group = 0; group < _parquet.RowGroupCount; group++)
        {
            var rows = _parquet.RowGroups[group].RowCount;
            if (rows is < 0 or > LargestGroup)
                throw new UnreadableDataException($"a row group has {rows} rows; write it in groups of at most {LargestGroup}");
            var columns = new IReadOnlyList<DataCell>[fields.Length];
            for (var i = 0; i < fields.Length; i++)
                columns[i] = await ReadColumnAsync(group, fields[i], (int)rows, first, cancellation);
            for (var row = 0; row < rows; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new DataRow(first + row, 1, [.. columns.Select(column => column[row])]);
            }

            first += (int)rows;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_parquet is not null)
            await _parquet.DisposeAsync();
        await stream.DisposeAsync();
    }

    private Task<IReadOnlyList<DataCell>> ReadColumnAsync(int group, Field? field, int rows, int firstRow, CancellationToken cancellation) =>
        GuardAsync(async () =>
        {
            if (field is not DataField { MaxRepetitionLevel: 0 } data)
                return Cells(Enumerable.Repeat(field is null ? CellKind.Absent : CellKind.Other, rows).Select(kind => (kind, "")), firstRow);
            using var reader = _parquet!.OpenRowGroupReader(group);
            return data.ClrType switch
            {
                var type when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => await TextsAsync(),
                var type when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => await BytesAsync(),
                var type when type == typeof(bool) => await ScalarsAsync<bool>(value => value ? "true" : "false"),
                var type when type == typeof(sbyte) => await NumbersAsync<sbyte>(),
                var type when type == typeof(byte) => await NumbersAsync<byte>(),
                var type when type == typeof(short) => await NumbersAsync<short>(),
                var type when type == typeof(ushort) => await NumbersAsync<ushort>(),
                var type when type == typeof(int) => await NumbersAsync<int>(),
                var type when type == typeof(uint) => await NumbersAsync<uint>(),
                var type when type == typeof(long) => await NumbersAsync<long>(),
                var type when type == typeof(ulong) => await NumbersAsync<ulong>(),
                var type when type == typeof(float) => await NumbersAsync<float>(),
                var type when type == typeof(double) => await NumbersAsync<double>(),
                _ => Cells(Enumerable.Repeat((CellKind.Other, ""), rows), firstRow),
            };

            async Task<IReadOnlyList<DataCell>> TextsAsync()
            {
                var texts = new string?[rows];
                await reader.ReadAsync(data, texts.AsMemory()!, null, cancellation);
                return Cells(texts.Select(text => text is null ? (CellKind.Null, "") : (CellKind.Text, text)), firstRow);
            }

            // Some writers do not mark their strings as such.
            async Task<IReadOnlyList<DataCell>> BytesAsync()
            {
                var texts = new byte[]?[rows];
                await reader.ReadAsync(data, texts.AsMemory()!, null, cancellation);
                return Cells(
                    texts.Select(text => text is null ? (CellKind.Null, "") : Utf8.IsValid(text) ? (CellKind.Text, Encoding.UTF8.GetString(text)) : (CellKind.Other, "")),
                    firstRow);
            }

            Task<IReadOnlyList<DataCell>> NumbersAsync<T>() where T : struct, IFormattable =>
                ScalarsAsync<T>(value => value.ToString(null, CultureInfo.InvariantCulture));

            async Task<IReadOnlyList<DataCell>> ScalarsAsync<T>(Func<T, string> text) where T : struct
            {
                var values = new T?[rows];
                if (data.IsNullable)
                {
                    await reader.ReadAsync(data, values.AsMemory(), null, cancellation);
                }
                else
                {
                    var plain = new T[rows];
                    await reader.ReadAsync(data, plain.AsMemory(), null, cancellation);
                    values = [.. plain.Select(value => (T?)value)];
                }

                return Cells(values.Select(value => value is { } given ? (CellKind.Scalar, text(given)) : (CellKind.Null, "")), firstRow);
            }
        });

    private static IReadOnlyList<DataCell> Cells(IEnumerable<(CellKind Kind, string Text)> values, int firstRow) =>
        [.. values.Select((value, row) => new DataCell(value.Kind, value.Text, firstRow + row, 1))];

    /// <summary>A damaged file makes the library fail in many ways (an index, a cast, an overflow), and all say the same to the user.</summary>
    private static async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or UnauthorizedAccessException or UnreadableDataException))
        {
            throw new UnreadableDataException($"it is not a Parquet file, or a damaged one ({fault.GetType().Name})");
        }
    }
}
