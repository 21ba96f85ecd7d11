using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Finetune;
using AdaptLab.Experiments.Strategies.Head;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>A preparation that goes on comes to the very end that it would have come to, and one that is done is not done again.</summary>
[Collection(nameof(NanoFixture))]
public sealed class TrainingKeepingTests(NanoFixture nano) : IDisposable
{
    private static readonly string Key = new('a', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("lora", "adapter", "epochs: 3")]
    [InlineData("finetune", "weights", "layers: 1, epochs: 1")]
    [InlineData("scratch", "weights", "epochs: 1")]
    [InlineData("head", "head", "features: both")]
    public async Task What_was_prepared_is_not_prepared_again_and_answers_the_same(string kind, string file, string properties)
    {
        var strategy = $"strategy {kind} {{ {properties} }}";
        var (prepared, stages) = await AnswersAsync(strategy, Files());
        Assert.NotEmpty(stages);
        var (again, none) = await AnswersAsync(strategy, Files());
        Assert.Empty(none);
        Assert.Equal(prepared, again);

        // What is damaged is as if it were not there.
        var path = Assert.Single(Directory.GetFiles(_folder, file, SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^1]);
        var (anew, repeated) = await AnswersAsync(strategy, Files());
        Assert.Equal(stages, repeated);
        Assert.Equal(prepared, anew);
    }

    // Early and near the end. A head is killed while it reads the examples, and while it is fitted to them.
    [Theory]
    [InlineData("lora { epochs: 5 }", 0.3)]
    [InlineData("lora { epochs: 5 }", 0.9)]
    [InlineData("finetune { layers: 1, epochs: 2 }", 0.4)]
    [InlineData("finetune { layers: 1, epochs: 2 }", 0.9)]
    [InlineData("scratch { epochs: 2 }", 0.5)]
    [InlineData("head { features: both }", 0.3)]
    [InlineData("head { features: both }", 0.9)]
    public async Task Killed_midway_it_goes_on_from_what_it_had(string strategy, double share)
    {
        strategy = "strategy " + strategy;
        var (whole, stages) = await AnswersAsync(strategy, null);
        using var kill = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AnswersAsync(strategy, Files(), kill.Token, _ =>
        {
            if (++seen == (int)(share * stages.Count)) kill.Cancel();
        }));

        var (rest, further) = await AnswersAsync(strategy, Files());
        Assert.True(further.Count < stages.Count, $"{further.Count} of {stages.Count} steps were done again");
        Assert.Equal(whole, rest);
        // What was kept on the way has served its purpose.
        Assert.Empty(Directory.GetFiles(_folder, "training", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(_folder, "features", SearchOption.AllDirectories));
    }

    // Three steps make an epoch. The fifth is in the middle of the second one, and the last but one of the last.
    [Theory]
    [InlineData("strategy lora { epochs: 3, dropout: 0.2 }", "adapter", 5)]
    [InlineData("strategy lora { epochs: 2 }", "adapter", -1)]
    [InlineData("strategy lora { epochs: 2, dropout: 0.2, combine: [prompt few] }\nstrategy prompt few { shots: 2 }", "adapter", 5)]
    [InlineData("strategy finetune { layers: 1, epochs: 2 }", "weights", 5)]
    [InlineData("strategy scratch { epochs: 2 }", "weights", -1)]
    public async Task Killed_in_the_middle_of_an_epoch_it_goes_on_with_the_next_step_to_the_very_same_weights(string strategy, string file, int killed)
    {
        var whole = RunStore.Open(Path.Combine(_folder, "whole")).Kept(Key);
        var (answers, stages) = await AnswersAsync(strategy, whole);
        if (killed < 0) killed += stages.Count;
        Assert.Equal(stages[killed - 1], stages[killed]);
        using var kill = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AnswersAsync(strategy, Files(), kill.Token, _ =>
        {
            if (++seen == killed) kill.Cancel();
        }));

