using AdaptLab.Data;
using AdaptLab.Experiments.Influence;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class InfluenceTests(NanoFixture nano)
{
    private const string Lora = "strategy lora { epochs: 3 }";

    /// <summary>The right ones, and three of them again with a wrong label: steps that undo what the right ones teach. Not each of them
    /// must harm: where the base leans away from a label, an example that pushes towards it may help, wrong as it is.</summary>
    [Fact]
    public async Task What_harms_most_has_a_wrong_label()
    {
        TrainingRow[] wrong = [.. new[] { 0, 4, 8 }.Select(i => Topics.Examples[i] with { Label = (Topics.Examples[i].Label + 1) % 3, Source = $"wrong:{i}" })];
        var context = Topics.Context(Lora, examples: [.. Topics.Examples, .. wrong]);
        var judged = Topics.Requests.Select(request => new TrainingRow(request.Text, request.Label, "eval:1"));

        var found = await GradientInfluence.OfAsync(nano.Session, context, [.. judged], [1], null, default);

        Assert.Equal(15, found.Length);
        Assert.All(found.Take(2), example => Assert.Contains(example.Row, wrong));
        Assert.All(found.Take(2), example => Assert.True(example.Score < 0));
        Assert.Equal(1, found.Average(example => Math.Abs(example.Score)), 1e-6);
    }

    [Fact]
    public async Task The_same_training_gives_the_same_influences_and_leaves_no_tensor_behind()
    {
        var context = Topics.Context("strategy lora { epochs: 1 }");
        TrainingRow[] judged = [.. Topics.Requests.Select(request => new TrainingRow(request.Text, request.Label, "eval:1"))];
        var first = await GradientInfluence.OfAsync(nano.Session, context, [.. judged], [1], null, default);
        var before = TorchSharp.torch.Tensor.TotalCount;
        var second = await GradientInfluence.OfAsync(nano.Session, context, [.. judged], [1], null, default);

        Assert.Equal(first.Select(example => (example.Row.Source, Math.Round(example.Score, 3))), second.Select(example => (example.Row.Source, Math.Round(example.Score, 3))));
        // As of every training, the empty shells of A and B stay in the count: of seven layers in each block, of one training.
        Assert.Equal(before + (2 * 7 * nano.Session.Model.Decoder.Config.Layers), TorchSharp.torch.Tensor.TotalCount);
    }

    [Fact]
    public async Task Leaving_out_what_harms_is_compared_with_leaving_out_as_many_others()
    {
        var context = Topics.Context("strategy lora { epochs: 1 }");
        var influential = Topics.Examples.Select((row, i) => new InfluentialExample(row, i)).ToArray();
        TrainingRow[] held = [.. Topics.Requests.Select(request => new TrainingRow(request.Text, request.Label, "eval:1"))];

        var check = await RemovalCheck.OfAsync(new LoraStrategy(nano.Session), context, [.. influential], [.. held], removed: 2, draws: 2, [1], null, default);

        Assert.Equal((6, 2, 2), (check.Rows, check.Removed, check.Random.Length));
        Assert.InRange(check.All, 0, 1);
        Assert.Equal((1.0 + check.Random.Count(share => share >= check.Without)) / 3, check.P);
    }
}
