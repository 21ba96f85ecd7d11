using AdaptLab.Data.Rows;
using FsCheck;
using FsCheck.Xunit;

namespace AdaptLab.Data.Tests;

public sealed class CsvRowReaderTests
{
    [Theory]
    [InlineData("a.csv", ",")]
    [InlineData("a.csv", ";")]
    [InlineData("a.csv", "\t")]
    [InlineData("a.tsv", "\t")]
    public async Task Quotes_separators_and_line_breaks_stand_inside_fields(string name, string separator)
    {
        var file = string.Join(separator, "text", "label") + "\n"
            + "\"one, \"\"two\"\";\nthree\t\"" + separator + "renewal\n\n"
            + "plain" + separator + "termination\n";

        var rows = await RowReading.ReadAsync(name, file, "label", "text");

        Assert.Equal(["3:9 renewal", "2:1 one, \"two\";\nthree\t"], rows[0].Shown());
        Assert.Equal(["5:7 termination", "5:1 plain"], rows[1].Shown());
        Assert.Equal([2, 5], rows.Select(row => row.Line));
    }

    [Fact]
    public async Task Byte_order_mark_and_carriage_returns_are_no_part_of_the_rows()
    {
        var rows = await RowReading.ReadAsync("a.csv", "\uFEFFtext,label\r\n\"a\r\nb\",x\r\nc,y\r\n", "text", "label");

        Assert.Equal(["2:1 a\r\nb", "3:4 x"], rows[0].Shown());
        Assert.Equal(["4:1 c", "4:3 y"], rows[1].Shown());
    }

    [Theory]
    [InlineData("a,b,c", "it has 3 fields, the header has 2")]
    [InlineData("a", "it has 1 field, the header has 2")]
    [InlineData("\"a\" b,c", "text follows a closing quote; double the quotes that belong to the text")]
    public async Task A_bad_row_is_a_fault_and_the_next_is_read(string line, string fault)
    {
        var rows = await RowReading.ReadAsync("a.csv", $"text,label\n{line}\ngood,x\n", "text", "label");

        Assert.Equal((2, fault), (rows[0].Line, rows[0].Fault));
        Assert.Equal(["3:1 good", "3:6 x"], rows[1].Shown());
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told_at_the_row_where_it_opens()
    {
        var rows = await RowReading.ReadAsync("a.csv", "text,label\ngood,x\n\"open,x\nnever read,x\n", "text", "label");

        Assert.Equal([null, "a closing quote is missing"], rows.Select(row => row.Fault));
        Assert.Equal(3, rows[1].Line);
    }

    [Fact]
    public async Task A_quote_within_an_unquoted_field_is_text()
    {
        var rows = await RowReading.ReadAsync("a.csv", "text,label\nA 5\" pipe,x\n", "text");

        Assert.Equal(["2:1 A 5\" pipe"], Assert.Single(rows).Shown());
    }

    [Fact]
    public async Task An_endless_record_ends_the_reading()
    {
        var file = "text,label\n\"" + new string('x', RowReaders.LongestRow * 3);

        var fault = await Assert.ThrowsAsync<UnreadableDataException>(() => RowReading.ReadAsync("a.csv", file, "text"));

        Assert.Equal("a row is longer than 1 MiB, perhaps because a closing quote is missing", fault.Message);
        Assert.Equal(2, fault.Line);
    }

    [Fact]
    public async Task A_header_that_names_a_wanted_column_twice_is_refused()
    {
        var fault = await Assert.ThrowsAsync<UnreadableDataException>(() => RowReading.ReadAsync("a.csv", "text,text\na,b\n", "text"));

        Assert.Equal("its header names 'text' more than once", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text,label")]
    [InlineData("text,label\n\n  \n")]
    public async Task A_file_without_rows_has_none(string file) => Assert.Empty(await RowReading.ReadAsync("a.csv", file, "text"));

    [Property(MaxTest = 200)]
    public async Task What_is_written_is_read_where_it_stands(NonNull<string>[] texts, bool carriageReturns)
    {
        var written = texts.Select(text => string.Concat(text.Get.EnumerateRunes().Where(rune => rune.Value != 0))).ToList();
        var end = carriageReturns ? "\r\n" : "\n";
        var file = "id,text" + end;
        var places = new List<(int Line, string Text)>();
        foreach (var text in written)
        {
            places.Add((file.Count('\n') + 1, text));
            file += $"\"7\",\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{end}";
        }

        var rows = await RowReading.ReadAsync("a.csv", file, "id", "text");

        // A lone CR ends a line for some and not for others, so lines are compared without.
        if (!written.Any(text => text.Replace("\r\n", "", StringComparison.Ordinal).Contains('\r')))
            Assert.Equal(places, rows.Select(row => (row.Line, row.Cells[1].Text)));
        else
            Assert.Equal(written, rows.Select(row => row.Cells[1].Text));
        Assert.All(rows, row => Assert.Equal(5, row.Cells[1].Column));
    }
}
