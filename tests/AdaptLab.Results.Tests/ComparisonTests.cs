using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

public class ComparisonTests
{
    /// <summary>Gold alternates between two labels.</summary>
    private static int[] Gold(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2)];

    /// <summary>Right on the first rows, wrong on the rest.</summary>
    private static int[] RightOn(int[] gold, int right) => [.. gold.Select((label, row) => row < right ? label : 1 - label)];

    private static Comparison Two(int rows, int first, int second) =>
        Comparison.Of(SyntheticRun.Answers(Gold(rows), ("lora", RightOn(Gold(rows), first)), ("prompt", RightOn(Gold(rows), second))));

    [Fact]
    public void A_clear_difference_is_a_win_in_words()
    {
        var comparison = Two(60, 54, 42);

        Assert.Equal(["lora beats prompt, +20.0 points, p < 0.001."], comparison.Verdict.ToArray());
        Assert.Equal("best", comparison.Standing(comparison.Ranked[0]));
        Assert.Equal("−20.0, p < 0.001", comparison.Standing(comparison.Ranked[1]));
    }

    [Fact]
    public void A_difference_within_chance_is_a_tie_that_names_what_the_rows_can_tell()
    {
        var comparison = Two(60, 50, 47);

        Assert.Equal(
            [
                "lora and prompt are tied: 60 rows can only tell differences of 10 points or more.",
                "lora is the cheaper: 10 ms at p95, 100 tokens a request, nothing to prepare.",
                "To tell lora from prompt, 5.0 points apart, would take about 160 rows.",
            ],
            comparison.Verdict.ToArray());
        Assert.Equal("lora", comparison.Tie!.Cheapest.Name);
        Assert.All(comparison.Ranked, candidate => Assert.Equal("tied for best", comparison.Standing(candidate)));
    }

    [Fact]
    public void Within_a_margin_that_the_spec_names_strategies_are_shown_to_be_equivalent_or_not()
    {
        Comparison Within(double margin) => Comparison.Of(Two(400, 320, 318).Record with { Margin = margin });

        var (wide, narrow) = (Within(0.05), Within(0.005));
        Assert.Contains("prompt is equivalent to lora, within 5.0 points (p < 0.001).", wide.Verdict);
        Assert.Equal("equivalent to best", wide.Standing(wide.Ranked[1]));
        Assert.Contains("Nothing shows that prompt lies within 0.5 points of lora.", narrow.Verdict);
        Assert.Equal("tied for best", narrow.Standing(narrow.Ranked[1]));
    }

    [Fact]
    public void Agreeing_on_a_handful_of_rows_shows_no_equivalence() =>
        Assert.False(Comparison.Of(Two(10, 9, 9).Record with { Margin = 0.05 }).Pairs.Single().IsEquivalent);

    [Fact]
    public void Rows_of_a_group_count_as_one_witness()
    {
        // Eighteen rows on which only the first is right; all of three documents.
        var record = Two(60, 54, 36).Record;
        var grouped = record with { Rows = [.. record.Rows.Select((row, index) => row with { Group = $"document {index / 6}" })] };

        Assert.True(Comparison.Of(record).Pairs.Single().IsSignificant);
        Assert.Equal(0.25, Comparison.Of(grouped).Pairs.Single().P, 1e-12);
        Assert.True(Comparison.Of(grouped).Ranked[0].Accuracy.Low < Comparison.Of(record).Ranked[0].Accuracy.Low);
    }

    [Fact]
    public void Folds_widen_intervals_and_make_tests_more_cautious()
    {
        var record = Two(60, 54, 46).Record;
        var folded = record with { Rows = [.. record.Rows.Select((row, index) => row with { Fold = index % 5 })] };

        Assert.Equal(5, Comparison.Of(folded).Sampling.Folds);
        Assert.True(Comparison.Of(folded).Pairs.Single().P > Comparison.Of(record).Pairs.Single().P);
        Assert.True(Comparison.Of(folded).Ranked[0].Accuracy.High > Comparison.Of(record).Ranked[0].Accuracy.High);
    }

    [Fact]
    public void Seeds_that_differ_too_much_leave_a_difference_unsure_and_say_so()
    {
        var gold = Gold(200);
        int[][] Seeds(params int[] right) => [.. right.Select(count => RightOn(gold, count))];
        var comparison = Comparison.Of(SyntheticRun.Answers(gold, ("lora", Seeds(180, 181, 182)), ("prompt", Seeds(120, 145, 170))));

        Assert.Equal(
            ["prompt trails lora by 18.0 points, but the seeds of prompt differ too much (± 12.5 points) to be sure; more seeds would tell."],
            comparison.Verdict.ToArray());
        Assert.Equal("−18.0, seeds differ", comparison.Standing(comparison.Ranked[1]));
        Assert.Empty(comparison.TiedWithBest);
    }

    [Fact]
    public void A_handful_of_rows_tells_nothing()
    {
        var comparison = Two(5, 5, 4);

        Assert.Equal("lora and prompt are tied: 5 rows are too few to tell any difference.", comparison.Verdict[0]);
    }

    [Fact]
    public void Several_beaten_candidates_share_a_sentence()
    {
        var gold = Gold(100);
        var comparison = Comparison.Of(SyntheticRun.Answers(
            gold, ("prompt", RightOn(gold, 60)), ("lora", RightOn(gold, 95)), ("rag", RightOn(gold, 80)), ("head", RightOn(gold, 70))));

        Assert.Equal(["lora", "rag", "head", "prompt"], comparison.Ranked.Select(candidate => candidate.Name));
        Assert.Equal("lora beats rag, +15.0 points, p < 0.001; 2 others by 25.0 points or more (p < 0.001).", comparison.Verdict[0]);
    }

    [Fact]
    public void P_values_are_corrected_over_all_pairs()
    {
        var gold = Gold(100);
        var pair = Comparison.Of(SyntheticRun.Answers(gold, ("lora", RightOn(gold, 90)), ("rag", RightOn(gold, 83)))).Pairs.Single();
        var amongThree = Comparison.Of(SyntheticRun.Answers(
            gold, ("lora", RightOn(gold, 90)), ("rag", RightOn(gold, 83)), ("rag again", RightOn(gold, 83))));

        // Seven rows all one way: 2/2⁷.
        Assert.Equal(2 / 128.0, pair.P, 1e-12);
        Assert.Equal(3 * 2 / 128.0, amongThree.Between(amongThree.Ranked[0], amongThree.Ranked[1]).P, 1e-12);
        Assert.Equal(3, amongThree.Pairs.Length);
    }

    [Fact]
    public void A_training_set_is_named_only_where_there_are_several()
    {
        var record = SyntheticRun.Of(40, 1, new Wanted("lora", 0.9, 3), new Wanted("lora", 0.5, 3) { TrainingSet = "contractors", Examples = 240 });

        Assert.Equal(["lora on expert", "lora on contractors"], Comparison.Of(record).Ranked.Select(candidate => candidate.Name));
        Assert.Equal("lora", Comparison.Of(record with { Candidates = [record.Candidates[0]] }).Ranked[0].Name);
    }

    [Fact]
    public void Chance_is_the_most_frequent_label_and_a_candidate_that_only_reaches_it_is_named()
    {
        int[] gold = [.. Enumerable.Range(0, 40).Select(row => row < 30 ? 0 : 1)];
        var comparison = Comparison.Of(SyntheticRun.Answers(gold, ("lora", gold), ("prompt", [.. gold.Select(_ => 0)])));

        Assert.Equal(0.75, comparison.Chance!.Value.Share);
        Assert.Equal(["prompt"], comparison.NotAboveChance.Select(candidate => candidate.Name));
        Assert.Contains("prompt is not above chance (75.0 %).", comparison.Verdict);
    }

    [Fact]
    public void Dominated_is_who_is_less_accurate_beyond_chance_and_slower()
    {
        // The second candidate of a synthetic record takes twice as long.
        var domination = Two(60, 54, 42).Dominations.Single();

        Assert.Equal("prompt is dominated by lora: 20.0 points less accurate (p < 0.001) and 2.0 times slower at p95.", domination.Sentence);
        Assert.Empty(Two(60, 50, 47).Dominations);
        Assert.Empty(Two(60, 42, 54).Dominations);
    }

    [Fact]
    public void Seeds_are_averaged_and_their_spread_is_given()
    {
        var gold = Gold(20);
        var record = SyntheticRun.Answers(gold, ("lora", [RightOn(gold, 20), RightOn(gold, 18), RightOn(gold, 16)]));

        var lora = Comparison.Of(record).Ranked.Single();

        Assert.Equal(0.9, lora.Accuracy.Value, 1e-12);
        Assert.Equal(0.1, lora.AccuracySpread!.Value, 1e-12);
        Assert.Equal(100, lora.PromptTokens);
        Assert.Equal("only candidate", Comparison.Of(record).Standing(lora));
        Assert.StartsWith("lora reaches 90.0 % [", Comparison.Of(record).Verdict[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_on_a_row_is_the_majority_of_the_seeds()
    {
        var record = SyntheticRun.Answers([0, 1], ("lora", [[0, 0], [1, 1], [1, 1]]), ("rag", [[0, 1], [0, 1], [0, 1]]));

        var comparison = Comparison.Of(record);
        var lora = comparison.Ranked.Single(candidate => candidate.Name == "lora");

        Assert.Equal(new RowAnswer(1, "label1", (0 + 1 + 1) / 3.0, false, 1 / 3.0), lora.Answers[0]);
        Assert.True(lora.Answers[1].IsRight);
        Assert.Equal(0, Assert.Single(comparison.DisagreedRows));
        Assert.Empty(comparison.RowsAllGetWrong);
    }

    [Fact]
    public void Rows_that_all_get_wrong_are_listed()
    {
        Assert.Equal(Enumerable.Range(54, 6), Two(60, 54, 42).RowsAllGetWrong);
        Assert.Equal(Enumerable.Range(42, 12), Two(60, 54, 42).DisagreedRows);
    }

    [Fact]
    public void A_failed_candidate_is_set_apart_with_its_reason()
    {
        var record = SyntheticRun.Of(40, 2, new Wanted("lora", 0.9, 3), new Wanted("rag", 0.8, 9) { Failure = "out of memory\n   at Somewhere()" });

        var comparison = Comparison.Of(record);

        Assert.Equal(["lora"], comparison.Ranked.Select(candidate => candidate.Name));
        Assert.Equal(("rag", "out of memory"), (comparison.Failed[0].Name, comparison.Failed[0].Reason));
        Assert.Equal("rag failed.", comparison.Verdict[^1]);
    }

    [Fact]
    public void When_all_fail_the_verdict_says_so()
    {
        var comparison = Comparison.Of(SyntheticRun.Of(40, 2, new Wanted("lora", 0.9, 3) { Failure = "no memory" }) with { Metric = "macro-f1" });

        Assert.Null(comparison.Best);
        Assert.Equal(["No candidate ran to its end."], comparison.Verdict.ToArray());
        Assert.Empty(comparison.RowsAllGetWrong);
    }

    [Fact]
    public void The_metric_of_the_spec_ranks_the_candidates()
    {
        // Always answering the frequent label: the higher accuracy, the lower macro-F1.
        int[] gold = [.. Enumerable.Range(0, 100).Select(row => row < 90 ? 0 : 1)];
        int[] balanced = [.. gold.Select((label, row) => row % 6 == 0 && row < 90 ? 1 : label)];
        var record = SyntheticRun.Answers(gold, ("constant", [.. gold.Select(_ => 0)]), ("balanced", balanced));

        Assert.Equal("constant", Comparison.Of(record).Best!.Name);
        var byMacroF1 = Comparison.Of(record with { Metric = "macro-f1" });
        Assert.Equal("balanced", byMacroF1.Best!.Name);
        Assert.Contains("points of macro-F1", byMacroF1.Verdict[0], StringComparison.Ordinal);
        Assert.Equal(byMacroF1.Best.Metrics[1].Value, byMacroF1.Best.Score.Value, 1e-12);
    }

    [Fact]
    public void The_same_record_always_gives_the_same_figures()
    {
        var record = SyntheticRun.Of(60, 3, new Wanted("lora", 0.8, 3), new Wanted("rag", 0.7, 9)) with { Metric = "macro-f1" };

        Assert.Equal(Comparison.Of(record).Pairs[0].P, Comparison.Of(record).Pairs[0].P);
        Assert.Equal(Comparison.Of(record).Verdict.ToArray(), Comparison.Of(record).Verdict);
    }
}
