using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Tests.Running;

/// <summary>Answers the most frequent label of its examples; among equals, one that the seed picks.</summary>
internal sealed class MajorityStrategy : IStrategy
{
    public StrategyTraits Traits { get; } = new("majority", 1, _ => true);

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException("The majority needs at least 1 example, and there are 0.\nAdd one.");
        progress?.Report(new StrategyProgress("counting", 1));
        var counts = context.Labels.Select((_, label) => context.Examples.Count(row => row.Label == label)).ToArray();
        var best = Enumerable.Range(0, counts.Length).Where(label => counts[label] == counts.Max()).ToArray();
        var answer = best[context.Seed.For("ties") % best.Length];
        return Task.FromResult<IPredictor>(new Predictor(answer, context));
    }

    private sealed class Predictor(int answer, StrategyContext context) : IPredictor
    {
        public string Detail => $"majority of {context.Examples.Length}";

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation) =>
            ValueTask.FromResult(new PredictionResult(
                new Prediction(answer, [.. context.Labels.Select((_, label) => label == answer ? 1f : 0f)]), 0));

        public void Dispose()
        {
        }
    }
}

/// <summary>Answers the label of the example that shares the most words: a nearest-neighbour classifier.</summary>
internal sealed class OverlapStrategy : IStrategy
{
    /// <summary>Called before each answer: tests use it to move the clock, to stop the run or to fail.</summary>
    public Action<string> BeforeAnswer { get; init; } = _ => { };

    public Action<StrategyContext> BeforePreparing { get; init; } = _ => { };

    public List<StrategyContext> Prepared { get; } = [];

    public int Undisposed { get; private set; }

    public StrategyTraits Traits { get; } = new("overlap", 1, _ => false, ReadsDocuments: true);

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        BeforePreparing(context);
        cancellation.ThrowIfCancellationRequested();
        Prepared.Add(context);
        progress?.Report(new StrategyProgress("indexing", 0.5));
        Undisposed++;
        return Task.FromResult<IPredictor>(new Predictor(this, context));
    }

    internal static string[] Words(string text) => text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Predictor(OverlapStrategy owner, StrategyContext context) : IPredictor
    {
        public string Detail => $"index {context.Examples.Length} examples";

        public ImmutableArray<string> Notes => ["words only"];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            owner.BeforeAnswer(text);
            var nearest = context.Examples.MaxBy(row => Words(row.Text).Intersect(Words(text)).Count())!;
            var probabilities = context.Labels.Select((_, label) => label == nearest.Label ? 0.9f : 0.1f / (context.Labels.Length - 1));
            return ValueTask.FromResult(new PredictionResult(
                new Prediction(nearest.Label, [.. probabilities]), Words(text).Length, [Citation.Of(nearest.Source, nearest.Text, 1)]));
        }

        public void Dispose() => owner.Undisposed--;
    }
}

/// <summary>Takes 6 s to prepare and 1 s for each eval row; answers the label of its first example.</summary>
internal sealed class SlowStrategy(ManualTime time) : IStrategy
{
    public StrategyTraits Traits { get; } = new("slow", 1, _ => true);

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        time.Advance(3000);
        progress?.Report(new StrategyProgress("epoch 1/2", 0.5, 0.4));
        time.Advance(3000);
        return Task.FromResult<IPredictor>(new Predictor(time, context));
    }

    private sealed class Predictor(ManualTime time, StrategyContext context) : IPredictor
    {
        public string Detail => "2 epochs";

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            if (context.Examples.All(row => row.Text != text))
                time.Advance(1000);
            var answer = context.Examples[0].Label;
            return ValueTask.FromResult(new PredictionResult(
                new Prediction(answer, [.. context.Labels.Select((_, label) => label == answer ? 1f : 0f)]), 1));
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Has a bug: it answers with the number of labels, one past the last.</summary>
internal sealed class WrongStrategy : IStrategy, IPredictor
{
    public StrategyTraits Traits { get; } = new("wrong", 1, _ => false);

    public string Detail => "";

    public ImmutableArray<string> Notes => [];

    private int _labels;

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        _labels = context.Labels.Length;
        return Task.FromResult<IPredictor>(this);
    }

    public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation) =>
        ValueTask.FromResult(new PredictionResult(new Prediction(_labels, [.. Enumerable.Repeat(0.5f, _labels)]), 1));

    public void Dispose()
    {
    }
}
