using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Reading;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Of a field, every span of a text with what speaks for it; the features of "not given" come last.</summary>
internal sealed record FieldCandidates(ImmutableArray<FieldSpan> Spans, double[][] Features);

/// <summary>Fills the fields of a text with its own words: the trained reader is asked for each of them, and examples show how its
/// values look, what they mean, and what stands around them.</summary>
internal sealed class FieldExtraction(ImmutableArray<LabelSpec> fields, Reader reader)
{
    /// <summary>Spans of fields that are held while weights are fitted to them, about: 100 MB. Long texts have thousands of spans each.</summary>
    private const int MostSpans = 400_000;

    private readonly ImmutableArray<(string ByName, string? ByDescription, QuestionText Asked)> _questions = [.. fields.Select(field =>
    {
        var question = $"What is the {field.Name.Replace('-', ' ').Replace('_', ' ')} in the text?";
        return (question, field.Description, QuestionText.Of(question));
    })];

    /// <summary>Examples come again with every text.</summary>
    private readonly Dictionary<TrainingRow, ImmutableArray<FieldSpan?>> _places = [];

    /// <param name="examples">What is shown beside the text.</param>
    public ImmutableArray<FieldCandidates> Of(string text, IReadOnlyList<TrainingRow> examples)
    {
        var read = FieldText.Of(text);
        var shown = examples.Select(row => (Row: row, Places: PlacesOf(row))).ToArray();
        return [.. _questions.Select((question, field) =>
        {
            var values = new ShownField(
                [.. shown.Select(example => example.Places[field]).OfType<FieldSpan>()],
                [.. shown.SelectMany(example => example.Places.Where((_, other) => other != field)).OfType<FieldSpan>()],
                shown.Count(example => example.Row.Values!.Value[field] is null));
            var byName = reader.Read(question.ByName, read.Passage);
            var features = new FieldFeatures(question.Asked, values, byName, question.ByDescription is { } description ? reader.Read(description, read.Passage) : byName);
            return new FieldCandidates(read.Spans, [.. read.Spans.Select(features.Of), features.OfNone()]);
        })];
    }

    /// <summary>Weights that find the values of examples, each beside others; values that are no words of their text teach nothing.</summary>
    /// <returns>And how many values it was fitted to.</returns>
    public (SpanRanking Ranking, int Values) Fit(IEnumerable<(TrainingRow Row, ImmutableArray<TrainingRow> Examples)> rows, CancellationToken cancellation)
    {
        var (asked, spans) = (new List<(double[][] Spans, bool[] IsRight)>(), 0);
        foreach (var (row, examples) in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            if (spans > MostSpans) break;
            foreach (var (field, candidates) in Of(row.Text, examples).Index())
            {
                var value = row.Values!.Value[field];
                bool[] isRight = [.. candidates.Spans.Select(span => value is not null && WrittenScore.IsSame(value, span.Text)), value is null];
                if (!isRight.Contains(true)) continue;
                asked.Add((candidates.Features, isRight));
                spans += isRight.Length;
            }
        }

        return (SpanRanking.Fit(FieldFeatures.UsualWeights, asked, cancellation), asked.Count);
    }

    /// <summary>The likeliest values, the surest first: a word belongs to one field.</summary>
    /// <returns>For each field its value, null where the text does not give it, and the probability of them all.</returns>
    public static (ImmutableArray<string?> Values, double Probability) Best(ImmutableArray<FieldCandidates> fields, SpanRanking ranking)
    {
        var shares = fields.Select(field => Shares(field, ranking)).ToArray();
        var (values, taken, probability) = (new FieldSpan?[fields.Length], new List<FieldSpan>(), 1.0);
        foreach (var field in Enumerable.Range(0, fields.Length).OrderByDescending(field => shares[field].Max()))
        {
            var spans = fields[field].Spans;
            var best = Enumerable.Range(0, shares[field].Length)
                .Where(place => place == spans.Length || !taken.Exists(spans[place].Overlaps))
                .MaxBy(place => shares[field][place]);
            probability *= shares[field][best];
            if (best == spans.Length) continue;
            values[field] = spans[best];
            taken.Add(spans[best]);
        }

        return ([.. values.Select(value => value?.Text)], probability);
    }

    private static double[] Shares(FieldCandidates field, SpanRanking ranking)
    {
        var scores = field.Features.Select(ranking.Score).ToArray();
        var highest = scores.Max();
        var shares = scores.Select(score => Math.Exp(score - highest)).ToArray();
        var all = shares.Sum();
        return [.. shares.Select(share => share / all)];
    }

    private ImmutableArray<FieldSpan?> PlacesOf(TrainingRow row) => _places.TryGetValue(row, out var known) ? known : _places[row] = FieldText.Of(row.Text).Places(row);
}
