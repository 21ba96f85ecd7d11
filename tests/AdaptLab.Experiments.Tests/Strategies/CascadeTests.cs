using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Cascade;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Tests.Strategies;

public sealed class CascadeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_equally_good_thresholds_the_one_that_asks_on_least_is_taken()
    {
        // The second step is right where the first is wrong and unsure, and wrong once where the first is right.
        (bool, double)[] first = [(true, 0.9), (true, 0.8), (false, 0.6), (false, 0.4), (true, 0.5)];
        (bool, double)[] second = [(true, 1), (false, 1), (true, 1), (true, 1), (true, 1)];
        Assert.Equal(0.7, Assert.Single(Choose(first, second)), 9);
    }

    [Fact]
    public void A_step_that_gains_nothing_by_asking_on_never_does() =>
        Assert.Equal(0, Assert.Single(Choose([(true, 0.3), (false, 0.9)], [(true, 1), (false, 1)])));

    [Fact]
    public void A_step_that_is_wrong_however_sure_always_asks_on() =>
        Assert.Equal(double.PositiveInfinity, Assert.Single(Choose([(false, 0.3), (false, 1)], [(true, 1), (true, 1)])));

    [Fact]
    public void What_follows_counts_with_its_own_threshold()
    {
        // The middle step is right where it is sure, the last one where the middle is not: together they are worth asking.
        var thresholds = Choose([(false, 0.5), (false, 0.5), (true, 0.9)], [(true, 0.9), (false, 0.2), (false, 0.9)], [(false, 1), (true, 1), (false, 1)]);
        Assert.Equal(0.7, thresholds[0], 9);
        Assert.Equal(0.55, thresholds[1], 9);
    }

    [Fact]
    public async Task The_next_step_is_asked_below_the_confidence_alone_and_both_are_paid_for()
    {
        var answered = new List<string>();
        using var predictor = await Strategy(answered).PrepareAsync(Topics.Context("strategy cascade { steps: [head, prompt], confidence: 70% }"), null, default);
        var (sure, unsure) = (await predictor.PredictAsync("sure", default), await predictor.PredictAsync("unsure", default));
        Assert.Equal(["head: sure", "head: unsure", "prompt: unsure"], answered);
        Assert.Equal((0, 10, (string?)null), (sure.Prediction.Label, sure.PromptTokens, sure.Note));
        Assert.Equal((1, 20, "prompt was asked: head had not been sure enough."), (unsure.Prediction.Label, unsure.PromptTokens, unsure.Note));
        Assert.Equal("head, then prompt below 70.0 %", predictor.Detail);
    }

    [Fact]
    public async Task Without_a_confidence_it_is_found_out_from_examples_that_no_step_has_learned_from()
    {
        var seen = new List<(string Kind, ImmutableArray<TrainingRow> Examples)>();
        var context = Topics.Context("strategy cascade { steps: [head, prompt] }");
        using var predictor = await Strategy([], prepared: (kind, examples) => seen.Add((kind, examples))).PrepareAsync(context, null, default);
        var held = HeldBack.Split(context.Examples, context.Seed).Held;
        Assert.Equal(["head", "prompt", "head", "prompt"], seen.Select(s => s.Kind));
        Assert.All(seen.Take(2), s => Assert.Empty(s.Examples.Intersect(held)));
        Assert.All(seen.Skip(2), s => Assert.Equal(context.Examples, s.Examples));
        Assert.Contains(predictor.Notes, note => note.Contains($"{held.Length} examples", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Steps_are_freed_where_a_later_one_cannot_be_prepared()
    {
        var alive = new List<string>();
        var strategy = new CascadeStrategy(kind => kind == "head" ? new Step(kind, [], null, alive) : throw new StrategyException("no"));
        await Assert.ThrowsAsync<StrategyException>(() => strategy.PrepareAsync(Topics.Context("strategy cascade { steps: [head, prompt], confidence: 1 }"), null, default));
        Assert.Empty(alive);
    }

    [Fact]
    public async Task Killed_while_it_asks_about_held_back_examples_it_asks_about_the_rest_only()
    {
        const string Spec = "strategy cascade { steps: [head, prompt] }";
        var whole = new List<string>();
        using (var unbroken = await Strategy(whole).PrepareAsync(Topics.Context(Spec), null, default))
        {
            using var kill = new CancellationTokenSource();
            var first = new List<string>();
            var killed = new CascadeStrategy(kind => new Step(kind, first, null, []) { Answered = () => { if (first.Count == whole.Count - 1) kill.Cancel(); } }, new FastTime());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed.PrepareAsync(Kept(Spec), null, kill.Token));

            var (rest, prepared) = (new List<string>(), new List<string>());
            using var again = await Strategy(rest, (kind, examples) => prepared.Add($"{kind} {examples.Length}")).PrepareAsync(Kept(Spec), null, default);
            Assert.Equal(whole, [.. first, .. rest]);
            Assert.Equal(unbroken.Detail, again.Detail);
            // The first step had answered all that was held back: it is prepared for use alone.
            Assert.Equal([$"prompt {HeldBack.Split(Topics.Examples, new RunSeed(1)).Training.Length}", "head 12", "prompt 12"], prepared);
        }

        // Other properties of the cascade itself ask about nothing again.
        var none = new List<string>();
        using var other = await Strategy(none).PrepareAsync(Kept(Spec), null, default);
        Assert.Empty(none);
    }

    [Fact]
    public async Task What_a_step_is_prepared_with_is_kept_as_that_of_the_step_itself_and_the_time_in_it_counts()
    {
        var context = Kept("strategy cascade { steps: [head, prompt], confidence: 70% }");
        var files = new List<KeptFiles?>();
        var strategy = new CascadeStrategy(kind => new Step(kind, [], null, []) { Keeps = kept => { files.Add(kept); kept!.Spent = TimeSpan.FromSeconds(3); } });
        using var predictor = await strategy.PrepareAsync(context, null, default);
        files[0]!.Write("adapter", [1]);
        Assert.Equal([1], context.KeptOf(context.Parts[0], context.Examples)!.Read("adapter")!);
        Assert.Null(files[1]!.Read("adapter"));
        Assert.Equal(TimeSpan.FromSeconds(6), context.Kept!.Spent);
    }

    private StrategyContext Kept(string spec)
    {
        var store = RunStore.Open(_folder);
        return Topics.Context(spec) with
        {
            Kept = store.Kept(new string('c', 64)),
            KeptOf = (part, examples) => store.Kept($"{part.Strategy.Kind}{examples.Length}".PadRight(64, '0')),
        };
    }

    private sealed class FastTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now += 60;
    }

    private static ImmutableArray<double> Choose(params (bool, double)[][] steps) => CascadeThresholds.Choose([.. steps.Select(step => step.ToImmutableArray())]);

    private static CascadeStrategy Strategy(List<string> answered, Action<string, ImmutableArray<TrainingRow>>? prepared = null) =>
        new(kind => new Step(kind, answered, prepared, []));

    /// <summary>Label 0 from head, 1 from others; less sure of texts that begin with "un".</summary>
    private sealed class Step(string kind, List<string> answered, Action<string, ImmutableArray<TrainingRow>>? prepared, List<string> alive) : IStrategy, IPredictor
    {
        public Action Answered { get; init; } = () => { };

        public Action<KeptFiles?> Keeps { get; init; } = _ => { };

        public Data.Planning.StrategyTraits Traits { get; } = Data.Planning.StrategyTraits.Of(kind);

        public string Detail => kind;

        public ImmutableArray<string> Notes => [];

        public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
        {
            prepared?.Invoke(kind, context.Examples);
            Keeps(context.Kept);
            alive.Add(kind);
            return Task.FromResult<IPredictor>(this);
        }

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            answered.Add($"{kind}: {text}");
            Answered();
            var sure = text.StartsWith("un", StringComparison.Ordinal) ? 0.6f : 0.8f;
            var label = kind == "head" ? 0 : 1;
            return ValueTask.FromResult(new PredictionResult(
                new Prediction(label, [.. Topics.Labels.Select((_, i) => i == label ? sure : (1 - sure) / (Topics.Labels.Length - 1))]), 10));
        }

        public void Dispose() => alive.Remove(kind);
    }
}
