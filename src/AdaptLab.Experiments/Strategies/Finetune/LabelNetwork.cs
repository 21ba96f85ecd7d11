using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Forgetting;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>A decoder with a classifier, trained together: chooses a label.</summary>
/// <param name="startsFromHead">Whether the classifier begins as the best one for the frozen states.</param>
internal sealed class LabelNetwork(ModelSession session, StrategyContext context, TrainedDecoder decoder, bool startsFromHead) : ITrainedNetwork
{
    private const double HeadStrength = 10;

    private readonly ClassifierNetwork _network = new(decoder, context.Labels.Length);

    public IReadOnlyList<Tensor> Backbone => _network.Backbone;

    public IReadOnlyList<Tensor> Head => _network.Head;

    /// <exception cref="StrategyException">It does not fit into the window.</exception>
    public static AnsweredPrompt RowOf(ModelSession session, StrategyContext context, TrainingRow example)
    {
        var ids = session.Encode(PromptLayout.Request(example.Text));
        return ids.Length <= session.Model.Window ? new AnsweredPrompt(ids, example.Label)
            : throw new StrategyException($"The example at {example.Source} takes {ids.Length} tokens, but the model of '{context.Strategy.Name}' reads at most {session.Model.Window}. Shorten it.");
    }

    public void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation)
    {
        if (startsFromHead)
            _network.StartFrom(FitHead(rows, cancellation));
    }

    public Tensor Loss(AnsweredPrompt[] rows, int padded) =>
        nn.functional.cross_entropy(_network.Logits([.. rows.Select(row => row.Prompt)], padded), tensor(rows.Select(row => (long)row.Answer).ToArray()));

    public Task<IPredictor> PredictorAsync(string detail, CancellationToken cancellation) =>
        Task.FromResult<IPredictor>(new Predictor(session, context, _network, detail, startsFromHead));

    public void Dispose() => _network.Dispose();

    private LinearClassifier FitHead(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation)
    {
        var extractor = new FeatureExtractor(session.FeatureDecoder);
        FeatureVector States(AnsweredPrompt row)
        {
            cancellation.ThrowIfCancellationRequested();
            return FeatureVector.Of([.. extractor.Extract(row.Prompt)[(int)Pooling.Last].Select(state => (double)state)]);
        }

        return new LogisticRegression([.. rows.Select(States)], sparse: 0, [.. rows.Select(row => row.Answer)], context.Labels.Length, cancellation: cancellation).Fit(HeadStrength, cancellation);
    }

    private sealed class Predictor(ModelSession session, StrategyContext context, ClassifierNetwork network, string detail, bool adaptsBase) : IPredictor
    {
        public string Detail => detail;

        public ImmutableArray<string> Notes => [];

        public ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var ids = session.Encode(PromptLayout.Request(text));
            if (ids.Length > session.Model.Window)
                throw new StrategyException(DataDiagnostics.PromptTooLong(context.Strategy.Span, context.Strategy.Name, ids.Length, session.Model.Window));
            var probabilities = network.Probabilities(ids).ToImmutableArray();
            return ValueTask.FromResult(new PredictionResult(new Prediction(probabilities.IndexOf(probabilities.Max()), probabilities), ids.Length));
        }

        /// <summary>Random weights could do nothing before, either.</summary>
        public async Task<Probe?> ProbeAsync(CancellationToken cancellation) => adaptsBase ? await BaseProbe.MeasureAsync(session, network.Decoder, cancellation) : null;

        public void Dispose() => network.Dispose();
    }
}
