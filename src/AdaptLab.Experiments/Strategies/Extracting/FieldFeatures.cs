using System.Collections.Immutable;
using System.Numerics.Tensors;
using AdaptLab.Reading;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>What examples show of a field: its values, and how many of them lack one.</summary>
/// <param name="Values">Where they stand in the examples' own texts.</param>
/// <param name="Others">Values of other fields.</param>
/// <param name="Missing">Examples that do not give it.</param>
internal sealed record ShownField(ImmutableArray<FieldSpan> Values, ImmutableArray<FieldSpan> Others, int Missing);

/// <summary>What speaks for and against a span being the value of a field, in numbers; and for the text not giving it.</summary>
internal sealed class FieldFeatures
{
    /// <summary>In the order of <see cref="Of"/>, those of "not given" last: rounded from a fit to some thousand fields of texts held out of
    /// training tasks. The reader's weights were held where they are: it has been trained on fields of those names, and would be trusted
    /// more than it deserves on others.</summary>
    public static ImmutableArray<double> UsualWeights { get; } =
        [0.5, 0.2, 0.5, 0.2, 0.2, 0.4, 2.6, -3.5, 1.1, 1.9, -2.4, 1.2, 0.3, 0.9, 0.4, 0, -0.6, -0.1, 0.1, -0.1, 0, -0.1, 1.5, 0.5, 0.3];

    /// <summary>What is less likely than that is out of the question either way.</summary>
    private const double LeastLogarithm = -12;

    private readonly ShownField _shown;
    private readonly PassageReading _byName, _byDescription;
    private readonly ExpectedShape _expected;

    /// <param name="byName">What the trained reader answers when it is asked for the field by its name.</param>
    /// <param name="byDescription">And by its description; the same where it has none.</param>
    public FieldFeatures(QuestionText field, ShownField shown, PassageReading byName, PassageReading byDescription)
    {
        (_shown, _byName, _byDescription) = (shown, byName, byDescription);
        _expected = new ExpectedShape(field, shown.Values.Select(value => (field, value.Shape)));
    }

    public double[] Of(FieldSpan span)
    {
        var (words, first, count) = (span.Span.Words, span.Span.First, span.Span.Count);
        var (before, after) = (first > 0 ? words[first - 1] : null, first + count < words.Length ? words[first + count] : null);
        var fit = _expected.Fit(span.Shape);
        return
        [
            Log(_byName, span), Log(_byDescription, span), fit.Quantity, fit.Name, fit.Function, fit.Length,
            Nearest(_shown.Values, value => value.Meaning, span.Meaning), Nearest(_shown.Others, value => value.Meaning, span.Meaning),
            _shown.Values.Any(value => string.Equals(value.Text, span.Text, StringComparison.OrdinalIgnoreCase)) ? 1 : 0,
            Share(_shown.Values, value => value.Before == span.Before), Share(_shown.Others, value => value.Before == span.Before),
            Nearest(_shown.Values, value => value.BeforeMeaning, span.BeforeMeaning),
            Share(_shown.Values, value => value.After == span.After), Nearest(_shown.Values, value => value.AfterMeaning, span.AfterMeaning),
            words[first].OpensPart ? 1 : 0, words[first + count - 1].ClosesPart ? 1 : 0,
            Enumerable.Range(first, count - 1).Any(i => words[i].ClosesPart) ? 1 : 0, count / 5.0,
            EnglishWords.IsArticle(words[first].Lower) ? 1 : 0, before is not null && EnglishWords.IsArticle(before.Lower) ? 1 : 0,
            before is null || before.IsFunction ? 1 : 0, after is { IsFunction: true } ? 1 : 0,
            0, 0, 0,
        ];
    }

    /// <summary>Of the text not giving the field.</summary>
    public double[] OfNone()
    {
        var features = new double[UsualWeights.Length];
        features[^3] = 1;
        features[^2] = Math.Max(LeastLogarithm, _byName.LogNone);
        features[^1] = Math.Log((_shown.Missing + 0.5) / (_shown.Values.Length + 0.5));
        return features;
    }

    private static double Log(PassageReading reading, FieldSpan span) => Math.Max(LeastLogarithm, reading.Log(span.Span.Sentence, span.Span.First, span.Span.Count));

    private static double Nearest(ImmutableArray<FieldSpan> values, Func<FieldSpan, float[]> of, float[] meaning)
    {
        var nearest = 0f;
        foreach (var value in values) nearest = Math.Max(nearest, TensorPrimitives.Dot<float>(of(value), meaning));
        return nearest;
    }

    private static double Share(ImmutableArray<FieldSpan> values, Func<FieldSpan, bool> has) => values.Count(has) / (values.Length + 1.0);
}
