using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

public class RunDifferenceTests
{
    private static int[] Gold(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2)];

    private static RunRecord Run(int rows, params (string Strategy, int From, int To)[] right) => SyntheticRun.Answers(
        Gold(rows), [.. right.Select(run => (run.Strategy, Gold(rows).Select((label, row) => row >= run.From && row < run.To ? label : 1 - label).ToArray()))]);

    private static RunDifference Of(RunRecord before, RunRecord after) => RunDifference.Of(Comparison.Of(before), Comparison.Of(after));

    [Fact]
    public void Rows_won_and_lost_are_told_and_tested()
    {
        var difference = Of(Run(100, ("lora", 0, 60)), Run(100, ("lora", 2, 80)));

        var lora = Assert.Single(difference.Candidates);
        Assert.Equal((0.18, 100), (Math.Round(lora.Gain, 12), difference.Rows));
        Assert.Equal(Enumerable.Range(60, 20).Select(row => $"r{row}"), lora.Gained.Select(row => row.Row.Id));
        Assert.Equal(["r0", "r1"], lora.Lost.Select(row => row.Row.Id));
        Assert.Equal(["lora gained 18.0 points (p < 0.001): 20 rows won, 2 lost."], difference.Verdict.ToArray());
        Assert.Equal((0.6, 0.78), (lora.Was.Value, lora.Is.Value));
    }

    [Fact]
    public void A_difference_within_chance_is_none() =>
        Assert.Equal(["No difference beyond chance, on 100 rows that both runs have."], Of(Run(100, ("lora", 0, 60)), Run(100, ("lora", 0, 63))).Verdict.ToArray());

    [Fact]
    public void P_values_are_corrected_over_the_candidates()
    {
        var one = Of(Run(100, ("lora", 0, 60)), Run(100, ("lora", 0, 67))).Candidates.Single();
        var two = Of(Run(100, ("lora", 0, 60), ("rag", 0, 50)), Run(100, ("lora", 0, 67), ("rag", 0, 50))).Candidates.First();

        Assert.Equal(2 * one.P, two.P, 1e-12);
    }

    [Fact]
    public void Only_rows_that_both_have_with_the_same_gold_answer_are_compared()
    {
        var before = Run(40, ("lora", 0, 40));
        var after = Run(50, ("lora", 0, 50));
        after = after with { Rows = after.Rows.SetItem(3, after.Rows[3] with { Gold = 1 - after.Rows[3].Gold }) };

        var difference = Of(before, after);

        Assert.Equal(39, difference.Rows);
        Assert.Contains("11 eval rows new or relabelled, and not compared", difference.Changes);
        Assert.Contains("1 eval row gone or relabelled, and not compared", difference.Changes);
    }

    [Fact]
    public void Labels_in_another_order_are_the_same_labels()
    {
        var before = Run(40, ("lora", 0, 30));
        ImmutableArray<int> swap = [1, 0];
        var after = before with
        {
            Labels = [before.Labels[1], before.Labels[0]],
            Rows = [.. before.Rows.Select(row => row with { Gold = swap[row.Gold] })],
            Candidates = [before.Candidates[0] with { Seeds = [before.Candidates[0].Seeds[0] with { Predictions = [.. before.Candidates[0].Seeds[0].Predictions.Select(p => new Prediction(swap[p.Label], [p.Probabilities[1], p.Probabilities[0]]))] }] }],
        };

        var lora = Of(before, after).Candidates.Single();

        Assert.Equal((0.0, 0.75), (lora.Gain, lora.Is.Value));
        Assert.Empty(lora.Gained.Concat(lora.Lost));
    }

    [Fact]
    public void What_changed_is_read_off_the_records()
    {
        var before = Run(10, ("lora", 0, 5), ("rag", 0, 5));
        var after = Run(10, ("lora", 0, 5), ("head", 0, 5)) with { SpecHash = "00", Metric = "macro-f1" };
        after = after with { Candidates = [.. after.Candidates.Select(run => run with { Examples = 30 })] };

        Assert.Equal(
            ["the text of specs/contract-clauses.adapt", "the metric: accuracy before, macro-f1 after", "candidates added: head on expert", "candidates gone: rag on expert", "examples of expert: 21 before, 30 after"],
            Of(before, after).Changes.ToArray());
    }

    [Fact]
    public void Runs_without_a_row_in_common_are_not_compared()
    {
        var before = Run(10, ("lora", 0, 5));
        var after = before with { Rows = [.. before.Rows.Select(row => row with { Text = "another " + row.Text })] };

        Assert.Equal(["The two runs have no eval row in common."], Of(before, after).Verdict.ToArray());
    }
}
