using System.Collections.Immutable;
using AdaptLab.Reading;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Some words of a passage that may be the answer.</summary>
/// <param name="Rank">Of the passage, from 0: how near it is to the question.</param>
internal sealed record Span(PassageText Passage, int Rank, int Sentence, int First, int Count)
{
    public ImmutableArray<PassageWord> Words => Passage.Sentences[Sentence];

    /// <summary>As it stands there, on one line, without the marks around it.</summary>
    public string Text => Prompting.PromptLayout.OneLine(Passage.Text[Words[First].Start..Words[First + Count - 1].End]);

    /// <summary>All of a passage that are worth a thought: within a sentence, and not ending in a word that wants another.</summary>
    public static IEnumerable<Span> Of(PassageText passage, int rank)
    {
        for (var sentence = 0; sentence < passage.Sentences.Length; sentence++)
        {
            var words = passage.Sentences[sentence];
            for (var first = 0; first < words.Length; first++)
                for (var count = 1; count <= ReaderInputs.LongestSpan && first + count <= words.Length; count++)
                    if (ReaderInputs.MayEnd(words[first + count - 1]))
                        yield return new Span(passage, rank, sentence, first, count);
        }
    }
}

/// <summary>What speaks for and against a span, in numbers.</summary>
internal sealed class SpanFeatures
{
    /// <summary>In the order of <see cref="Of"/>: what was rounded from a fit to some dozens of questions about a text of our own, drawn
    /// to four hundred questions that the reader, whose word comes last, was not trained on.</summary>
    public static ImmutableArray<double> UsualWeights { get; } =
        [4, 1.2, 2.3, 2, -3.1, 0.6, 1.1, 0.2, 0.9, 1.3, 0.6, 0.2, 0.4, -1.1, 0.5, -0.5, -0.4, 0.2, -0.4, 0.7, 0.7];

    /// <summary>What is less likely than that is out of the question either way.</summary>
    private const double LeastLogarithm = -12;

    public static int Count => UsualWeights.Length;

    private readonly QuestionText _question;
    private readonly ExpectedShape _expected;
    private readonly TermWeights _weights;
    private readonly Func<string, double> _nearness;
    private readonly Func<Span, double> _read;
    private readonly double _asked;
    private readonly Dictionary<(int Rank, int Sentence), (double Said, double Around, double Nearness, bool[] Asked)> _sentences = [];

    /// <param name="nearness">Of a sentence to the question by what they mean, −1 to 1.</param>
    /// <param name="read">The logarithm of the probability that a span answers the question, as the trained reader has it.</param>
    public SpanFeatures(QuestionText question, ExpectedShape expected, TermWeights weights, Func<string, double> nearness, Func<Span, double> read)
    {
        (_question, _expected, _weights, _nearness, _read) = (question, expected, weights, nearness, read);
        _asked = Math.Max(1e-9, question.Content.Sum(weights.Of));
    }

    public double[] Of(Span span)
    {
        var (said, around, nearness, asked) = Sentence(span);
        var words = span.Words.AsSpan().Slice(span.First, span.Count);
        var (before, after) = (span.First > 0 ? span.Words[span.First - 1] : null, span.First + span.Count < span.Words.Length ? span.Words[span.First + span.Count] : null);
        var (content, repeated, rarity, broken) = (0, 0, 0.0, false);
        for (var i = 0; i < words.Length; i++)
        {
            broken |= i < words.Length - 1 && words[i].ClosesPart;
            if (words[i].IsFunction) continue;
            content++;
            rarity += _weights.Of(words[i].Stem);
            if (_question.Content.Contains(words[i].Stem) && !_question.Named.Contains(words[i].Stem)) repeated++;
        }

        var fit = _expected.Fit(AnswerShape.Of(words));
        return
        [
            said, around, 1.0 / (1 + span.Rank), 1.0 / (1 + Distance(asked, span)),
            (double)repeated / Math.Max(1, content), Names(words) ? 1 : 0,
            fit.Quantity, fit.Name, fit.Function, fit.Length,
            before is null || before.IsFunction ? 1 : 0, after is { IsFunction: true } ? 1 : 0, words[^1].ClosesPart ? 1 : 0, broken ? 1 : 0, words[0].OpensPart ? 1 : 0,
            span.Count / 5.0, EnglishWords.IsArticle(words[0].Lower) ? 1 : 0, rarity / Math.Max(1, content) / 5,
            before is not null && EnglishWords.IsArticle(before.Lower) ? 1 : 0, nearness, Math.Max(LeastLogarithm, _read(span)),
        ];
    }

    /// <summary>Whether what the question asks for by its name stands at the end: "the regatta week" to "which week".</summary>
    private bool Names(ReadOnlySpan<PassageWord> words)
    {
        for (var i = Math.Max(0, words.Length - 2); i < words.Length; i++)
            if (_question.Named.Contains(words[i].Stem)) return true;
        return false;
    }

    /// <summary>In words, to the nearest one that the question has as well.</summary>
    private static int Distance(bool[] asked, Span span)
    {
        const int far = 15;
        var nearest = far;
        for (var i = 0; i < asked.Length; i++)
            if (asked[i] && (i < span.First || i >= span.First + span.Count))
                nearest = Math.Min(nearest, Math.Min(Math.Abs(i - span.First), Math.Abs(i - span.First - span.Count + 1)));
        return nearest;
    }

    private (double Said, double Around, double Nearness, bool[] Asked) Sentence(Span span)
    {
        if (_sentences.TryGetValue((span.Rank, span.Sentence), out var known))
            return known;
        var words = span.Words;
        double Share(IEnumerable<PassageWord> within) => within.Select(word => word.Stem).Distinct().Where(_question.Content.Contains).Sum(_weights.Of) / _asked;
        var text = span.Passage.Text[words[0].Start..words[^1].End];
        return _sentences[(span.Rank, span.Sentence)] =
            (Share(words), Share(span.Passage.Sentences.SelectMany(sentence => sentence)), _nearness(text), [.. words.Select(word => _question.Content.Contains(word.Stem))]);
    }
}

/// <summary>How much a word tells: the more, the fewer sentences of the documents it stands in.</summary>
internal sealed class TermWeights
{
    private readonly Dictionary<string, int> _sentences = new(StringComparer.Ordinal);
    private readonly int _all;

    public TermWeights(IEnumerable<string> texts)
    {
        foreach (var sentence in texts.SelectMany(text => PassageText.Of(text).Sentences))
        {
            _all++;
            foreach (var stem in sentence.Select(word => word.Stem).Distinct(StringComparer.Ordinal))
                _sentences[stem] = _sentences.GetValueOrDefault(stem) + 1;
        }
    }

    public double Of(string stem) => Math.Log(1 + (_all / (0.5 + _sentences.GetValueOrDefault(stem))));
}
