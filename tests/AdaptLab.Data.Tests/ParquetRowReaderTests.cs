using AdaptLab.Data.Rows;
using FsCheck;
using FsCheck.Xunit;
using Parquet;
using Parquet.Schema;

namespace AdaptLab.Data.Tests;

public sealed class ParquetRowReaderTests
{
    private static readonly DataField Text = new("text", typeof(string), isNullable: true);
    private static readonly DataField Grade = new("grade", typeof(int), isNullable: false);
    private static readonly DataField Sure = new("sure", typeof(bool), isNullable: true);
    private static readonly DataField Other = new("other", typeof(double), isNullable: false);

    [Fact]
    public async Task Rows_of_all_groups_are_read_with_their_numbers()
    {
        var rows = await RowReading.ReadAsync("a.parquet", await FileAsync(["one", null], ["three"]), "sure", "text", "grade", "none");

        Assert.Equal(["1:1 true", "1:1 one", "1:1 1", "1:1 "], rows[0].Shown());
        Assert.Equal(["3:1 true", "3:1 three", "3:1 1", "3:1 "], rows[2].Shown());
        Assert.Equal([CellKind.Null, CellKind.Null, CellKind.Scalar, CellKind.Absent], rows[1].Cells.Select(cell => cell.Kind));
    }

    [Fact]
    public async Task Bytes_that_are_text_are_read_as_text()
    {
        var field = new DataField("text", typeof(byte[]), isNullable: true);
        var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(field, new byte[]?[] { "één"u8.ToArray(), null, [0xFF] }!);
            group.CompleteValidate();
        }

        var rows = await RowReading.ReadAsync("a.parquet", file.ToArray(), "text");

        Assert.Equal(
            [(CellKind.Text, "één"), (CellKind.Null, ""), (CellKind.Other, "")], rows.Select(row => (row.Cells[0].Kind, row.Cells[0].Text)));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        var file = await FileAsync(["one"]);
        file.AsSpan(4, file.Length - 16).Fill(0xAB);

        var fault = await Assert.ThrowsAsync<UnreadableDataException>(() => RowReading.ReadAsync("a.parquet", file, "text"));

        Assert.StartsWith("it is not a Parquet file, or a damaged one", fault.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 200)]
    public async Task A_file_with_a_wrong_byte_is_read_or_refused(NonNegativeInt where, byte what)
    {
        var file = await FileAsync(["one", null, "two"], ["three"]);
        file[where.Get % file.Length] = what;

        var fault = await Record.ExceptionAsync(() => RowReading.ReadAsync("a.parquet", file, "text", "grade", "sure"));

        Assert.True(fault is null or UnreadableDataException, $"{fault}");
    }

    internal static async Task<byte[]> FileAsync(params string?[][] groups)
    {
        var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Text, Grade, Sure, Other), file))
        {
            foreach (var texts in groups)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(Text, texts!);
                await group.WriteAsync<int>(Grade, Enumerable.Range(1, texts.Length).ToArray());
                await group.WriteAsync<bool>(Sure, texts.Select((_, i) => i == 0 ? true : (bool?)null).ToArray());
                await group.WriteAsync<double>(Other, new double[texts.Length]);
                group.CompleteValidate();
            }
        }

        return file.ToArray();
    }
}
