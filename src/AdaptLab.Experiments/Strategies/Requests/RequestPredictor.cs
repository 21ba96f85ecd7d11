using System.Collections.Immutable;
using AdaptLab.Experiments.Forgetting;
using AdaptLab.Experiments.Strategies.Extracting;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>Answers by what the model chooses or writes after a request.</summary>
internal sealed class RequestPredictor : IPredictor
{
    private readonly ModelSession _session;
    private readonly IAnswering _answers;
    private readonly IRequestWriter _writer;
    private readonly PromptPrefix _prefix;
    private readonly Decoder? _adapted;

    private RequestPredictor(ModelSession session, IAnswering answers, IRequestWriter writer, PromptPrefix prefix, Decoder? adapted) =>
        (_session, _answers, _writer, _prefix, _adapted) = (session, answers, writer, prefix, adapted);

    public required string Detail { get; init; }

    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>The base model with requests of the strategy's kind, calibrated: nothing is trained.</summary>
    /// <param name="decoder">Answers in place of the base; null for the base. It stays the caller's.</param>
    public static async Task<IPredictor> UntrainedAsync(
        ModelSession session, StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation, Decoder? decoder = null)
    {
        var answers = Answering.For(session, context, decoder);
        var writer = await RequestWriters.CreateAsync(session, context, answers, progress, cancellation);
        var prefix = PromptPrefix.Empty;
        try
        {
            if (ExtractingPredictor.Is(session, context))
                return await ExtractingPredictor.CreateAsync(session, context, writer, progress, cancellation);
            if (decoder is null && FieldPredictor.Is(session, context))
                return await FieldPredictor.CreateAsync(session, context, writer, progress, cancellation);
            prefix = await SharedPrefix.ReadAsync(session, decoder ?? session.Decoder, writer, cancellation);
            var predictor = new RequestPredictor(session, answers, writer, prefix, adapted: null) { Detail = writer.Detail + answers.Detail, Notes = writer.Notes };
            // Against what is answered to inputs that say nothing, beside whatever is looked up for them.
            var neutral = new List<int[]>();
            foreach (var input in NeutralInputs.Draw(context.Examples)) neutral.Add((await writer.WriteAsync(input, null, cancellation)).Ids);
            answers.Calibrate(neutral, prefix, cancellation);
            return predictor;
        }
        catch
        {
            prefix.Dispose();
            writer.Dispose();
            throw;
        }
    }

    /// <param name="adapted">Owned from then on.</param>
    /// <param name="writer">That of the training; owned by the predictor once there is one.</param>
    public static async Task<IPredictor> TrainedAsync(
        ModelSession session, StrategyContext context, Decoder adapted, IRequestWriter writer, string detail, ImmutableArray<string> notes, CancellationToken cancellation)
    {
        try
        {
            var prefix = await SharedPrefix.ReadAsync(session, adapted, writer, cancellation);
            var answers = Answering.For(session, context, adapted);
            return new RequestPredictor(session, answers, writer, prefix, adapted)
            {
                Detail = (writer.Detail.Length == 0 ? detail : $"{detail}; {writer.Detail}") + answers.Detail,
                Notes = [.. writer.Notes, .. notes],
            };
        }
        catch
        {
            adapted.Dispose();
            throw;
        }
    }

    public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
    {
        var request = await _writer.WriteAsync(text, null, cancellation);
        return new PredictionResult(_answers.Predict(request.Ids, _prefix, request.Read), request.Ids.Length, request.Citations, request.Note)
        {
            Passages = request.Citations.IsEmpty ? [] : request.Read,
        };
    }

    public async Task<Probe?> ProbeAsync(CancellationToken cancellation) => _adapted is null ? null : await BaseProbe.MeasureAsync(_session, _adapted, cancellation);

    public void Dispose()
    {
        _prefix.Dispose();
        _writer.Dispose();
        _adapted?.Dispose();
    }
}
