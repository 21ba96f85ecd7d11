using AdaptLab.Data;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Tests;

public sealed class DocumentTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("docs/*.md", "docs/B.md, docs/a.md")]
    [InlineData("docs/**/*.md", "docs/B.md, docs/a.md, docs/deep/d.md, docs/deep/er/c.md")]
    [InlineData("docs/**", "docs/B.md, docs/a.md, docs/deep/d.md, docs/deep/er/c.md, docs/e.txt")]
    [InlineData("**/deep/**/*.md", "docs/deep/d.md, docs/deep/er/c.md")]
    [InlineData("docs/?.*", "docs/B.md, docs/a.md, docs/e.txt")]
    [InlineData("d*s/d*p/*.md", "docs/deep/d.md")]
    [InlineData("./docs/deep/../a.md", "docs/a.md")]
    [InlineData("**/.hidden/*.md", "docs/.hidden/f.md")]
    public async Task A_pattern_finds_its_files_in_ordinal_order(string pattern, string found)
    {
        _folder.With("docs/a.md", "a").With("docs/B.md", "b").With("docs/deep/er/c.md", "c").With("docs/deep/d.md", "d")
            .With("docs/e.txt", "e").With("docs/.hidden/f.md", "f").With(".adaptlab/runs.md", "g").With("docs/empty.md", " \n");

        var data = await _folder.DataAsync(Spec(pattern));

        Assert.Equal(found, string.Join(", ", data.Documents["playbook"].Select(document => document.Path)));
    }

    [Fact]
    public async Task A_document_brings_its_text_and_the_sizes_of_its_chunks()
    {
        _folder.With("docs/a.md", "\uFEFF# Ends\r\n\r\nIt ends.");

        var document = Assert.Single((await _folder.DataAsync(Spec("docs/*.md"))).Documents["playbook"]);

        Assert.Equal(("# Ends\r\n\r\nIt ends.", 90, 10), (document.Text, document.ChunkTokens, document.OverlapTokens));
    }

    [Fact]
    public async Task A_pattern_that_finds_nothing_is_an_error() =>
        Assert.Equal("ADAPT2308", (await _folder.ErrorAsync(Spec("docs/*.md"))).Code);

    [Fact]
    public async Task A_path_that_names_no_file_is_a_missing_file()
    {
        _folder.With("docs/guide.md", "a");

        var error = await _folder.ErrorAsync(Spec("docs/gide.md"));

        Assert.Contains("Did you mean 'docs/guide.md'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_not_text_is_an_error_with_its_line()
    {
        _folder.With("docs/a.md", [(byte)'\n', 0xFF]);

        var error = await _folder.ErrorAsync(Spec("docs/*"));

        Assert.Equal("'docs/a.md' cannot be read: it is not UTF-8 text (line 2).", error.Message);
        Assert.Equal(new FilePlace("docs/a.md", 2), error.File);
    }

    [Theory]
    [InlineData(50, 1000, 10, "'docs/a.md' is more than 50 bytes")]
    [InlineData(1000, 150, 10, "'docs/*.md' is more than 150 bytes")]
    [InlineData(1000, 1000, 1, "'docs/*.md' is more than 1 files")]
    public async Task Too_much_text_is_an_error(int ofOne, int ofAll, int files, string message)
    {
        _folder.With("docs/a.md", new string('a', 100)).With("docs/b.md", new string('b', 49 + (ofOne == 50 ? 0 : 51)));

        var reading = await _folder.ReadAsync(Spec("docs/*.md"), DataLimits.Default with { DocumentBytes = ofOne, DocumentSetBytes = ofAll, Documents = files });

        Assert.Null(reading.Data);
        Assert.StartsWith(message, Assert.Single(reading.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_rows_and_the_spec_are_no_documents()
    {
        _folder.With("eval.jsonl", "{\"text\": \"short\", \"label\": \"renewal\"}").With("guide.md", "a");

        var data = await _folder.DataAsync(
            SpecFolder.Task.Replace("prompt", "rag", StringComparison.Ordinal) + SpecFolder.InlineExamples + "documents playbook from \"*\"\neval from \"eval.jsonl\"");

        Assert.Equal("guide.md", Assert.Single(data.Documents["playbook"]).Path);
        Assert.Equal(2, data.Notes.Length);
    }

    [SkippableFact]
    public async Task Links_neither_lead_out_nor_round_in_circles()
    {
        using var elsewhere = new SpecFolder();
        elsewhere.With("secret.md", "secret");
        _folder.With("docs/a.md", "a");
        try
        {
            Directory.CreateSymbolicLink(_folder.File("docs/circle"), _folder.File("docs"));
            Directory.CreateSymbolicLink(_folder.File("docs/out"), elsewhere.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"links cannot be made here: {fault.Message}");
        }

        Assert.Equal("docs/a.md", Assert.Single((await _folder.DataAsync(Spec("docs/**/*.md"))).Documents["playbook"]).Path);
        Assert.Equal("'docs/out/secret.md' cannot be read: it is a link that leads out of the workspace.", (await _folder.ErrorAsync(Spec("docs/o*/*.md"))).Message);
    }

    private static string Spec(string pattern) =>
        SpecFolder.Task.Replace("prompt", "rag", StringComparison.Ordinal) + SpecFolder.InlineExamples + SpecFolder.InlineEval
        + $"documents playbook from \"{pattern}\" {{ chunk: 90, overlap: 10 }}\n";
}
