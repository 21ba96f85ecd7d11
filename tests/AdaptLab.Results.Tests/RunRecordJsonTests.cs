using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

public class RunRecordJsonTests
{
    private static readonly RunRecord Record = SyntheticRun.Of(
        24, 2, new Wanted("lora", 0.9, 3) { Detail = "10 epochs" }, new Wanted("rag", 0.8, 9) { Failure = "no memory" })
        with { Notes = ["2 rows left out."], Requirements = [new RequirementOutcome("lora.accuracy >= 80%", true, "lora: 90 %")] };

    [Fact]
    public void A_record_survives_writing_and_reading()
    {
        var json = RunRecordJson.Write(Record);
        var (read, error) = RunRecordJson.Read(json);

        Assert.Null(error);
        Assert.Equal(json, RunRecordJson.Write(read!));
        Assert.Equal(Record.Candidates[0].Seeds[1].Predictions[7].Probabilities.ToArray(), read!.Candidates[0].Seeds[1].Predictions[7].Probabilities);
        Assert.Equal(Record.Started, read.Started);
        Assert.Equal("no memory", read.Candidates[1].Failure);
    }

    [Fact]
    public void A_candidate_on_another_model_keeps_it_and_the_rest_are_the_runs()
    {
        var small = new ModelInfo("./small", "huggingface", 3_000_000, 256, "ab");
        var record = Record with { Candidates = Record.Candidates.SetItem(0, Record.Candidates[0] with { Model = small, Embedder = Record.Model }) };
        var read = RunRecordJson.Read(RunRecordJson.Write(record)).Record!;

        Assert.Equal((small, Record.Model), (read.ModelOf(read.Candidates[0]), read.ModelOf(read.Candidates[1])));
        Assert.Equal(Record.Model, read.Candidates[0].Embedder);
        Assert.Equal(["./small", "nano"], read.Models.Select(model => model.Name));
        Assert.Equal("./small (huggingface, 3.0 M)", small.Describe());
        Assert.DoesNotContain("\"models\"", RunRecordJson.Write(record), StringComparison.Ordinal);
    }

    [Fact]
    public void With_several_models_the_table_names_each_candidates()
    {
        var small = new ModelInfo("./small", "huggingface", 3_000_000, 256, "ab");
        var several = Record with { Candidates = Record.Candidates.SetItem(1, Record.Candidates[1] with { Model = small }) };
        Assert.DoesNotContain("model", SummaryTable.Of(Comparison.Of(Record)).Columns.Select(column => column.Header));
        foreach (var table in (SummaryTable[])[SummaryTable.Of(Comparison.Of(several)), SummaryTable.Brief(Comparison.Of(several))])
        {
            Assert.Equal("model", table.Columns[1].Header);
            Assert.Equal(["nano", "./small"], table.Rows.Select(row => row[1]));
        }
    }

    [Fact]
    public void What_was_looked_up_stands_once_however_many_rows_read_it()
    {
        Citation near = new("handbook/leave.md:3", "Fourteen days.", 0.9), far = new("handbook/pay.md:8", "On the 25th.", 0.25);
        var cited = RowCitations.Of([[near, far], [], [far]])!;
        var record = WithCitations(SyntheticRun.Answers([0, 1, 0], ("rag", new[] { 0, 1, 0 })), cited);
        var read = RunRecordJson.Read(RunRecordJson.Write(record)).Record!.Candidates[0];

        Assert.Equal(2, cited.Passages.Length);
        Assert.Equal([near, far], read.CitationsOf(0));
        Assert.Empty(read.CitationsOf(1));
        Assert.Equal([far], read.CitationsOf(2));
        Assert.Null(RowCitations.Of([[], []]));
    }

    [Fact]
    public void A_record_that_cites_what_is_not_there_is_refused()
    {
        var record = SyntheticRun.Answers([0, 1], ("rag", new[] { 0, 1 }));
        Assert.Equal("rag on expert, seed 0, cites a passage that is not there.", RunRecordChecks.FirstProblem(WithCitations(record, new([], [[new CitedAt(0, 1)], []]))));
        Assert.Equal("rag on expert, seed 0, does not cite something for each of the 2 eval rows.", RunRecordChecks.FirstProblem(WithCitations(record, new([], [[]]))));
    }

