using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Tests;

/// <summary>What only files can tell has its mend in the spec, too.</summary>
public sealed class MendTests : IDisposable
{
    private readonly SpecFolder _folder = new SpecFolder()
        .With("data/rows.jsonl", "{\"text\": \"It ends.\", \"lable\": \"termination\"}\n{\"text\": \"It goes on.\", \"lable\": \"renewal\"}\n")
        .With("data/good.jsonl", "{\"text\": \"It ends.\", \"label\": \"termination\"}\n{\"text\": \"It is due.\", \"label\": \"payment\"}\n")
        .With("data/bad.csv", "text,label\nIt ends.,termination\n,renewal\nIt goes on.,renewal\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ADAPT2301", "examples e from \"data/row.jsonl\" { label: lable }\n", "examples e from \"data/rows.jsonl\" { label: lable }\n")]
    [InlineData("ADAPT2303", "examples e from \"data/rows.jsonl\"\n", "examples e from \"data/rows.jsonl\" { label: \"lable\" }\n")]
    [InlineData("ADAPT2303", "examples e from \"data/rows.jsonl\" {\n  label: labl\n}\n", "examples e from \"data/rows.jsonl\" {\n  label: \"lable\"\n}\n")]
    [InlineData("ADAPT2304", "examples e from \"data/bad.csv\"\n", "examples e from \"data/bad.csv\" { badRows: skip }\n")]
    public async Task The_fix_mends(string code, string declaration, string mended)
    {
        var before = SpecFolder.Task + declaration + SpecFolder.InlineEval;
        var error = await _folder.ErrorAsync(before);
        Assert.Equal(code, error.Code);
        var after = Apply(before, error.Fix!);
        Assert.Equal(SpecFolder.Task + mended + SpecFolder.InlineEval, after);
        Assert.DoesNotContain((await _folder.ReadAsync(after)).Diagnostics, d => d.IsError);
    }

    [Fact]
    public async Task A_label_that_is_like_no_other_can_be_declared()
    {
        var before = SpecFolder.Task + "examples e from \"data/good.jsonl\"\n" + SpecFolder.InlineEval;
        var error = await _folder.ErrorAsync(before);
        Assert.Equal(("ADAPT2306", "Declare the label 'payment'"), (error.Code, error.Fix!.Title));
        var after = Apply(before, error.Fix);
        Assert.Contains("labels: [termination, renewal, payment]", after);
        Assert.Empty((await _folder.ReadAsync(after)).Diagnostics);
    }

    [Fact]
    public async Task Folds_come_down_to_the_number_of_rows()
    {
        var before = SpecFolder.Task + SpecFolder.InlineExamples + "eval { folds: 5 }\n";
        var error = await _folder.ErrorAsync(before);
        Assert.Equal("ADAPT2312", error.Code);
        var after = Apply(before, error.Fix!);
        Assert.Contains("folds: 2", after);
        Assert.Empty((await _folder.ReadAsync(after)).Diagnostics);
    }

    private static string Apply(string text, Fix fix)
    {
        var edit = Assert.Single(fix.Edits);
        return text.Remove(edit.Span.Start, edit.Span.Length).Insert(edit.Span.Start, edit.NewText);
    }
}
