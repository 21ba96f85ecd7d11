using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Results.Advising;

namespace AdaptLab.Results.Tests;

public class AdviceBeforeTests
{
    /// <summary>Behaviour in a near wording, with enough of everything: there is one thing to say of it.</summary>
    private static readonly Situation Sound = new()
    {
        Task = TaskKind.Classify,
        Labels = 8,
        LabelsAreDescribed = true,
        Sets = [new("expert", 240)],
        HasDocuments = false,
        Rows = 400,
        Strategies = Strategies("prompt { shots: 0 }", "rag", "lora", "head"),
        Seeds = 3,
        SeedsMatter = true,
        HasCurve = false,
        HasWeights = true,
        Familiarity = 0.92,
    };

    private static ImmutableArray<StrategySpec> Strategies(params string[] written) => Compilation.Parse(
        "task t: classify { labels: [a, b] }\nexamples e { \"x\" => a, \"y\" => b }\neval { \"z\" => a }\n" + string.Join('\n', written.Select(strategy => "strategy " + strategy)), "").Spec.Strategies;

    private static string[] Rules(Situation known) => [.. known.Advice.Select(advice => advice.Rule)];

    private static Advice Of(Situation known, string rule) => Assert.Single(known.Advice, advice => advice.Rule == rule);

    [Fact]
    public void Where_nothing_is_missing_the_kind_of_task_is_all_there_is_to_say()
    {
        var advice = Assert.Single(Sound.Advice);

        Assert.Equal("The task is behaviour, in a wording that the base knows (92 % of the words are in its vocabulary): 8 labels, 240 examples in 'expert'.", advice.Text);
        Assert.Null(advice.Edit);
    }

    [Fact]
    public void Facts_are_looked_up_where_there_are_documents()
    {
        var facts = Sound with { Task = TaskKind.Answer, Labels = 0, Strategies = Strategies("lora"), HasDocuments = true };

        Assert.Equal(AdviceEdit.Add("strategy rag"), Of(facts, "Facts are looked up").Edit);
        Assert.Contains("no documents", Of(facts with { HasDocuments = false }, "Facts are looked up").Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Behaviour is shown", Rules(facts));
    }

    [Fact]
    public void A_few_described_labels_with_few_examples_are_simple_guidance()
    {
        var simple = Sound with { Labels = 2, Sets = [new("expert", 12)] };

        Assert.StartsWith("The task is simple guidance", Of(simple, "Simple guidance is written down").Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Simple guidance is written down", Rules(simple with { LabelsAreDescribed = false }));
        Assert.DoesNotContain("Simple guidance is written down", Rules(simple with { Sets = [new("expert", 400)] }));
    }

    [Theory]
    [InlineData(24, "Few examples, few weights", "strategy head")]
    [InlineData(800, "Many examples, more weights", "strategy lora")]
    public void The_amount_of_data_decides_how_many_weights_to_train(int examples, string rule, string strategy) =>
        Assert.Equal(AdviceEdit.Add(strategy), Of(Sound with { Sets = [new("expert", examples)], Strategies = Strategies("prompt", "rag") }, rule).Edit);

    [Fact]
    public void A_wording_far_from_the_base_asks_for_training()
    {
        var far = Sound with { Familiarity = 0.42, Strategies = Strategies("prompt", "head") };

        Assert.Contains("only 42 %", Of(far, "Far from the base, train").Text, StringComparison.Ordinal);
        Assert.Equal(AdviceEdit.Add("strategy lora"), Of(far, "Far from the base, train").Edit);
        Assert.DoesNotContain("Far from the base, train", Rules(far with { Familiarity = null }));
    }

    [Fact]
    public void Rows_that_can_tell_little_are_said_to() =>
        Assert.Equal("60 eval rows can be expected to tell differences of 19 points or more; 200 would tell 10.", Of(Sound with { Rows = 60 }, "Enough rows to tell").Text);

    [Fact]
    public void What_would_hide_chance_or_harm_is_mended_by_an_edit()
    {
        var blind = Sound with { Seeds = 1, Strategies = Strategies("lora", "rag", "head"), Sets = [new("expert", 150), new("contractors", 500)] };

        Assert.Equal(AdviceEdit.Compare("seeds", "3"), Of(blind, "Several seeds").Edit);
        Assert.Equal(AdviceEdit.Add("strategy prompt bare { shots: 0 }"), Of(blind, "A control").Edit);
        Assert.Equal(AdviceEdit.Compare("curve", "true"), Of(blind, "A curve where sets differ in size").Edit);
        Assert.DoesNotContain("Several seeds", Rules(blind with { SeedsMatter = false }));
    }

    [Fact]
    public void Behind_a_server_nothing_is_advised_that_needs_weights() =>
        Assert.All((Sound with { HasWeights = false, Seeds = 1, Sets = [new("expert", 800)], Strategies = Strategies("prompt") }).Advice, advice => Assert.DoesNotContain("lora", advice.Edit?.Value ?? "", StringComparison.Ordinal));
}
