using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Reading;
using AdaptLab.Results.Metrics;
using AdaptLab.Words;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Some words of a text that may be the value of a field.</summary>
/// <param name="Meaning">The sum of its words' vectors, of length one; zeros where no word is known.</param>
/// <param name="Before">The word before it in its sentence, in lower case; empty for none.</param>
/// <param name="BeforeMeaning">Of up to two words before it.</param>
internal sealed record FieldSpan(Span Span, float[] Meaning, AnswerShape Shape, string Before, float[] BeforeMeaning, string After, float[] AfterMeaning)
{
    public string Text => Span.Text;

    /// <summary>Whether two values cannot both stand: a word belongs to one field.</summary>
    public bool Overlaps(FieldSpan other) =>
        Span.Sentence == other.Span.Sentence && Span.First < other.Span.First + other.Span.Count && other.Span.First < Span.First + Span.Count;
}

/// <summary>A text whose fields are sought, with every span that may be a value.</summary>
internal sealed class FieldText
{
    private const int Around = 2;

    private FieldText(PassageText passage, ImmutableArray<FieldSpan> spans) => (Passage, Spans) = (passage, spans);

    public PassageText Passage { get; }

    public ImmutableArray<FieldSpan> Spans { get; }

    public static FieldText Of(string text)
    {
        var passage = PassageText.Of(text);
        // Spans that begin or end alike have the same words before or after them.
        var meanings = new Dictionary<string, float[]>(StringComparer.Ordinal);
        float[] Meaning(string words) => meanings.TryGetValue(words, out var known) ? known : meanings[words] = WordVectors.Shipped.Embed(words);
        return new FieldText(passage, [.. Span.Of(passage, rank: 0).Select(span => Of(span, Meaning))]);
    }

    /// <summary>Where the values of an example stand: for each field a span, null where it is not given, or not in these words.</summary>
    public ImmutableArray<FieldSpan?> Places(TrainingRow row) =>
        [.. (row.Values ?? []).Select(value => value is null ? null : Spans.FirstOrDefault(span => WrittenScore.IsSame(value, span.Text)))];

    private static FieldSpan Of(Span span, Func<string, float[]> meaning)
    {
        var (words, end) = (span.Words, span.First + span.Count);
        string Between(int from, int to) => from >= to ? "" : span.Passage.Text[words[from].Start..words[to - 1].End];
        return new FieldSpan(
            span, meaning(span.Text), AnswerShape.Of(words.AsSpan().Slice(span.First, span.Count)),
            span.First > 0 ? words[span.First - 1].Lower : "", meaning(Between(Math.Max(0, span.First - Around), span.First)),
            end < words.Length ? words[end].Lower : "", meaning(Between(end, Math.Min(words.Length, end + Around))));
    }
}
