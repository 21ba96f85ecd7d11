using AdaptLab.Experiments.Strategies;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>A training that goes on comes to the very end that it would have come to.</summary>
[Collection(nameof(NanoFixture))]
public sealed class LoraKeepingTests(NanoFixture nano) : IDisposable
{
    private static readonly string Key = new('a', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Trained_adapters_are_not_trained_again_and_answer_the_same()
    {
        var (trained, stages) = await AnswersAsync("strategy lora { epochs: 3 }", Files());
        Assert.NotEmpty(stages);
        var (again, none) = await AnswersAsync("strategy lora { epochs: 3 }", Files());
        Assert.Empty(none);
        Assert.Equal(trained, again);
        Assert.Equal(trained, (await AnswersAsync("strategy lora { epochs: 3 }", null)).Answers);
    }

    [Theory]
    [InlineData("epoch 2/5", 2)]
    [InlineData("epoch 3/5", 9)]
    public async Task Killed_in_an_epoch_it_goes_on_from_the_one_before(string stage, int occurrence)
    {
        const string Strategy = "strategy lora { epochs: 5 }";
        var (whole, stages) = await AnswersAsync(Strategy, null);
        using var kill = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AnswersAsync(Strategy, Files(), kill.Token, s =>
        {
            if (s == stage && ++seen == Math.Min(occurrence, stages.Count(other => other == stage))) kill.Cancel();
        }));

        var (rest, further) = await AnswersAsync(Strategy, Files());
        Assert.True(further.Count < stages.Count, $"{further.Count} of {stages.Count} steps were done again");
        Assert.Equal(whole, rest);
    }

    [Fact]
    public async Task A_damaged_state_is_not_gone_on_from()
    {
        const string Strategy = "strategy lora { epochs: 3 }";
        var (trained, stages) = await AnswersAsync(Strategy, Files());
        var path = Assert.Single(Directory.GetFiles(_folder, "adapter", SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^1]);
        var (again, repeated) = await AnswersAsync(Strategy, Files());
        Assert.Equal(stages, repeated);
        Assert.Equal(trained, again);
    }

    private KeptFiles Files() => RunStore.Open(_folder).Kept(Key);

    private async Task<(string[] Answers, List<string> Stages)> AnswersAsync(
        string strategy, KeptFiles? files, CancellationToken cancellation = default, Action<string>? watch = null)
    {
        var context = Topics.Context(strategy) with { Kept = files };
        var stages = new List<string>();
        // Of a clock that runs fast, every epoch is worth keeping.
        using var predictor = await new LoraStrategy(nano.Session, new FastTime()).PrepareAsync(context, new Watch(stages, watch), cancellation);
        var answers = new List<string>();
        foreach (var (text, _) in Topics.Requests)
            answers.Add(string.Join(' ', (await predictor.PredictAsync(text, default)).Prediction.Probabilities.Select(p => p.ToString("F5"))));
        return ([predictor.Detail, .. answers], stages);
    }

    private sealed class Watch(List<string> stages, Action<string>? watch) : IProgress<StrategyProgress>
    {
        public void Report(StrategyProgress value)
        {
            stages.Add(value.Stage);
            watch?.Invoke(value.Stage);
        }
    }

    private sealed class FastTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now += 60;
    }
}
