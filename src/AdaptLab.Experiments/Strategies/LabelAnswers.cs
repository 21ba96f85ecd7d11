using System.Collections.Immutable;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The labels of a task as the answers that a model chooses among.</summary>
internal sealed class LabelAnswers
{
    private readonly StrategySpec _strategy;
    private readonly Decoder _decoder;
    private readonly AnswerScorer _scorer;
    private readonly int _longest;

    public LabelAnswers(ModelSession session, StrategyContext context, Decoder? decoder = null)
    {
        _strategy = context.Strategy;
        _decoder = decoder ?? session.Model.Decoder;
        Tree = new AnswerTree([.. context.Labels.Select(label => session.Encode(PromptLayout.Continuation(label.Name)))]);
        _scorer = new AnswerScorer(_decoder, Tree);
        _longest = Tree.Answers.Max(answer => answer.Length);
    }

    public AnswerTree Tree { get; }

    /// <summary>The most tokens that a prompt may have, for the longest label to fit after it.</summary>
    public int Room => _decoder.Config.Window - _longest;

    /// <exception cref="StrategyException">The prompt does not fit into the model's window.</exception>
    public Prediction Predict(int[] prompt, PromptPrefix prefix)
    {
        if (prompt.Length > Room) throw TooLong(prompt.Length);
        return ToPrediction(_scorer.Score(prompt, prefix));
    }

    public StrategyException TooLong(int tokens) =>
        new(DataDiagnostics.PromptTooLong(_strategy.Span, _strategy.Name, tokens + _longest, _decoder.Config.Window));

    private static Prediction ToPrediction(float[] logProbabilities)
    {
        var probabilities = logProbabilities.Select(MathF.Exp).ToImmutableArray();
        return new Prediction(probabilities.IndexOf(probabilities.Max()), probabilities);
    }
}
