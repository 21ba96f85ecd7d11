using System.Collections.Immutable;
using System.Numerics.Tensors;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Language.Binding;
using AdaptLab.Reading;
using AdaptLab.Results;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Answers with some words of what was looked up, which a ranking of all of them chooses. The model looks things up and
/// tells which sentences are near to the question; it writes nothing.</summary>
/// <remarks>A model too small to read does find the passage. What is left to do is to find the words in it, and that takes
/// little more than what the examples show: where answers stand, and how they look.</remarks>
internal sealed class ExtractingPredictor : IPredictor
{
    /// <summary>Models that can be trusted to read are larger.</summary>
    private const long MostParameters = 100_000_000;

    private readonly ModelSession _session;
    private readonly IRequestWriter _writer;
    private readonly TermWeights _weights;
    private readonly Reader _reader = Reader.Shipped;
    private readonly ImmutableArray<(TrainingRow Row, QuestionText Question, AnswerShape Shape)> _examples;
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);
    private SpanRanking _ranking = new(SpanFeatures.UsualWeights);
    private double? _least;
    private int _fitted;

    private ExtractingPredictor(ModelSession session, StrategyContext context, IRequestWriter writer)
    {
        (_session, _writer) = (session, writer);
        _weights = new TermWeights(context.Documents.Select(document => document.Text));
        _examples = [.. from row in context.Examples
                        where row.Values is [{ }]
                        select (row, QuestionText.Of(row.Text), AnswerShape.Of(row.Values!.Value[0]!))];
    }

    public string Detail => $"{_writer.Detail}, answers extracted, ranking fitted to {Figures.Count(_fitted, "example")}";

    public ImmutableArray<string> Notes => _writer.Notes;

    public static bool Is(ModelSession session, StrategyContext context) =>
        context.Task.Kind == TaskKind.Answer && !context.Documents.IsEmpty && IsExtracted(session, context);

    /// <summary>Whether a strategy's answers are extracted: where it says so, or by itself where a small model would have to read.</summary>
    public static bool IsExtracted(ModelSession session, StrategyContext context) => (context.Of("rag")?.Properties.TextOrNull("answers") ?? "auto") switch
    {
        "extracted" => true,
        "generated" => false,
        _ => session.Model.Parameters < MostParameters && CopyRule.Holds(context),
    };

    /// <param name="writer">Looks things up; the predictor's own once there is one.</param>
    public static async Task<IPredictor> CreateAsync(
        ModelSession session, StrategyContext context, IRequestWriter writer, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var predictor = new ExtractingPredictor(session, context, writer);
        await predictor.FitAsync(context, progress, cancellation);
        return predictor;
    }

    public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
    {
        var request = await _writer.WriteAsync(text, null, cancellation);
        var (best, probability, isNone) = Best(text, request.Read);
        var answer = best is null || isNone ? null : WrittenAnswer.ValueOf(best.Text);
        return new PredictionResult(
            new Prediction(new WrittenAnswer(answer ?? WrittenAnswer.NotInText, [answer], probability)), _session.Encode(text).Length, request.Citations, request.Note)
        {
            Passages = request.Read,
        };
    }

    public void Dispose() => _writer.Dispose();

    private async Task FitAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var asked = new List<(TrainingRow Row, Span[] Spans, double[][] Features, bool[] IsRight)>();
        foreach (var row in context.Examples)
        {
            cancellation.ThrowIfCancellationRequested();
            // What is learnt is how answers are found that are not known: nothing of the example itself is at hand.
            var (spans, features, _) = Spans(row.Text, (await _writer.WriteAsync(row.Text, row, cancellation)).Read, row);
            asked.Add((row, spans, features, [.. spans.Select(span => row.Values is [{ } value] && WrittenScore.IsSame(value, span.Text))]));
            progress?.Report(new StrategyProgress("reading examples", (double)asked.Count / context.Examples.Length));
        }

        var found = asked.Where(question => question.IsRight.Contains(true) && question.IsRight.Contains(false)).ToArray();
        _fitted = found.Length;
        _ranking = SpanRanking.Fit(SpanFeatures.UsualWeights, [.. found.Select(question => (question.Features, question.IsRight))], cancellation);
        // Without an example to tell from, the reader says by itself when there is no answer.
        _least = context.Examples.IsEmpty ? null : LeastScore([.. asked.Where(question => question.Spans.Length > 0).Select(question => (
            IsAnswered: question.Row.Values is [{ }],
            Score: question.Features.Max(_ranking.Score),
            IsRight: question.IsRight[Array.IndexOf(question.Features, question.Features.MaxBy(_ranking.Score))]))]);
    }

    /// <summary>Below which an answer is held to be none: where most examples come out right, and as low as that allows.</summary>
    private static double LeastScore((bool IsAnswered, double Score, bool IsRight)[] examples)
    {
        var scores = examples.Select(example => example.Score).Order().ToArray();
        return scores.Zip(scores.Skip(1), (low, high) => (low + high) / 2).Prepend(double.NegativeInfinity)
            .MaxBy(least => examples.Count(example => example.Score < least ? !example.IsAnswered : example.IsRight));
    }

    private (Span? Span, double Probability, bool IsNone) Best(string question, ImmutableArray<string> passages)
    {
        var (spans, features, isTold) = Spans(question, passages, null);
        if (spans.Length == 0)
            return (null, 1, true);
        var scores = features.Select(_ranking.Score).ToArray();
        var best = Array.IndexOf(scores, scores.Max());
        return (spans[best], 1 / scores.Sum(score => Math.Exp(score - scores[best])), _least is { } least ? scores[best] < least : !isTold);
    }

    /// <returns>Every span with what speaks for it, and whether the reader holds any passage to tell the answer.</returns>
    private (Span[] Spans, double[][] Features, bool IsTold) Spans(string input, ImmutableArray<string> passages, TrainingRow? example)
    {
        var question = QuestionText.Of(input);
        var vector = _session.Embed(input);
        PassageText[] texts = [.. passages.Select(PassageText.Of)];
        Span[] spans = [.. texts.SelectMany(Span.Of)];
        PassageReading[] readings = [.. texts.Select(text => _reader.Read(input, text))];
        var features = new SpanFeatures(
            question,
            new ExpectedShape(question, _examples.Where(other => !other.Row.Tells(example)).Select(other => (other.Question, other.Shape))),
            _weights,
            sentence => TensorPrimitives.Dot(vector, VectorOf(sentence)),
            span => readings[span.Rank].Log(span.Sentence, span.First, span.Count));
        return (spans, [.. spans.Select(features.Of)], readings.Any(reading => reading.Tells));
    }

    /// <summary>Sentences come again with other questions; questions do not, and whoever is served asks without end.</summary>
    private float[] VectorOf(string sentence) => _vectors.TryGetValue(sentence, out var known) ? known : _vectors[sentence] = _session.Embed(sentence);
}
