using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class LoraRateTests(NanoFixture nano)
{
    [Theory]
    [InlineData(64, 0.003)]
    [InlineData(320, 0.003)]
    [InlineData(640, 0.0015)]
    [InlineData(2048, 0.00046875)]
    public void The_wider_a_model_the_lower_is_its_usual_rate(int width, double expected) => Assert.Equal(expected, LoraStrategy.UsualRate(width), 1e-12);

    [Fact]
    public async Task Left_out_it_is_the_usual_one_and_given_it_is_that_one()
    {
        async Task<float[]> AnswerAsync(string rate)
        {
            using var predictor = await nano.PrepareAsync($"strategy lora {{ epochs: 1{rate} }}");
            return [.. (await predictor.PredictAsync(Topics.Requests[0].Text, default)).Prediction.Probabilities];
        }

        var usual = await AnswerAsync("");
        Assert.Equal(usual, await AnswerAsync(", learningRate: 0.003"));
        Assert.NotEqual(usual, await AnswerAsync(", learningRate: 0.0003"));
    }
}
