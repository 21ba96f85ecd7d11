using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Models.Adapters;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Strategies.Finetune;

/// <summary>A decoder that is trained to write answers, token by token. It needs no head: what it writes with, it has.</summary>
internal sealed class WritingNetwork(ModelSession session, StrategyContext context, TrainedDecoder decoder) : ITrainedNetwork
{
    private readonly IAnswerLoss _loss = new WrittenAnswers(session, context, decoder.Decoder).Loss;

    public IReadOnlyList<Tensor> Backbone => decoder.Weights;

    public IReadOnlyList<Tensor> Head => [];

    /// <exception cref="StrategyException">It does not fit into the window beside its answer.</exception>
    public static AnsweredPrompt RowOf(ModelSession session, StrategyContext context, WrittenAnswers answers, TrainingRow example)
    {
        var ids = session.Encode(PromptLayout.Request(example.Text));
        return ids.Length <= answers.Room ? new AnsweredPrompt(ids, answers.IndexOf(example))
            : throw new StrategyException($"The example at {example.Source} takes {ids.Length} tokens, but the model of '{context.Strategy.Name}' reads at most {answers.Room} before an answer. Shorten it.");
    }

    public void Begin(ImmutableArray<AnsweredPrompt> rows, CancellationToken cancellation)
    {
    }

    public Tensor Loss(AnsweredPrompt[] rows, int padded) => _loss.Loss(decoder.Decoder, rows, padded);

    public async Task<IPredictor> PredictorAsync(string detail, CancellationToken cancellation) =>
        await RequestPredictor.TrainedAsync(session, context, decoder.Release(), new BareWriter(session), detail, [], cancellation);

    public void Dispose() => decoder.Dispose();
}
