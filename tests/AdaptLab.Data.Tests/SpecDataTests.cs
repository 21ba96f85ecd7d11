using AdaptLab.Data;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Tests;

public sealed class SpecDataTests : IDisposable
{
    private readonly SpecFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inline_and_file_rows_become_one_set_with_their_sources()
    {
        _folder.With("data/rows.csv", "body,kind,book\n\"Ends\nnow\", renewal ,b1\n\nRuns on,termination,\n");

        var data = await _folder.DataAsync("""
            task clauses: classify { labels: { termination: "ends", renewal: "goes on" } }
            examples expert from "data/rows.csv" {
              text: "body", label: "kind", group: "book"
              "Either party may end this lease." => termination
            }
            eval {
              "The tenant may leave." => termination
            }
            strategy prompt
            """);

        Assert.Equal(["termination", "renewal"], data.Labels.Select(label => label.Name));
        Assert.Equal("goes on", data.Labels[1].Description);
        Assert.Equal(
            [("Either party may end this lease.", 0, "spec.adapt:4", null), ("Ends\nnow", 1, "data/rows.csv:2", "b1"), ("Runs on", 0, "data/rows.csv:5", null)],
            data.Examples["expert"].Select(row => (row.Text, row.Label, row.Source, row.Group)));
        var row = Assert.Single(data.Rows);
        Assert.Equal(("The tenant may leave.", 0, "spec.adapt:7"), (row.Text, row.Gold, row.Source));
        Assert.Empty(data.Notes);
    }

    [Fact]
    public async Task Labels_that_are_not_declared_are_those_of_the_examples_in_their_order()
    {
        _folder.With("eval.jsonl", "{\"text\": \"x\", \"label\": 1}\n{\"text\": \"y\", \"label\": true}\n");

        var data = await _folder.DataAsync("""
            task t: classify { }
            examples a { "one" => "true", "two" => other }
            examples b { "three" => "1" }
            eval from "eval.jsonl"
            strategy prompt
            compare { train: [a + b] }
            """);

        Assert.Equal(["true", "other", "1"], data.Labels.Select(label => label.Name));
        Assert.Equal([2, 0], data.Rows.Select(row => row.Gold));
    }

    [Fact]
    public async Task Ids_follow_the_text_or_the_column_and_repeats_are_numbered()
    {
        var spec = SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"eval.jsonl\"\n";
        _folder.With("eval.jsonl", "{\"text\":\"a\",\"label\":\"renewal\"}\n{\"text\":\"b\",\"label\":\"renewal\"}\n{\"text\":\"a\",\"label\":\"renewal\"}\n");
        var ids = (await _folder.DataAsync(spec)).Rows.Select(row => row.Id).ToList();
        _folder.With("eval.jsonl", "{\"text\":\"b\",\"label\":\"renewal\"}\n{\"text\":\"a\",\"label\":\"renewal\"}\n");
        var moved = (await _folder.DataAsync(spec)).Rows.Select(row => row.Id).ToList();
        _folder.With("eval.jsonl", "{\"n\":7,\"text\":\"b\",\"label\":\"renewal\"}\n{\"n\":7,\"text\":\"a\",\"label\":\"renewal\"}\n{\"n\":null,\"text\":\"a\",\"label\":\"renewal\"}\n");
        var named = (await _folder.DataAsync(spec.Replace("eval.jsonl\"", "eval.jsonl\" { id: \"n\" }", StringComparison.Ordinal))).Rows.Select(row => row.Id);

        Assert.Equal(ids[0] + "-2", ids[2]);
        Assert.Equal([ids[1], ids[0]], moved);
        Assert.Equal(["7", "7-2", ids[0]], named);
    }

    [Fact]
    public async Task A_missing_file_names_the_nearest_one()
    {
        _folder.With("data/heldout.jsonl", "{}");

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"data/heldut.jsonl\"");

        Assert.Equal("ADAPT2301", error.Code);
        Assert.Contains("There is no file 'data/heldut.jsonl'. Did you mean 'data/heldout.jsonl'?", error.Message, StringComparison.Ordinal);
        Assert.Equal("data/heldut.jsonl", error.File!.Path);
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_told()
    {
        Directory.CreateDirectory(_folder.File("rows.csv"));

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal("'rows.csv' cannot be read: it is a folder.", error.Message);
    }

    [Theory]
    [InlineData("rows.jsonl")]
    [InlineData("rows.csv")]
    public async Task A_file_that_is_not_UTF8_is_told_with_its_line(string name)
    {
        _folder.With(name, [.. "{}\ntext,label\n"u8, 0xE9, .. ",x"u8]);

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + $"eval from \"{name}\"");

