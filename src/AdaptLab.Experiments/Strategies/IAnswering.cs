using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>How a model answers a prompt: by choosing one of the labels, or by writing.</summary>
internal interface IAnswering
{
    /// <summary>The most tokens that a prompt may have, for the longest answer to fit after it.</summary>
    int Room { get; }

    /// <summary>A few words for the strategy's detail: ", copied answers"; empty where there is nothing to say.</summary>
    string Detail { get; }

    /// <summary>What training on examples brings down.</summary>
    IAnswerLoss Loss { get; }

    /// <summary>An example's answer, by its index in <see cref="Loss"/>.</summary>
    int IndexOf(TrainingRow example);

    /// <summary>From now on, what the model answers to inputs that say nothing does not count in its answers, where that makes sense.</summary>
    /// <param name="prompts">The prompt, with inputs that say nothing.</param>
    void Calibrate(IEnumerable<int[]> prompts, PromptPrefix prefix, CancellationToken cancellation);

    /// <param name="read">Texts in the prompt that the answer may stand in.</param>
    /// <exception cref="StrategyException">The prompt does not fit into the model's window.</exception>
    Prediction Predict(int[] prompt, PromptPrefix prefix, IEnumerable<string> read);

    StrategyException TooLong(int tokens);
}

internal static class Answering
{
    /// <param name="decoder">Null for the base.</param>
    public static IAnswering For(ModelSession session, StrategyContext context, Decoder? decoder = null) =>
        context.Task.Kind == TaskKind.Classify ? new LabelAnswers(session, context, decoder) : new WrittenAnswers(session, context, decoder ?? session.Decoder);
}
