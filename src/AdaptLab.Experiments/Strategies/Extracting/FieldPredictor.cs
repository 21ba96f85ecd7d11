using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Language.Binding;
using AdaptLab.Reading;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Fills fields by <see cref="FieldExtraction"/> where a model is too small to write them: it looks up the examples that
/// stand beside the text, and writes nothing.</summary>
internal sealed class FieldPredictor : IPredictor
{
    /// <summary>The ranking is fitted to so many examples at most, drawn evenly: a few dozen weights need no more, and every span of each
    /// is held in memory meanwhile.</summary>
    private const int MostFitted = 120;

    private readonly ModelSession _session;
    private readonly IRequestWriter _writer;
    private readonly FieldExtraction _extraction;
    private readonly ImmutableArray<string> _fields;
    private SpanRanking _ranking = new(FieldFeatures.UsualWeights);
    private int _fitted;

    private FieldPredictor(ModelSession session, StrategyContext context, IRequestWriter writer)
    {
        (_session, _writer) = (session, writer);
        _extraction = new FieldExtraction(context.Task.Fields, Reader.Shipped);
        _fields = [.. context.Task.Fields.Select(field => field.Name)];
    }

    public string Detail => $"{_writer.Detail}, fields extracted, ranking fitted to {Figures.Count(_fitted, "value")}";

    public ImmutableArray<string> Notes => _writer.Notes;

    /// <summary>As with answers that are extracted; from the text itself instead of documents.</summary>
    public static bool Is(ModelSession session, StrategyContext context) =>
        context.Task.Kind == TaskKind.Extract && ExtractingPredictor.IsExtracted(session, context);

    /// <param name="writer">Says which examples stand beside a text; the predictor's own once there is one.</param>
    public static async Task<IPredictor> CreateAsync(
        ModelSession session, StrategyContext context, IRequestWriter writer, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var predictor = new FieldPredictor(session, context, writer);
        var rows = new List<(TrainingRow, ImmutableArray<TrainingRow>)>();
        var count = Math.Min(MostFitted, writer.Examples.Length);
        foreach (var row in Enumerable.Range(0, count).Select(i => writer.Examples[(int)((long)i * writer.Examples.Length / count)]))
        {
            cancellation.ThrowIfCancellationRequested();
            // What is learnt is how values are found that are not known: nothing of the example itself is at hand.
            rows.Add((row, (await writer.WriteAsync(row.Text, row, cancellation)).Examples));
            progress?.Report(new StrategyProgress("reading examples", (double)rows.Count / count));
        }

        (predictor._ranking, predictor._fitted) = predictor._extraction.Fit(rows, cancellation);
        return predictor;
    }

    public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
    {
        var request = await _writer.WriteAsync(text, null, cancellation);
        var (values, probability) = FieldExtraction.Best(_extraction.Of(text, request.Examples), _ranking);
        return new PredictionResult(
            new Prediction(new WrittenAnswer(FieldLine.Write(_fields.Zip(values)), values, probability)), _session.Encode(text).Length, request.Citations, request.Note)
        {
            Passages = request.Citations.IsEmpty ? [] : request.Read,
        };
    }

    public void Dispose() => _writer.Dispose();
}