        Assert.Equal($"'{name}' cannot be read: it is not UTF-8 text (line 3).", error.Message);
        Assert.Equal(3, error.File!.Line);
    }

    [Fact]
    public async Task A_file_that_is_no_Parquet_file_is_told()
    {
        _folder.With("rows.parquet", "text,label\n");

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.parquet\"");

        Assert.Equal("ADAPT2302", error.Code);
        Assert.Contains("it is not a Parquet file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_rows_are_examples()
    {
        _folder.With("rows.parquet", await ParquetRowReaderTests.FileAsync(["one", "two"], ["three"]));

        var data = await _folder.DataAsync("""
            task t: classify { labels: ["1", "2"] }
            examples a from "rows.parquet" { label: "grade" }
            eval { "four" => "1" }
            strategy prompt
            """);

        Assert.Equal(
            [("one", 0, "rows.parquet:1"), ("two", 1, "rows.parquet:2"), ("three", 0, "rows.parquet:3")],
            data.Examples["a"].Select(row => (row.Text, row.Label, row.Source)));
    }

    [Theory]
    [InlineData("rows.csv", "sentence,label\na,renewal\n")]
    [InlineData("rows.csv", "sentence,label\n")]
    [InlineData("rows.jsonl", "{\"sentence\":\"a\",\"label\":\"renewal\"}\n{\"sentence\":\"b\",\"label\":\"renewal\"}\n")]
    public async Task A_column_that_the_file_lacks_is_one_error_with_those_it_has(string name, string file)
    {
        _folder.With(name, file);

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + $"eval from \"{name}\" {{ text: \"sentense\" }}");

        Assert.Equal($"'{name}' has no column 'sentense'. Did you mean 'sentence'? It has sentence or label; name the right one with 'text: \"…\"'.", error.Message);
    }

    [Fact]
    public async Task Bad_rows_are_errors_at_their_places()
    {
        _folder.With("rows.jsonl", """
            {"text": "a", "label": "renewal"}
            {"text": "b"}
            {"text": "", "label": "renewal"}
            {"text": 5, "label": "renewal"}
            {"text": ["c"], "label": "renewal"}
            oops
            """);

        var reading = await _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.jsonl\"");

        Assert.Null(reading.Data);
        Assert.All(reading.Diagnostics, diagnostic => Assert.Equal("ADAPT2304", diagnostic.Code));
        Assert.Equal(
            [
                "rows.jsonl:2:1 cannot be read: it has no 'label'",
                "rows.jsonl:3:10 cannot be read: the text is empty",
                "rows.jsonl:4:10 cannot be read: the text is a number or a truth value, not a string",
                "rows.jsonl:5:10 cannot be read: the text is not a single value",
                "rows.jsonl:6:1 cannot be read: it is not a JSON object",
            ],
            reading.Diagnostics.Select(diagnostic => diagnostic.Message["The row at ".Length..diagnostic.Message.IndexOf(". Mend", StringComparison.Ordinal)]));
        Assert.Equal(new FilePlace("rows.jsonl", 3, 10), reading.Diagnostics[1].File);
    }

    [Fact]
    public async Task Of_many_bad_rows_the_first_are_listed_and_the_rest_counted()
    {
        _folder.With("rows.csv", "text,label\n" + string.Concat(Enumerable.Repeat("only text\n", 151)));

        var reading = await _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal(21, reading.Diagnostics.Length);
        Assert.Equal("131 more places in 'rows.csv' with the same fault: row cannot be read.", reading.Diagnostics[^1].Message);
    }

    [Fact]
    public async Task Bad_rows_are_skipped_where_the_spec_says_so()
    {
        _folder.With("rows.csv", "text,label\nno label\nfine,renewal\n,renewal\n");

        var reading = await _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\" { badRows: skip }");

        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Equal("2 rows of 'rows.csv' could not be read and are left out ('badRows: skip'); 1 remain.", warning.Message);
        Assert.Equal("fine", Assert.Single(reading.Data!.Rows).Text);
        Assert.Equal("eval: 2 of the 3 rows of rows.csv could not be read and were left out (badRows: skip).", Assert.Single(reading.Data.Notes));
    }

    [Fact]
    public async Task A_label_that_is_not_declared_is_told_where_it_stands()
    {
        _folder.With("rows.csv", "text,label\n\"a\nb\",renewal\n\"c\nd\",renewel\n");

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal("The label 'renewel' at rows.csv:5:4 is not declared in the task. Did you mean 'renewal'?", error.Message);
        Assert.Equal(new FilePlace("rows.csv", 5, 4), error.File);
    }

    [Fact]
    public async Task Many_undeclared_labels_are_summed_up()
    {
        _folder.With("rows.csv", "text,label\n" + string.Concat(Enumerable.Repeat("a,renewel\n", 50)));

        var reading = await _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal(21, reading.Diagnostics.Length);
        Assert.StartsWith("30 more places in 'rows.csv'", reading.Diagnostics[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_of_eval_that_no_example_has_is_told_where_labels_are_the_examples()
    {
        var error = await _folder.ErrorAsync("""
            task t: classify { }
            examples a { "one" => renewal, "two" => termination }
            eval {
              "three" => renewel
            }
            strategy prompt
            """);

        Assert.Equal("No example has the label 'renewel' of the eval row at spec.adapt:4:14. Did you mean 'renewal'?", error.Message);
        Assert.Null(error.File);
    }

    [Fact]
    public async Task Labels_without_end_are_another_column()
    {
        _folder.With("rows.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"a{i},label {i}\n")));

        var reading = await _folder.ReadAsync(
            "task t: classify { }\nexamples a from \"rows.csv\"\neval { \"x\" => \"label 1\" }\nstrategy prompt", DataLimits.Default with { Labels = 30 });

        Assert.Null(reading.Data);
        Assert.Equal(
            "The examples have more than 30 different labels, the next one at rows.csv:32:5. Is 'label' the right column?", Assert.Single(reading.Diagnostics).Message);
    }

    [Fact]
    public async Task One_label_is_nothing_to_tell_apart()
    {
        var error = await _folder.ErrorAsync("task t: classify { }\nexamples a { \"one\" => x }\neval { \"two\" => x }\nstrategy prompt");

        Assert.StartsWith("All examples have the same label", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval from \"rows.csv\"", "'eval' has no rows: 'rows.csv' holds none.")]
    [InlineData("examples more from \"rows.csv\"\neval { \"x\" => renewal }", "'examples more' has no rows: 'rows.csv' holds none.")]
    public async Task A_set_without_rows_is_an_error(string declarations, string message)
    {
        _folder.With("rows.csv", "text,label\n");

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + declarations);

        Assert.Equal(("ADAPT2307", message), (error.Code, error.Message));
    }

    [Fact]
    public async Task Folds_need_as_many_examples()
    {
        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval { folds: 5 }");

        Assert.Equal("5 folds need at least 5 examples; there are 2.", error.Message);
    }

    [Fact]
    public async Task With_folds_there_are_no_eval_rows()
    {
        var data = await _folder.DataAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval { folds: 2 }");

        Assert.Empty(data.Rows);
        Assert.Equal(2, data.Examples["expert"].Length);
    }

    [Fact]
    public async Task Of_a_file_with_too_many_rows_an_even_sample_is_kept()
    {
        _folder.With("rows.csv", "text,label\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"clause {i},renewal\n")));
        var spec = SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"";

        var first = (await _folder.ReadAsync(spec, DataLimits.Default with { RowsOfFile = 100 })).Data!;
        var again = (await _folder.ReadAsync(spec, DataLimits.Default with { RowsOfFile = 100 })).Data!;

        var numbers = first.Rows.Select(row => int.Parse(row.Source["rows.csv:".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1).ToList();
        Assert.Equal(100, numbers.Count);
        Assert.Equal(numbers.Order(), numbers);
        Assert.All([0, 250, 500, 750], quarter => Assert.InRange(numbers.Count(n => n > quarter && n <= quarter + 250), 12, 40));
        Assert.Equal(first.Rows.ToArray(), again.Rows.ToArray());
        Assert.Equal("eval: of the 1000 rows of rows.csv, 100 were drawn evenly from the whole file, always the same ones.", Assert.Single(first.Notes));
    }

    [SkippableFact]
    public async Task A_link_out_of_the_workspace_is_not_followed()
    {
        using var elsewhere = new SpecFolder();
        elsewhere.With("rows.csv", "text,label\nsecret,renewal\n");
        Link("rows.csv", elsewhere.File("rows.csv"));

        var error = await _folder.ErrorAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal("'rows.csv' cannot be read: it is a link that leads out of the workspace.", error.Message);
    }

    [SkippableFact]
    public async Task A_link_within_the_workspace_is_followed()
    {
        _folder.With("store/1.csv", "text,label\nfine,renewal\n");
        Link("rows.csv", _folder.File("store/1.csv"));

        var data = await _folder.DataAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"");

        Assert.Equal("fine", Assert.Single(data.Rows).Text);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        _folder.With("rows.csv", "text,label\nfine,renewal\n");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _folder.ReadAsync(SpecFolder.Task + SpecFolder.InlineExamples + "eval from \"rows.csv\"", new CancellationToken(canceled: true)));
    }

    private void Link(string name, string target)
    {
        try
        {
            File.CreateSymbolicLink(_folder.File(name), target);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"links cannot be made here: {fault.Message}");
        }
    }
}