        var (rest, further) = await AnswersAsync(strategy, Files());
        Assert.Equal(stages[killed..], further);
        Assert.Equal(answers, rest);
        // Behind the time that went into them.
        Assert.Equal(whole.Read(file)![sizeof(long)..], Files().Read(file)![sizeof(long)..]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1.5, 2)]
    [InlineData(100, 5)]
    public async Task How_far_a_training_is_is_kept_once_there_are_some_seconds_to_lose(double secondsAStep, int kept)
    {
        var time = new StepTime();
        var files = Files();
        var (written, last) = (0, default(byte[]));
        var context = Topics.Context("strategy lora { epochs: 2 }") with { Kept = files };
        using var predictor = await new LoraStrategy(nano.Session, time).PrepareAsync(context, new Watch([], _ =>
        {
            // Told after each of six steps, when it may have been kept; what follows takes its time from here on.
            if (files.Read("training") is { } now && !now.AsSpan().SequenceEqual(last)) (written, last) = (written + 1, now);
            time.Now += TimeSpan.FromSeconds(secondsAStep).Ticks;
        }), default);
        Assert.Equal(kept, written);
    }

    [Fact]
    public async Task What_an_earlier_version_has_kept_of_a_training_is_no_beginning()
    {
        var (whole, stages) = await AnswersAsync("strategy lora { epochs: 2 }", null);
        // It began with the time spent and the round, 0.
        Files().Write("training", new byte[200]);
        var (answers, all) = await AnswersAsync("strategy lora { epochs: 2 }", Files());
        Assert.Equal(stages, all);
        Assert.Equal(whole, answers);
    }

    [Theory]
    [InlineData("lora", "epochs: 1")]
    [InlineData("finetune", "layers: 1, epochs: 1")]
    [InlineData("head", "features: both")]
    public async Task What_preparing_reads_is_counted_and_is_not_known_where_an_earlier_run_has_read_it(string kind, string properties)
    {
        var context = Topics.Context($"strategy {kind} {{ {properties} }}") with { Kept = Files() };
        using (await Strategy(kind).PrepareAsync(context, null, default))
        {
            // Every example at least once, and each of them has more than four tokens.
            Assert.InRange(context.Meter.Total() ?? 0, 4 * Topics.Examples.Length, 2_000);
        }

        var again = context with { Kept = Files(), Meter = new PreparationMeter() };
        using (await Strategy(kind).PrepareAsync(again, null, default))
            Assert.Null(again.Meter.Total());
    }

    [Fact]
    public async Task What_is_embedded_to_be_searched_is_counted_and_a_prompt_reads_nothing_beforehand()
    {
        var search = Topics.Context("strategy rag { retrieve: 2 }");
        using (await new RagStrategy(nano.Session).PrepareAsync(search, null, default))
            Assert.InRange(search.Meter.Total() ?? 0, 4 * Topics.Examples.Length, 2_000);
        var prompt = Topics.Context("strategy prompt { shots: 2 }");
        using (await new PromptStrategy(nano.Session).PrepareAsync(prompt, null, default))
            Assert.Equal(0, prompt.Meter.Total());
    }

    private KeptFiles Files() => RunStore.Open(_folder).Kept(Key);

    private async Task<(string[] Answers, List<string> Stages)> AnswersAsync(
        string strategy, KeptFiles? files, CancellationToken cancellation = default, Action<string>? watch = null)
    {
        var context = Topics.Context(strategy) with { Kept = files };
        var stages = new List<string>();
        using var predictor = await Strategy(Topics.Part(strategy).Traits.Kind).PrepareAsync(context, new Watch(stages, watch), cancellation);
        var answers = new List<string>();
        foreach (var (text, _) in Topics.Requests)
            answers.Add(string.Join(' ', (await predictor.PredictAsync(text, default)).Prediction.Probabilities.Select(p => p.ToString("F5"))));
        return ([predictor.Detail, .. answers], stages);
    }

    // Of a clock that runs fast, every step is worth keeping, and every example read.
    private IStrategy Strategy(string kind) => kind switch
    {
        "lora" => new LoraStrategy(nano.Session, new FastTime()),
        "finetune" => new FinetuneStrategy(nano.Session, new FastTime()),
        "scratch" => new ScratchStrategy(nano.Session, new FastTime()),
        _ => new HeadStrategy(nano.Session, new FastTime()),
    };

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

    private sealed class StepTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
