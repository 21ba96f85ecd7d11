using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The labels of a task as the answers that a model chooses among.</summary>
internal sealed class LabelAnswers : IAnswering
{
    private readonly StrategySpec _strategy;
    private readonly Decoder _decoder;
    private readonly AnswerScorer _scorer;
    private readonly int _longest;
    private float[]? _bias;

    /// <param name="decoder">Trained for these labels, or asked for what it knows by itself; null for the base.</param>
    public LabelAnswers(ModelSession session, StrategyContext context, Decoder? decoder = null)
    {
        _strategy = context.Strategy;
        _decoder = decoder ?? session.Decoder;
        Tree = new AnswerTree([.. context.Labels.Select(label => session.EncodeAfter(PromptLayout.Arrow, PromptLayout.Continuation(label.Name)))]);
        _scorer = new AnswerScorer(_decoder, Tree, trained: decoder is not null);
        _longest = Tree.Answers.Max(answer => answer.Length);
    }

    public AnswerTree Tree { get; }

    public int Room => _decoder.Config.Window - _longest;

    public string Detail => "";

    public IAnswerLoss Loss => new AnswerTraining(Tree);

    public int IndexOf(TrainingRow example) => example.Label;

    /// <summary>Contextual calibration (Zhao et al. 2021): from now on, what the model answers to inputs that say nothing is
    /// taken off its answers, so that a label is not preferred for its name or its place in the prompt.</summary>
    /// <param name="prompts">The prompt, with inputs that say nothing; those that do not fit the window are left out.</param>
    public void Calibrate(IEnumerable<int[]> prompts, PromptPrefix prefix, CancellationToken cancellation)
    {
        var read = prompts.Where(prompt => prompt.Length <= Room).ToArray();
        if (read.Length == 0) return;
        // What the rows of the prompt say is no preference of the network's, and inputs made of the examples' words are like some of them.
        var bias = new float[Tree.Answers.Length];
        foreach (var prompt in read)
        {
            cancellation.ThrowIfCancellationRequested();
            var scores = _scorer.ScoreByNetwork(prompt, prefix);
            for (var label = 0; label < bias.Length; label++) bias[label] += scores[label] / read.Length;
        }

        _bias = bias;
    }

    public Prediction Predict(int[] prompt, PromptPrefix prefix, IEnumerable<string> read)
    {
        if (prompt.Length > Room) throw TooLong(prompt.Length);
        var scores = _scorer.Score(prompt, prefix);
        if (_bias is not null)
            for (var label = 0; label < scores.Length; label++) scores[label] -= _bias[label];
        return ToPrediction(scores);
    }

    public StrategyException TooLong(int tokens) =>
        new(DataDiagnostics.PromptTooLong(_strategy.Span, _strategy.Name, tokens + _longest, _decoder.Config.Window));

    private static Prediction ToPrediction(float[] logProbabilities)
    {
        var highest = logProbabilities.Max();
        var sum = logProbabilities.Sum(value => MathF.Exp(value - highest));
        var probabilities = logProbabilities.Select(value => MathF.Exp(value - highest) / sum).ToImmutableArray();
        return new Prediction(probabilities.IndexOf(probabilities.Max()), probabilities);
    }
}
