using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

public class AdviceTests
{
    private static int[] Gold(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2)];

    private static RunRecord Run(int rows, params (string Strategy, int Right)[] right) => SyntheticRun.Answers(
        Gold(rows), [.. right.Select(run => (run.Strategy, Gold(rows).Select((label, row) => row < run.Right ? label : 1 - label).ToArray()))]);

    private static string[] Advice(RunRecord record) => [.. Comparison.Of(record).Advice.Select(advice => advice.Text)];

    [Fact]
    public void Who_is_better_beyond_chance_is_advised() =>
        Assert.Equal("Use lora: it is better than every other one, by 15.0 points or more (p < 0.001).", Advice(Run(100, ("lora", 95), ("rag", 80)))[0]);

    [Fact]
    public void Of_those_that_are_tied_the_cheapest_is_advised_and_what_would_change_it_is_said()
    {
        // The second of a synthetic record takes twice as long.
        var advice = Advice(Run(60, ("rag", 47), ("lora", 50)));

        Assert.Equal("Use rag: nothing tells it from lora, which scores highest, and it is the cheapest.", advice[0]);
        Assert.StartsWith("What would change this: with about 160 eval rows, lora and rag could be told apart", advice[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_is_above_chance_nothing_is_advised_to_be_used()
    {
        var advice = Advice(Run(60, ("lora", 31), ("rag", 30)));

        Assert.DoesNotContain(advice, text => text.StartsWith("Use lora", StringComparison.Ordinal) || text.StartsWith("Use rag", StringComparison.Ordinal));
        Assert.Contains(advice, text => text.StartsWith("Use none of them yet", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_that_are_confused_are_to_be_labelled_next()
    {
        int[] gold = [.. Enumerable.Range(0, 60).Select(row => row % 3)];
        int[] answers = [.. gold.Select((label, row) => label == 2 && row < 30 ? 0 : label)];

        Assert.Contains("Label next: texts that are label2 and read like label0 (label2 read as label0, 10 of 20).", Advice(SyntheticRun.Answers(gold, ("lora", answers))));
    }

    [Fact]
    public void A_loss_against_the_base_unadapted_is_negative_transfer()
    {
        var record = Run(100, ("prompt bare", 80), ("lora", 60), ("rag", 82));
        var comparison = Comparison.Of(record with { Candidates = record.Candidates.SetItem(0, record.Candidates[0] with { IsUnadapted = true }) });

        Assert.Equal([("lora", true), ("rag", false)], comparison.Transfers.Select(transfer => (transfer.Candidate.Name, transfer.IsNegative)).Order());
        var harm = comparison.Transfers.Single(transfer => transfer.IsNegative);
        Assert.Equal("⚠ −20.0, p < 0.001", harm.Text);
        Assert.Contains(comparison.Advice, advice => advice.Text == "lora does worse than prompt bare, the base unadapted, by 20.0 points (p < 0.001): adapted so, the model forgets more than it learns.");
    }

    [Fact]
    public void Scratch_is_the_control_of_those_on_the_same_examples()
    {
        var record = Run(100, ("scratch", 80), ("lora", 60), ("rag", 82));
        var elsewhere = record with { Candidates = record.Candidates.SetItem(2, record.Candidates[2] with { TrainingSet = "contractors" }) };

        Assert.Equal(["lora on expert"], Comparison.Of(elsewhere).Transfers.Select(transfer => transfer.Candidate.Name));
        Assert.Contains("the same network from random weights", Comparison.Of(record).Transfers.First(transfer => transfer.IsNegative).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Preparation_pays_after_so_many_requests()
    {
        // Ready at once and 20 ms a request, against ten seconds of training and 10 ms.
        var record = Run(60, ("lora", 50), ("rag", 50));
        ImmutableArray<CandidateRun> candidates =
        [
            record.Candidates[0] with { Seeds = [record.Candidates[0].Seeds[0] with { PreparationSeconds = 10 }] },
            record.Candidates[1] with { Seeds = [record.Candidates[1].Seeds[0] with { PreparationSeconds = 0 }] },
        ];

        var breakEven = Assert.Single(Comparison.Of(record with { Candidates = candidates }).BreakEvens);

        Assert.Equal(1000, breakEven.Requests, 1e-6);
        Assert.Equal("lora pays for its preparation (10 s) against rag after about 1,000 requests.", breakEven.Sentence);
    }

    [Fact]
    public void An_hour_of_the_machine_and_the_tokens_of_a_server_are_weighed_in_money()
    {
        // Ten seconds of training at 3.60 an hour are 0.01, a request of 10 ms is 0.00001; behind the server a request of 400 tokens is 0.0004.
        var record = Run(60, ("lora", 50), ("prompt", 50)) with { MachineHour = 3.6 };
        ImmutableArray<CandidateRun> candidates =
        [
            record.Candidates[0] with { Seeds = [record.Candidates[0].Seeds[0] with { PreparationSeconds = 10 }] },
            record.Candidates[1] with
            {
                Model = new ModelInfo("large", "openai", 0, 0, ""),
                Price = new ModelPrice(1, 4),
                Seeds = [record.Candidates[1].Seeds[0] with { PreparationSeconds = 0, Tokens = [.. Enumerable.Repeat(new TokenCount(400, 0), 60)] }],
            },
        ];

        var comparison = Comparison.Of(record with { Candidates = candidates });

        Assert.Equal([(0.01, 0.00001), (0, 0.0004)], comparison.Ranked.OrderBy(candidate => candidate.Name).Select(candidate => (Math.Round(candidate.PreparationCost!.Value, 9), Math.Round(candidate.Cost!.Value, 9))));
        var money = Assert.Single(comparison.BreakEvens, breakEven => breakEven.IsInMoney);
        Assert.Equal(0.01 / 0.00039, money.Requests, 1e-6);
        Assert.Equal("lora costs less money than prompt from about 26 requests on, its preparation (0.01) included.", money.Sentence);
    }

    [Fact]
    public void Where_both_are_paid_by_the_hour_money_says_nothing_that_time_does_not()
    {
        var comparison = Comparison.Of(Run(60, ("lora", 50), ("rag", 50)) with { MachineHour = 1 });

        Assert.All(comparison.Ranked, candidate => Assert.NotNull(candidate.Cost));
        Assert.DoesNotContain(comparison.BreakEvens, breakEven => breakEven.IsInMoney);
    }

    [Fact]
    public void Times_of_different_runs_are_not_weighed_against_each_other()
    {
        var record = Run(60, ("lora", 50), ("rag", 50));
        var earlier = record.Candidates[0].Seeds[0] with { PreparationSeconds = 10, LatenciesFrom = record.Started.AddDays(-1) };

        Assert.Empty(Comparison.Of(record with { Candidates = record.Candidates.SetItem(0, record.Candidates[0] with { Seeds = [earlier] }) }).BreakEvens);
    }
}
