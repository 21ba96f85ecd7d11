using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Schema;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>What holds for every strategy there is; a new one is in by standing in <see cref="StrategyList"/>.</summary>
[Collection(nameof(NanoFixture))]
public sealed class StrategyContractTests(NanoFixture nano)
{
    public static TheoryData<string> Kinds => [.. StrategyTraits.Kinds];

    /// <summary>All but the control, which knows nothing of the base and may well be at chance.</summary>
    public static TheoryData<string> KindsOnTheBase => [.. StrategyTraits.Kinds.Where(kind => kind != "scratch")];

    /// <summary>Every kind, and what turns one into something else under its bonnet.</summary>
    public static TheoryData<string> Variants =>
    [
        .. StrategyTraits.Kinds,
        "lora { rslora: true, dora: true, schedule: cosine, dropout: 10%, epochs: 2 }",
        "finetune { layers: all, epochs: 2 }",
        "rag { retrieve: 2, combine: [lora quick] }\nstrategy lora quick { epochs: 2 }",
        "lora { epochs: 2, combine: [prompt few] }\nstrategy prompt few { shots: 3 }",
        "cascade { steps: [head, prompt] }",
    ];

    [Fact]
    public void Every_strategy_is_listed_and_described()
    {
        Assert.Equal(StrategyTraits.Kinds, StrategyList.For(nano.Session).Select(strategy => strategy.Traits.Kind));
        Assert.All(StrategyTraits.Kinds, kind => Assert.NotNull(StrategyKinds.Find(kind)));
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task It_answers_every_request_with_probabilities_that_sum_to_one(string kind)
    {
        var predictor = await nano.SharedAsync($"strategy {kind}");
        foreach (var (text, _) in Topics.Requests)
        {
            var result = await predictor.PredictAsync(text, default);
            Assert.Equal(Topics.Labels.Length, result.Prediction.Probabilities.Length);
            Assert.Equal(1, result.Prediction.Probabilities.Sum(), 4);
            Assert.Equal(result.Prediction.Probabilities.Max(), result.Prediction.Probabilities[result.Prediction.Label]);
            Assert.InRange(result.PromptTokens, 1, nano.Session.Model.Window);
        }

        Assert.NotEmpty(predictor.Detail);
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task The_same_seed_gives_the_same_answers_and_leaves_no_tensor_behind(string kind)
    {
        // What is made once for all (the copy to train on, tables) is made here.
        var first = await AnswersAsync(await nano.SharedAsync($"strategy {kind}"));
        var before = TorchSharp.torch.Tensor.TotalCount;
        string[] again;
        using (var predictor = await nano.PrepareAsync($"strategy {kind}"))
            again = await AnswersAsync(predictor);
        Assert.Equal(first, again);
        // A tensor that becomes a trainable parameter gives its handle away, and TorchSharp counts the empty shell for ever:
        // A and B (and DoRA's magnitude) of seven layers in each block.
        var parameters = kind.Contains("lora", StringComparison.Ordinal) ? kind.Contains("dora: true", StringComparison.Ordinal) ? 3 : 2 : 0;
        Assert.Equal(before + (parameters * 7 * nano.Session.Model.Decoder.Config.Layers), TorchSharp.torch.Tensor.TotalCount);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_answer_does_not_depend_on_what_was_asked_before(string kind)
    {
        var predictor = await nano.SharedAsync($"strategy {kind}");
        var first = (await predictor.PredictAsync(Topics.Requests[0].Text, default)).Prediction.Probabilities;
        await predictor.PredictAsync(Topics.Requests[1].Text, default);
        var again = (await predictor.PredictAsync(Topics.Requests[0].Text, default)).Prediction.Probabilities;
        Assert.All(first.Zip(again), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    [Theory, MemberData(nameof(KindsOnTheBase))]
    public async Task An_easy_task_is_done_better_than_by_chance(string kind)
    {
        var right = await RightAsync(await nano.SharedAsync($"strategy {kind}"));
        // Where the seed draws something: three of them, so that one unlucky draw of shots decides nothing.
        foreach (var seed in (int[])[2, 3])
        {
            if (!UsesSeed(kind))
                continue;
            using var predictor = await nano.PrepareAsync($"strategy {kind}", seed);
            right += await RightAsync(predictor);
        }

        var asked = Topics.Requests.Length * (UsesSeed(kind) ? 3 : 1);
        Assert.True(right >= asked * 10 / 18.0, $"{right} of {asked} right, and chance is a third");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_the_seed_changes_is_told_by_whether_it_is_used(string kind)
    {
        if (UsesSeed(kind)) return;
        using var other = await nano.PrepareAsync($"strategy {kind}", seed: 2);
        Assert.Equal(await AnswersAsync(await nano.SharedAsync($"strategy {kind}")), await AnswersAsync(other));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_input_longer_than_the_window_is_refused_with_the_numbers(string kind)
    {
        var predictor = await nano.SharedAsync($"strategy {kind}");
        var error = await Assert.ThrowsAsync<StrategyException>(() =>
            predictor.PredictAsync(string.Join(' ', Enumerable.Repeat("weather", 3000)), default).AsTask());
        Assert.Equal("ADAPT2309", error.Diagnostic?.Code);
        Assert.Contains($"{nano.Session.Model.Window}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("head")]
    [InlineData("finetune")]
    [InlineData("scratch")]
    public async Task Training_stops_when_it_is_cancelled(string kind)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => nano.PrepareAsync($"strategy {kind}", cancellation: cancelled.Token));
    }

    private static bool UsesSeed(string kind) => StrategyTraits.Of(kind).UsesSeed(Topics.Context($"strategy {kind}").Strategy);

    private static async Task<int> RightAsync(IPredictor predictor)
    {
        var right = 0;
        foreach (var (text, label) in Topics.Requests)
            right += (await predictor.PredictAsync(text, default)).Prediction.Label == label ? 1 : 0;
        return right;
    }

    private static async Task<string[]> AnswersAsync(IPredictor predictor)
    {
        var answers = new List<string>();
        foreach (var (text, _) in Topics.Requests)
            answers.Add(string.Join(' ', (await predictor.PredictAsync(text, default)).Prediction.Probabilities.Select(p => p.ToString("F5"))));
        return [.. answers];
    }
}
