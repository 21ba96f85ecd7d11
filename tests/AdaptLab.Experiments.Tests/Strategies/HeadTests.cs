namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class HeadTests(NanoFixture nano)
{
    [Theory]
    [InlineData("states", "states", "tokens")]
    [InlineData("tokens", "tokens", "states")]
    public async Task It_sees_what_the_spec_says(string features, string seen, string unseen)
    {
        using var predictor = await nano.PrepareAsync($"strategy head {{ features: {features} }}");
        Assert.Contains(seen, predictor.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(unseen, predictor.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_tokens_alone_texts_of_unknown_words_are_all_answered_alike()
    {
        using var predictor = await nano.PrepareAsync("strategy head { features: words }");
        var answers = new[] { "zqx", "vvk jjw" }.Select(async text => (await predictor.PredictAsync(text, default)).Prediction.Probabilities);
        var (first, second) = (await answers.First(), await answers.Last());
        Assert.Equal(first.AsEnumerable(), second.AsEnumerable());
    }

    [Fact]
    public async Task A_heavier_penalty_makes_it_less_sure()
    {
        Assert.True(await SureAsync("strategy head { regularization: 10 }") < await SureAsync("strategy head { regularization: 0.01 }"));

        async Task<double> SureAsync(string strategy)
        {
            using var predictor = await nano.PrepareAsync(strategy);
            return (await predictor.PredictAsync(Topics.Requests[0].Text, default)).Prediction.Probabilities.Max();
        }
    }
}
