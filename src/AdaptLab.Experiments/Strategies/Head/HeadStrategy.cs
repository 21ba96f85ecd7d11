using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Feature extraction: the base is frozen, and a logistic regression is fitted to what it makes of the examples.</summary>
public sealed class HeadStrategy(ModelSession session) : IStrategy
{
    /// <remarks>It uses no seed: the solution is unique, and the split that chooses its settings is the same each time.</remarks>
    public StrategyTraits Traits { get; } = StrategyTraits.Of("head");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var (reader, state) = (new FeatureReader(session, context), new KeptState(context.Kept, TimeProvider.System));
        if (FittedHead.Read(state) is { } known)
        {
            context.Meter.ForgetTotal();
            return Task.FromResult<IPredictor>(new Predictor(reader, known));
        }

        var texts = new List<TextFeatures>(context.Examples.Length);
        // Which of them are used is found out from all.
        Pooling? deepest = context.Strategy.Properties.Text("features") == "words" ? null : Pooling.Last;
        foreach (var example in context.Examples)
        {
            cancellation.ThrowIfCancellationRequested();
            texts.Add(reader.ReadExample(example, deepest));
            context.Meter.Add(texts[^1].Tokens);
            progress?.Report(new StrategyProgress("features", 0.7 * texts.Count / context.Examples.Length));
        }

        var rows = new HeadRows([.. texts], [.. context.Labels.Select(label => reader.ReadLabel(label, deepest))], context);
        var choice = HeadChoice.Make(context, rows, progress, cancellation);
        var space = rows.SpaceWithout([], choice.Layout);
        var problem = rows.ProblemWithout([], space, cancellation);
        var head = new FittedHead(choice, space, problem.Fit(choice.Strength, cancellation));
        head.Write(state);
        return Task.FromResult<IPredictor>(new Predictor(reader, head));
    }

    private sealed class Predictor(FeatureReader reader, FittedHead head) : IPredictor
    {
        public string Detail => head.Choice.ToString();

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var features = reader.Read(text, head.Choice.Layout.Deepest);
            var probabilities = head.Classifier.Probabilities(head.Space.Vector(features)).Select(p => (float)p).ToImmutableArray();
            return ValueTask.FromResult(new PredictionResult(new Prediction(probabilities.IndexOf(probabilities.Max()), probabilities), features.Tokens));
        }

        public void Dispose()
        {
        }
    }
}
