using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Feature extraction: the base is frozen, and a logistic regression is fitted to what it makes of the examples.</summary>
/// <param name="time">Tells when it is worth while to keep how far the reading of the examples is.</param>
public sealed class HeadStrategy(ModelSession session, TimeProvider? time = null) : IStrategy
{
    /// <remarks>It uses no seed: the solution is unique, and the split that chooses its settings is the same each time.</remarks>
    public StrategyTraits Traits { get; } = StrategyTraits.Of("head");

    public Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        var (reader, state) = (new FeatureReader(session, context), new KeptState(context.Kept, time ?? TimeProvider.System));
        if (FittedHead.Read(state) is { } known)
        {
            context.Meter.ForgetTotal();
            return Task.FromResult<IPredictor>(new Predictor(reader, known));
        }

        // Which of them are used is found out from all.
        Pooling? deepest = context.Strategy.Properties.Text("features") == "words" ? null : Pooling.Last;
        var kept = new KeptFeatures(state);
        var texts = ReadExamples(context, reader, deepest, kept, progress, cancellation);
        var rows = new HeadRows([.. texts], [.. context.Labels.Select(label => reader.ReadLabel(label, deepest))], context);
        var choice = HeadChoice.Make(context, rows, progress, cancellation);
        var space = rows.SpaceWithout([], choice.Layout);
        var problem = rows.ProblemWithout([], space, cancellation);
        var head = new FittedHead(choice, space, problem.Fit(choice.Strength, cancellation));
        head.Write(state);
        kept.Delete();
        return Task.FromResult<IPredictor>(new Predictor(reader, head));
    }

    private static List<TextFeatures> ReadExamples(
        StrategyContext context, FeatureReader reader, Pooling? deepest, KeptFeatures kept, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var texts = new List<TextFeatures>(context.Examples.Length);
        if (deepest is not null)
            texts.AddRange(kept.Read().Zip(context.Examples, (known, example) => FeatureReader.Known(example.Text, known.States, known.Tokens)));
        // What an earlier run has read was read for this head: it counts, as the time does.
        context.Meter.Add(texts.Sum(text => (long)text.Tokens));
        foreach (var example in context.Examples.Skip(texts.Count))
        {
            cancellation.ThrowIfCancellationRequested();
            texts.Add(reader.ReadExample(example, deepest));
            context.Meter.Add(texts[^1].Tokens);
            kept.Write(texts);
            progress?.Report(new StrategyProgress("features", 0.7 * texts.Count / context.Examples.Length));
        }

        return texts;
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
