using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Tests;

public sealed class LeakageTests : IDisposable
{
    private const string Held = "The Tenant may, on notice, end the Lease at any time.";

    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Held)]
    [InlineData("the tenant may on notice end the lease at any time")]
    [InlineData("  THE TENANT — may, on “notice”,\tend the\u00A0Lease at any time!")]
    [InlineData("The Tenant may, on no\u00ADtice, ｅｎｄ the Lease at any time.")]
    public async Task An_example_that_is_an_eval_row_is_left_out(string planted)
    {
        _folder.With("rows.csv", $"text,label\nIt runs on.,renewal\n\"{planted}\",renewal\n");

        var reading = await _folder.ReadAsync(Spec() + "examples more from \"rows.csv\"\n");

        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal(("ADAPT2313", Severity.Warning, new FilePlace("rows.csv", 3)), (warning.Code, warning.Severity, warning.File));
        Assert.Equal("The example at rows.csv:3:1 has the text of the eval row at spec.adapt:9:3, but for case, spacing and punctuation. It is left out of 'more'.", warning.Message);
        Assert.Equal("It runs on.", Assert.Single(reading.Data!.Examples["more"]).Text);
        Assert.Equal("examples more: 1 of 2 have the text of an eval row and were left out.", Assert.Single(reading.Data.Notes));
    }

    [Fact]
    public async Task An_inline_example_that_is_an_eval_row_is_told_in_the_spec()
    {
        var spec = Spec() + $"examples more {{ \"{Held}\" => renewal, \"It runs on.\" => renewal }}\n";

        var reading = await _folder.ReadAsync(spec);

        var warning = Assert.Single(reading.Diagnostics);
        Assert.Null(warning.File);
        Assert.Equal($"\"{Held}\" => renewal", spec.Substring(warning.Span.Start, warning.Span.Length));
        Assert.Single(reading.Data!.Examples["more"]);
    }

    [Fact]
    public async Task A_set_of_which_nothing_is_left_is_an_error()
    {
        var reading = await _folder.ReadAsync(Spec() + $"examples more {{ \"{Held}\" => renewal }}\n");

        Assert.Null(reading.Data);
        Assert.Equal("'examples more' has no rows left: every one of them is in eval, too.", reading.Diagnostics.Single(diagnostic => diagnostic.IsError).Message);
    }

    [Theory]
    [InlineData("# Notes\n\nAs agreed: \"The Tenant may, on notice, end the Lease at any time.\" So be it.\n")]
    [InlineData("# Notes\n\nAs agreed: > the tenant may ON\r\n> notice end\n> the lease, at any time... So be it.\n")]
    public async Task A_passage_that_is_an_eval_row_is_cut_out_of_its_document(string text)
    {
        _folder.With("docs/a.md", text).With("docs/b.md", "Nothing of interest stands here.");

        var reading = await _folder.ReadAsync(Spec() + Documents);

        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal(("ADAPT2314", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Equal(new FilePlace("docs/a.md", 3, text.IndexOf("he ", StringComparison.Ordinal) - text.IndexOf("As", StringComparison.Ordinal)), warning.File);
        Assert.Contains("repeats the eval row at spec.adapt:9:3", warning.Message, StringComparison.Ordinal);

        var cut = reading.Data!.Documents["playbook"][0].Text;
        Assert.Equal(text.Length, cut.Length);
        Assert.Equal(Breaks(text), Breaks(cut));
        Assert.Equal("# Notes As agreed: So be it.", string.Join(' ', cut.Split(['\n', '\r', ' ', '"', '>', '.'], StringSplitOptions.RemoveEmptyEntries)) + ".");
        Assert.Equal("Nothing of interest stands here.", reading.Data.Documents["playbook"][1].Text);
        Assert.Equal("documents playbook: 1 passage repeats an eval row and was cut out (docs/a.md).", Assert.Single(reading.Data.Notes));

        static IEnumerable<int> Breaks(string text) => Enumerable.Range(0, text.Length).Where(i => text[i] is '\n' or '\r');
    }

    [Fact]
    public async Task With_folds_no_document_tells_an_example()
    {
        _folder.With("docs/a.md", "Remember: either party may end this lease!");

        var reading = await _folder.ReadAsync(
            SpecFolder.Task.Replace("prompt", "rag", StringComparison.Ordinal) + SpecFolder.InlineExamples + "eval { folds: 2 }\n" + Documents);

        Assert.Equal("ADAPT2314", Assert.Single(reading.Diagnostics).Code);
        Assert.Equal("Remember:", Assert.Single(reading.Data!.Documents["playbook"]).Text.TrimEnd('!', ' '));
        Assert.Equal(2, reading.Data.Examples["expert"].Length);
    }

    [Fact]
    public async Task An_example_of_a_group_that_eval_holds_is_left_out()
    {
        _folder.With("train.csv", "text,label,book\none,renewal,b1\ntwo,renewal,b2\nthree,renewal,\n");
        _folder.With("eval.csv", "text,label,book\nfour,renewal,b2\nfive,renewal,\n");

        var reading = await _folder.ReadAsync(SpecFolder.Task + "examples a from \"train.csv\" { group: \"book\" }\neval from \"eval.csv\" { group: \"book\" }");

        Assert.Equal("The example at train.csv:3:1 belongs to the group 'b2', of which eval holds rows. It is left out of 'a'.", Assert.Single(reading.Diagnostics).Message);
        Assert.Equal(["one", "three"], reading.Data!.Examples["a"].Select(row => row.Text));
    }

    [Fact]
    public async Task Many_leaks_are_listed_in_part_and_left_out_altogether()
    {
        var rows = "text,label\nkept,renewal\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"clause {i},renewal\n"));
        _folder.With("train.csv", rows).With("eval.csv", rows.Replace("kept,renewal\n", "", StringComparison.Ordinal));

        var reading = await _folder.ReadAsync(SpecFolder.Task + "examples a from \"train.csv\"\neval from \"eval.csv\"");

        Assert.Equal(21, reading.Diagnostics.Length);
        Assert.Equal("20 more places in 'train.csv' with the same fault: example is an eval row, too.", reading.Diagnostics[^1].Message);
        Assert.Equal("kept", Assert.Single(reading.Data!.Examples["a"]).Text);
    }

    [Fact]
    public async Task Data_without_leaks_stays_as_it_is_and_quiet()
    {
        const string text = "The Tenant may, on notice, end the Lease at any hour. A tenant may end it.\n";
        _folder.With("docs/a.md", text);
        _folder.With("rows.csv", "text,label\nThe Landlord may end the Lease at any time.,termination\nOn notice the Tenant may end the Lease at any time.,termination\n");

        var data = await _folder.DataAsync(Spec() + "examples more from \"rows.csv\"\n" + Documents);

        Assert.Equal(2, data.Examples["more"].Length);
        Assert.Equal(text, Assert.Single(data.Documents["playbook"]).Text);
        Assert.Empty(data.Notes);
    }

    private const string Documents = "documents playbook from \"docs/*.md\"\n";

    /// <summary>The eval row stands in line 9.</summary>
    private static string Spec() =>
        SpecFolder.Task.Replace("prompt", "rag", StringComparison.Ordinal) + SpecFolder.InlineExamples + $"\neval {{\n  \"{Held}\" => termination\n  \"Go.\" => termination\n}}\n";
}
