using System.Text.Json;
using AdaptLab.Data.Rows;
using FsCheck;
using FsCheck.Xunit;

namespace AdaptLab.Data.Tests;

public sealed class JsonLinesReaderTests
{
    [Fact]
    public async Task Values_are_read_with_line_and_column()
    {
        var rows = await RowReading.ReadAsync(
            "a.jsonl", "{\"text\": \"één 🙂\", \"label\": \"x\"}\n\n  {\"label\": 3, \"more\": [{}], \"text\": \"two\"}", "text", "label");

        Assert.Equal(["1:10 één 🙂", "1:29 x"], rows[0].Shown());
        Assert.Equal(["3:38 two", "3:13 3"], rows[1].Shown());
        Assert.Equal(CellKind.Scalar, rows[1].Cells[1].Kind);
        Assert.Equal(3, rows[1].Column);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("")]
    public async Task Byte_order_mark_and_carriage_returns_are_no_part_of_the_rows(string mark)
    {
        var rows = await RowReading.ReadAsync("a.ndjson", mark + "{\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}\r\n", "text");

        Assert.Equal(["1:9 a", "3:9 b"], rows.SelectMany(row => row.Shown()));
    }

    [Theory]
    [InlineData("not json", "it is not a JSON object", 1)]
    [InlineData("{\"text\": \"open", "it is not valid JSON", 15)]
    [InlineData("{\"text\": \"a\"} {}", "it is not valid JSON", 15)]
    [InlineData("{\"text\": 1, \"text\": 2}", "it has 'text' twice", 21)]
    [InlineData("[1]", "it is a list, not an object, as {\"text\": …}", 1)]
    [InlineData("\"text\"", "it is a string, not an object, as {\"text\": …}", 1)]
    [InlineData("{\"text\": \"\\ud800\"}", "it holds half of a surrogate pair", 10)]
    public async Task A_line_that_is_no_object_is_a_fault_and_the_next_is_read(string line, string fault, int column)
    {
        var rows = await RowReading.ReadAsync("a.jsonl", line + "\n{\"text\": \"b\"}", "text");

        Assert.Equal(fault, rows[0].Fault);
        Assert.Equal((1, column), (rows[0].Line, rows[0].Column));
        Assert.Equal("b", Assert.Single(rows[1].Cells).Text);
    }

    [Fact]
    public async Task Missing_null_and_nested_values_are_told_apart()
    {
        var rows = await RowReading.ReadAsync("a.jsonl", "{\"a\": null, \"b\": {\"c\": 1}, \"d\": true}", "a", "b", "c", "d");

        Assert.Equal([CellKind.Null, CellKind.Other, CellKind.Absent, CellKind.Scalar], Assert.Single(rows).Cells.Select(cell => cell.Kind));
    }

    [Fact]
    public async Task An_endless_line_is_a_fault_and_is_not_kept()
    {
        var longest = new string('x', RowReaders.LongestRow * 3);

        var rows = await RowReading.ReadAsync("a.jsonl", $"{{\"text\": \"{longest}\"}}\n{{\"text\": \"b\"}}", "text");

        Assert.Equal("the line is longer than 1 MiB", rows[0].Fault);
        Assert.Equal(["2:10 b"], rows[1].Shown());
    }

    [Property(MaxTest = 100)]
    public async Task What_is_written_is_read_on_its_line(NonNull<string>[] texts, bool carriageReturns, bool escaped)
    {
        var written = texts.Select(text => Whole(text.Get)).ToList();
        var options = new JsonSerializerOptions
        {
            Encoder = escaped ? null : System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        var file = string.Join(carriageReturns ? "\r\n" : "\n", written.Select(text => JsonSerializer.Serialize(new { other = 1, text }, options)));

        var rows = await RowReading.ReadAsync("a.jsonl", file, "text");

        Assert.Equal(written.Select((text, i) => (i + 1, text)), rows.Select(row => (row.Line, row.Cells[0].Text)));
    }

    /// <summary>Half surrogate pairs cannot be written in UTF-8.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