    [Fact]
    public void A_citation_is_short_and_on_one_line()
    {
        var citation = Citation.Of("a.md:1", "Two\nlines. " + new string('x', 500), 1 / 3.0);
        Assert.StartsWith("Two lines. xxx", citation.Text, StringComparison.Ordinal);
        Assert.EndsWith("x…", citation.Text, StringComparison.Ordinal);
        Assert.Equal((200, 0.3333), (citation.Text.Length, citation.Score));
    }

    private static RunRecord WithCitations(RunRecord record, RowCitations citations) => record with
    {
        Candidates = [.. record.Candidates.Select(run => run with { Seeds = [.. run.Seeds.Select(seed => seed with { Citations = citations })] })],
    };

    [Fact]
    public void A_prediction_is_a_short_list()
    {
        var record = SyntheticRun.Answers([0, 1], ("lora", new[] { 0, 1 }));

        Assert.Contains("""
            "predictions":[[0,1,0],[1,0,1]]
            """.Trim(), RunRecordJson.Write(record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "This is not a run record: ")]
    [InlineData("null", "This is not a run record.")]
    [InlineData("[]", "This is not a run record: ")]
    [InlineData("{}", "This is not a run record: ")]
    [InlineData("""{"schemaVersion":2}""", "This run record has schema version 2; this version of adaptlab reads 1. Run the comparison again.")]
    [InlineData("""{"schemaVersion":1,"task":"x"}""", "This is not a run record: ")]
    public void What_is_no_record_gives_an_error(string json, string error)
    {
        var reading = RunRecordJson.Read(json);

        Assert.Null(reading.Record);
        Assert.StartsWith(error, reading.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"predictions\":[[", "\"predictions\":[[9", "row 1: the answer is not among the run's labels.")]
    [InlineData("\"predictions\":[[", "\"predictions\":[[\"x\",", "This is not a run record: ")]
    [InlineData("\"gold\":7", "\"gold\":8", "The gold label of row data/heldout.jsonl:8 is not among the run's labels.")]
    [InlineData("\"labels\":[\"termination\",", "\"labels\":[", "The gold label of row data/heldout.jsonl:8 is not among the run's labels.")]
    [InlineData("\"rows\":[{", "\"rows\":[null,{", "The run has an empty entry in a list.")]
    [InlineData("\"seeds\":[{", "\"seeds\":[null,{", "lora on expert lacks its seeds.")]
    [InlineData("\"durationSeconds\":214.6", "\"durationSeconds\":NaN", "This is not a run record: ")]
    [InlineData("\"durationSeconds\":214.6", "\"durationSeconds\":\"NaN\"", "This is not a run record: ")]
    [InlineData("\"durationSeconds\":214.6", "\"durationSeconds\":1e999", "")]
    [InlineData("\"preparationSeconds\":0,", "", "This is not a run record: ")]
    public void A_spoilt_record_gives_an_error_and_no_exception(string find, string put, string error)
    {
        var json = RunRecordJson.Write(Record);
        var at = json.IndexOf(find, StringComparison.Ordinal);
        var reading = RunRecordJson.Read(json[..at] + put + json[(at + find.Length)..]);

        Assert.Null(reading.Record);
        Assert.Contains(error, reading.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_figure_that_is_no_number_is_never_written(double figure)
    {
        var seed = Record.Candidates[0].Seeds[0] with { PromptTokens = figure };
        var record = Record with { Candidates = [Record.Candidates[0] with { Seeds = [seed] }] };

        Assert.Contains("no number", Assert.Throws<ArgumentException>(() => RunRecordJson.Write(record)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probability_that_is_no_number_is_never_written()
    {
        var predictions = Record.Candidates[0].Seeds[0].Predictions.SetItem(3, new Prediction(0, [.. Enumerable.Repeat(float.NaN, 8)]));
        var record = Record with { Candidates = [Record.Candidates[0] with { Seeds = [Record.Candidates[0].Seeds[0] with { Predictions = predictions }] }] };

        Assert.Contains("row 4: a probability", Assert.Throws<ArgumentException>(() => Comparison.Of(record)).Message, StringComparison.Ordinal);
    }
}
