using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Finetune;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>A network that was trained once answers in the next run as it did, and is not trained again.</summary>
[Collection(nameof(NanoFixture))]
public sealed class TrainedWeightsTests(NanoFixture nano) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("finetune")]
    [InlineData("scratch")]
    public async Task It_is_not_trained_again_and_answers_the_same(string kind)
    {
        var (trained, stages) = await AnswersAsync(kind);
        Assert.NotEmpty(stages);
        var (again, none) = await AnswersAsync(kind);
        Assert.Empty(none);
        Assert.Equal(trained, again);

        // What is damaged is as if it were not there.
        var path = Assert.Single(Directory.GetFiles(_folder, "weights", SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^1]);
        Assert.Equal(stages, (await AnswersAsync(kind)).Stages);
    }

    private async Task<(string[] Answers, List<string> Stages)> AnswersAsync(string kind)
    {
        var context = Topics.Context($"strategy {kind} {{ epochs: 1 }}") with { Kept = RunStore.Open(_folder).Kept(new string('a', 64)) };
        IStrategy strategy = kind == "scratch" ? new ScratchStrategy(nano.Session) : new FinetuneStrategy(nano.Session);
        var stages = new List<string>();
        using var predictor = await strategy.PrepareAsync(context, new Watch(stages), default);
        var answers = new List<string> { predictor.Detail };
        foreach (var (text, _) in Topics.Requests)
            answers.Add(string.Join(' ', (await predictor.PredictAsync(text, default)).Prediction.Probabilities.Select(p => p.ToString("F5"))));
        return ([.. answers], stages);
    }

    private sealed class Watch(List<string> stages) : IProgress<StrategyProgress>
    {
        public void Report(StrategyProgress value) => stages.Add(value.Stage);
    }
}
