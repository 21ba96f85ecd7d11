using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Tests.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Experiments.Tests.Running;

[Collection(nameof(NanoFixture))]
public sealed class MemoryNeedTests(NanoFixture nano)
{
    [Fact]
    public void Training_takes_more_than_answering_and_longer_examples_more_than_short_ones()
    {
        var prompt = Need("strategy prompt", "short");
        var lora = Need("strategy lora", "short");
        Assert.Equal(0, prompt.Training);
        Assert.True(lora.Training > 0 && lora.Weights > prompt.Weights);
        Assert.True(Need("strategy lora", new string('x', 1000)).Training > 2 * lora.Training);
        Assert.True(Need("strategy lora { rank: 64 }", "short").Training > lora.Training);
    }

    [Fact]
    public void Weights_in_bfloat16_are_held_once_and_prompts_are_counted_up_to_the_window()
    {
        var config = nano.Session.Model.Decoder.Config;
        Assert.Equal(6 * config.Parameters, Need("strategy prompt", "short").Weights);
        Assert.Equal(2 * config.Parameters, Need("strategy prompt", "short", new CheckpointShape(config, IsBfloat16: true)).Weights);
        Assert.Equal(4 * config.Parameters, Need("strategy lora", "short", new CheckpointShape(config, IsBfloat16: true)).Weights);

        // Keys and values of a token, three labels and two copies.
        var token = 5L * config.Layers * 2 * config.KeyValueHeads * config.HeadSize * 2;
        Assert.Equal(256 * token, Need("strategy prompt { shots: 0 }", "short").Cache);
        Assert.Equal(config.Window * token, Need("strategy prompt { shots: 100 }", new string('x', 300)).Cache);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_figures()
    {
        var need = new MemoryNeed(8_000_000_000, 500_000_000, 2_000_000_000);
        Assert.Null(need.Refusal("big", 11_500_000_000));
        Assert.Null(need.Refusal("big", null));
        Assert.StartsWith(
            "The run would need about 10.9 GB of memory (8.0 GB for the weights of big, 500 MB for what it has read, 2.0 GB for training), and 3.9 GB is free.",
            need.Refusal("big", 3_900_000_000), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16GB", 16_000_000_000L)]
    [InlineData("0.5gb", 500_000_000L)]
    [InlineData("800MB", 800_000_000L)]
    [InlineData("16", null)]
    [InlineData("much", null)]
    [InlineData(null, null)]
    public void What_may_be_used_can_be_said(string? text, long? bytes) => Assert.Equal(bytes, AvailableMemory.Parse(text));

    private MemoryNeed Need(string strategy, string text, CheckpointShape? shape = null)
    {
        var spec = Topics.Spec(strategy);
        var rows = Topics.Examples.Add(new TrainingRow(text, 0, "topics.adapt:1"));
        var candidate = new PlannedCandidate(StrategyTraits.Of(spec.Strategies[0].Kind), spec.Strategies[0], "all", rows.Length, [new Fold(rows, [])], [], [1]) { Model = spec.Models[0] };
        return MemoryNeed.Of(candidate, spec.Task.Labels.Length, shape ?? new CheckpointShape(nano.Session.Model.Decoder.Config, IsBfloat16: false), embedderBytes: 0, computeBytes: 2);
    }
}
