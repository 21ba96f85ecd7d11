namespace AdaptLab.Results.Tests;

public class VerdictOnTests
{
    private static int[] Gold(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2)];

    private static int[] RightOn(int[] gold, int right) => [.. gold.Select((label, row) => row < right ? label : 1 - label)];

    private static string[] Verdicts(int rows, params (string Strategy, int Right)[] candidates)
    {
        var gold = Gold(rows);
        var comparison = Comparison.Of(SyntheticRun.Answers(gold, [.. candidates.Select(c => (c.Strategy, RightOn(gold, c.Right)))]));
        return [.. comparison.Ranked.Select(comparison.VerdictOn)];
    }

    [Fact]
    public void The_best_one_is_told_by_how_much()
    {
        var verdicts = Verdicts(100, ("lora", 95), ("rag", 80), ("prompt", 70));

        Assert.Equal("lora is best: +15.0 points against rag, the next one (p < 0.001).", verdicts[0]);
    }

    [Fact]
    public void One_that_is_slower_and_worse_is_dominated()
    {
        var verdicts = Verdicts(100, ("lora", 95), ("rag", 80));

        Assert.Equal("rag is dominated by lora: 15.0 points less accurate (p < 0.001) and 2.0 times slower at p95.", verdicts[1]);
    }

    [Fact]
    public void One_that_is_worse_and_faster_only_trails()
    {
        var verdicts = Verdicts(100, ("prompt", 80), ("lora", 95));

        Assert.Equal("prompt trails lora by 15.0 points (p < 0.001).", verdicts[1]);
    }

    [Fact]
    public void Ties_name_each_other() => Assert.Equal(
        ["lora scores highest, tied with rag.", "rag is tied with lora, which scores highest."], Verdicts(60, ("lora", 50), ("rag", 47)));

    [Fact]
    public void Chance_is_named_where_it_was_not_beaten() =>
        Assert.Equal("rag is dominated by lora: 40.0 points less accurate (p < 0.001) and 2.0 times slower at p95. rag is not above chance (50.0 %).", Verdicts(60, ("lora", 54), ("rag", 30))[1]);

    [Fact]
    public void Alone_there_is_nothing_to_compare_to() =>
        Assert.StartsWith("lora reaches 90.0 %", Verdicts(60, ("lora", 54))[0], StringComparison.Ordinal);

    [Fact]
    public void Each_strategy_counts_by_the_set_on_which_it_did_best()
    {
        var comparison = Comparison.Of(SyntheticRun.Of(
            60, 1, new Wanted("lora", 0.9, 3), new Wanted("lora", 0.5, 3) { TrainingSet = "contractors" }, new Wanted("rag", 0.7, 3)));

        Assert.Equal(["lora on expert", "rag on expert"], comparison.BestOfEach.Select(candidate => candidate.Name));
    }

    [Fact]
    public void The_brief_table_has_the_rows_of_the_whole_one_and_what_one_must_know_to_choose()
    {
        var comparison = Comparison.Of(SyntheticRun.Of(60, 2, new Wanted("lora", 0.9, 3), new Wanted("rag", 0.7, 3), new Wanted("prompt", 0.7, 3) { Failure = "no" }));
        var (whole, brief) = (SummaryTable.Of(comparison), SummaryTable.Brief(comparison));

        Assert.Equal(["strategy", "accuracy (95 %)", "p95", "preparation", "tokens", "verdict"], brief.Columns.Select(column => column.Header));
        Assert.Equal(whole.Rows.Select(row => row[0]), brief.Rows.Select(row => row[0]));
        Assert.Equal(whole.Rows.Select(row => row[^1]), brief.Rows.Select(row => row[^1]));
    }

    [Fact]
    public void The_brief_table_tells_sets_apart_and_shows_the_metric_that_ranks()
    {
        var record = SyntheticRun.Of(60, 1, new Wanted("lora", 0.9, 3), new Wanted("lora", 0.5, 3) { TrainingSet = "contractors" });
        var brief = SummaryTable.Brief(Comparison.Of(record with { Metric = "macro-f1" }));

        Assert.Equal(["strategy", "trained on", "macro-F1", "p95", "preparation", "tokens", "verdict"], brief.Columns.Select(column => column.Header));
    }

    [Fact]
    public void Rows_are_found_by_their_texts()
    {
        var comparison = Comparison.Of(SyntheticRun.Answers([0, 1, 0], ("lora", [0, 1, 1])));

        Assert.Equal(1, comparison.RowOf("Row 1."));
        Assert.Null(comparison.RowOf("No such row."));
    }

    [Fact]
    public void A_label_is_mostly_taken_for_one_other()
    {
        var comparison = Comparison.Of(SyntheticRun.Answers([0, 0, 0, 0, 1, 2], ("lora", [0, 2, 2, 1, 1, 2])));
        var confusion = comparison.Ranked[0].Confusion;

        Assert.Equal("label0 read as label2, 2 of 4", confusion.WorstOf(0)!.Value.Text(label => comparison.Record.Labels[label]));
        Assert.Null(confusion.WorstOf(1));
    }

    [Theory]
    [InlineData(20, "just now")]
    [InlineData(61, "1 minute ago")]
    [InlineData(7300, "2 hours ago")]
    [InlineData(200_000, "2 days ago")]
    [InlineData(-5, "just now")]
    public void Ages(int seconds, string text) => Assert.Equal(text, Figures.Age(TimeSpan.FromSeconds(seconds)));
}
