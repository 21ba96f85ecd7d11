using AdaptLab.Data;

namespace AdaptLab.Data.Tests;

public sealed class DataFileTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_are_told_with_their_columns_and_the_places_of_their_labels()
    {
        _folder.With("a.jsonl", "{\"text\": \"x\", \"label\": \"renewal\", \"by\": 1}\n\n{\"label\": \"termination\", \"text\": \"y\"}\n");
        _folder.With("b.csv", "text,label\n\"of two\nlines\",\"renewal\"\nz,termination\n");

        var reading = await _folder.ReadAsync(SpecFolder.Task + "examples a from \"a.jsonl\"\neval from \"b.csv\"\n");

        Assert.Equal(["examples a", "eval"], reading.Files.Select(file => file.Declaration));
        Assert.Equal(["text", "label", "by"], reading.Files[0].Columns.ToArray());
        Assert.Equal([new LabelPlace(1, 1, 25), new LabelPlace(0, 3, 12)], reading.Files[0].LabelPlaces.ToArray());
        Assert.Equal(("b.csv", 2), (reading.Files[1].Path, reading.Files[1].Rows));
        Assert.Equal([new LabelPlace(1, 3, 9), new LabelPlace(0, 4, 3)], reading.Files[1].LabelPlaces.ToArray());
    }

    [Fact]
    public async Task A_file_without_the_column_still_tells_those_that_it_has()
    {
        _folder.With("a.csv", "sentence,clause\nx,renewal\n");

        var reading = await _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"a.csv\"\n");

        Assert.Null(reading.Data);
        Assert.Equal(["sentence", "clause"], Assert.Single(reading.Files).Columns.ToArray());
    }

    [Theory]
    [InlineData("a.jsonl", "{\"x\": 1}\n{\"y\": 2, \"x\": 3}\n", "x,y")]
    [InlineData("a.csv", "one;two\n1;2\n", "one,two")]
    [InlineData("a.tsv", "one\ttwo\n", "one,two")]
    [InlineData("a.txt", "one,two\n", "")]
    [InlineData("a.jsonl", "\0\0", "")]
    public async Task Columns_are_read_from_the_beginning_of_a_file(string name, string text, string columns)
    {
        _folder.With(name, text);

        Assert.Equal(columns, string.Join(',', await DataColumns.ReadAsync(_folder.File("spec.adapt"), name, OpenFiles.None, CancellationToken.None)));
    }

    [Theory]
    [InlineData("missing.csv")]
    [InlineData("")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("a\0b.csv")]
    public async Task Where_there_is_no_file_there_are_no_columns(string path) =>
        Assert.Empty(await DataColumns.ReadAsync(_folder.File("spec.adapt"), path, OpenFiles.None, CancellationToken.None));
}
