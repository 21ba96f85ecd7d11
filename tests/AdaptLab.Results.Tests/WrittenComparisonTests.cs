using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

/// <summary>Comparisons of tasks whose answers are written.</summary>
public sealed class WrittenComparisonTests
{
    private static readonly ImmutableArray<string> Fields = ["item", "date"];

    [Fact]
    public void Answers_are_ranked_by_their_overlap_in_words_and_counted_by_exact_match()
    {
        var comparison = Comparison.Of(Answers(
            ["27 days", "every four years", null],
            ("rag", ["27 days", "four years", null]),
            ("prompt", ["27 weeks", "Tuesday", null])));
        Assert.Equal("token F1", comparison.Metric);
        Assert.Equal(["rag", "prompt"], comparison.Ranked.Select(candidate => candidate.Name));
        var best = comparison.Best!;
        Assert.Equal((1 + 0.8 + 1) / 3, best.Score.Value, 1e-12);
        Assert.Equal(2.0 / 3, best.Accuracy.Value, 1e-12);
        Assert.Equal(["token-f1", "exact-match"], best.Metrics.Select(metric => metric.Name));
        Assert.Equal(2.0 / 3, best.Metrics[1].Value, 1e-12);
        Assert.Null(comparison.Chance);
        Assert.Empty(comparison.NotAboveChance);
        Assert.Equal("every four years", comparison.Expected(1));
        Assert.Equal("none", comparison.Expected(2));
        Assert.Equal(new RowAnswer(-1, "four years", 0.5, false, 0.8), best.Answers[1]);
        Assert.Equal(1, Assert.Single(comparison.RowsAllGetWrong));
        Assert.Equal(0, Assert.Single(comparison.DisagreedRows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_looking_up_decides_the_advice_says_so(bool looksUp)
    {
        string?[] facts = [.. Enumerable.Range(0, 30).Select(row => $"gate {row}")];
        var record = Answers(facts, ("rag", [.. facts.Select((fact, row) => row < 20 ? fact : "harbour")]), ("lora", [.. facts.Select(_ => "harbour")]));
        var rag = record.Candidates[0];
        var cited = RowCitations.Of([.. facts.Select(_ => ImmutableArray.Create(Citation.Of("handbook/ports.md:3", "Ships leave from their gates.", 0.5)))]);
        if (looksUp) record = record with { Candidates = record.Candidates.SetItem(0, rag with { Seeds = [rag.Seeds[0] with { Citations = cited }] }) };
        Assert.Equal(
            looksUp ? ["Looking up decides here: rag, which does, is ahead of lora, the best that does not, by 66.7 points of token F1 (p < 0.001), with 20 of 30 rows answered exactly against 0. Training and prompting teach how to answer, not what is true."] : [],
            Comparison.Of(record).Advice.Where(advice => advice.Rule == "Why retrieval is ahead").Select(advice => advice.Text));
    }

    [Fact]
    public void The_metric_of_the_spec_decides()
    {
        var record = Answers(["a b c d", "e f g h", "i"], ("near", ["a b c", "e f g", "x"]), ("exact", ["x", "x", "i"]));
        Assert.Equal("near", Comparison.Of(record).Best!.Name);
        var exact = Comparison.Of(record with { Metric = "exact-match" });
        Assert.Equal("exact", exact.Best!.Name);
        Assert.True(exact.CountsRows);
    }

    [Fact]
    public void Fields_count_over_all_rows_so_that_a_row_with_more_of_them_counts_more()
    {
        // Right 1 of 2 in the first row, made up one in the second: 2 · 1 / (2 + 2 + 0 + 1).
        var record = Extracts([["pump", "1 May"], [null, null]], ("rag", [["pump", "May"], [null, "today"]]));
        var best = Comparison.Of(record).Best!;
        Assert.Equal(2.0 / 5, best.Score.Value, 1e-12);
        Assert.Equal(2 * (1 + (2.0 / 3)) / 5, best.Metrics.Single(metric => metric.Name == "partial-f1").Value, 1e-12);
        Assert.Equal(0, best.Accuracy.Value);
    }

    [Fact]
    public void What_is_of_another_form_than_fields_is_wrong_and_nothing_worse()
    {
        var record = Extracts([["pump", null], [null, null]], ("rag", [["pump", null], [null, null]]));
        var run = record.Candidates[0];
        var broken = run.Seeds[0].Predictions.SetItem(1, new Prediction(new WrittenAnswer("item pump", null)));
        var comparison = Comparison.Of(record with { Candidates = [run with { Seeds = [run.Seeds[0] with { Predictions = broken }] }] });
        Assert.Equal(0.5, comparison.Best!.Accuracy.Value);
        // Nothing was expected of the row, and nothing that counts was given.
        Assert.Equal(1, comparison.Best.Score.Value);
        Assert.Equal(0, comparison.Best.Answers[1].Score);
    }

    [Fact]
    public void A_clear_lead_in_scores_is_told_from_a_tie()
    {
        string?[] expected = [.. Enumerable.Range(0, 40).Select(row => $"alpha beta {row}")];
        var comparison = Comparison.Of(Answers(
            expected,
            ("rag", expected),
            ("lora", [.. expected.Select((answer, row) => row % 20 == 0 ? "alpha beta" : answer)]),
            ("prompt", [.. expected.Select(_ => "alpha")])));
        Assert.True(comparison.Between(comparison.Ranked[0], comparison.Ranked[2]).IsSignificant);
        Assert.True(comparison.Between(comparison.Ranked[0], comparison.Ranked[1]).IsTie);
    }

    [Fact]
    public void A_record_says_the_same_after_it_was_written_and_read()
    {
        var record = Extracts([["pump", "1 May"], [null, null]], ("rag", [["pump", null], [null, "today"]])) with { Metric = "partial-f1" };
        var json = RunRecordJson.Write(record);
        var read = RunRecordJson.Read(json);
        Assert.Null(read.Error);
        Assert.Equal(json, RunRecordJson.Write(read.Record!));
        Assert.Equal(Comparison.Of(record).Best!.Score, Comparison.Of(read.Record!).Best!.Score);
    }

    [Theory]
    [InlineData("answers", "does not say what is expected")]
    [InlineData("values", "the task's number of values")]
    [InlineData("labels", "there is no written answer")]
    [InlineData("kind", "kind of task is none")]
    public void A_record_that_is_not_sound_is_refused(string fault, string problem)
    {
        var record = Extracts([["pump", "1 May"]], ("rag", [["pump", null]]));
        CandidateRun With(Prediction prediction) => record.Candidates[0] with { Seeds = [record.Candidates[0].Seeds[0] with { Predictions = [prediction] }] };
        record = fault switch
        {
            "answers" => record with { Rows = [record.Rows[0] with { Expected = ["pump"] }] },
            "values" => record with { Candidates = [With(new Prediction(new WrittenAnswer("pump", ["pump"])))] },
            "labels" => record with { Candidates = [With(new Prediction(0, [1f]))] },
            _ => record with { TaskKind = "translate" },
        };
        Assert.Contains(problem, RunRecordChecks.FirstProblem(record), StringComparison.Ordinal);
    }

    private static RunRecord Answers(string?[] expected, params (string Strategy, string?[] Answers)[] candidates) => Of(
        "answer", "token-f1", [], [.. expected.Select(value => (string?[])[value])], [.. candidates.Select(candidate => (candidate.Strategy, candidate.Answers.Select(value => (string?[])[value]).ToArray()))]);

    private static RunRecord Extracts(string?[][] expected, params (string Strategy, string?[][] Answers)[] candidates) => Of("extract", "field-f1", Fields, expected, candidates);

    private static RunRecord Of(string kind, string metric, ImmutableArray<string> fields, string?[][] expected, (string Strategy, string?[][] Answers)[] candidates) =>
        SyntheticRun.Answers([0], ("any", [0])) with
        {
            TaskKind = kind,
            Metric = metric,
            Labels = [],
            Fields = fields,
            Rows = [.. expected.Select((values, row) => new EvalRowInfo($"r{row}", $"Row {row}.", -1, $"eval.csv:{row + 1}") { Expected = [.. values] })],
            Candidates =
            [
                .. candidates.Select(candidate => new CandidateRun
                {
                    Strategy = candidate.Strategy,
                    Kind = candidate.Strategy,
                    TrainingSet = "asked",
                    Examples = 3,
                    Seeds =
                    [
                        new SeedRun(
                            1,
                            [.. candidate.Answers.Select(values => new Prediction(new WrittenAnswer(WrittenAnswer.Show(fields, [.. values]), [.. values], 0.5)))],
                            [.. candidate.Answers.Select(_ => 10.0)], 1, 100, 400_000_000),
                    ],
                }),
            ],
        };
}
