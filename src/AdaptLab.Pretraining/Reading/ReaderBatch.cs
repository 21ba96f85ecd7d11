using AdaptLab.Reading;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Questions beside passages as tensors, the shorter ones filled up.</summary>
/// <param name="Allowed">[questions, words × lengths]: zero for a span, and hopeless for what is none.</param>
/// <param name="Right">[questions, words × lengths + 1]: zero for what is right, none being last, and hopeless for the rest.</param>
internal sealed record ReaderBatch(WordBatch Question, WordBatch Passage, Tensor Matches, Tensor Allowed, Tensor Right)
{
    private const float Never = -1e9f;

    public static ReaderBatch Of(IReadOnlyList<ReadingExample> examples)
    {
        var (count, words) = (examples.Count, examples.Max(example => example.Inputs.Passage.Count));
        var spans = words * ReaderInputs.LongestSpan;
        var (matches, allowed, right) = (new float[count * words * ReaderInputs.MatchCount], new float[count * spans], new float[count * (spans + 1)]);
        Array.Fill(allowed, Never);
        Array.Fill(right, Never);
        for (var i = 0; i < count; i++)
        {
            var inputs = examples[i].Inputs;
            inputs.Matches.CopyTo(matches, i * words * ReaderInputs.MatchCount);
            for (var place = 0; place < inputs.Passage.Count * ReaderInputs.LongestSpan; place++)
                if (inputs.IsSpan(place)) allowed[(i * spans) + place] = 0;
            foreach (var place in examples[i].Right) right[(i * (spans + 1)) + place] = 0;
            if (examples[i].Right.Length == 0) right[(i * (spans + 1)) + spans] = 0;
        }

        return new ReaderBatch(
            WordBatch.Of([.. examples.Select(example => example.Inputs.Question)]), WordBatch.Of([.. examples.Select(example => example.Inputs.Passage)]),
            tensor(matches, [count, words, ReaderInputs.MatchCount]), tensor(allowed, [count, spans]), tensor(right, [count, spans + 1]));
    }
}

/// <param name="Mask">[texts, words]: one for a word.</param>
internal sealed record WordBatch(Tensor Frequent, Tensor Suffix, Tensor Vectors, Tensor Traits, Tensor Mask)
{
    public static WordBatch Of(IReadOnlyList<WordInputs> texts)
    {
        var (count, words) = (texts.Count, texts.Max(text => text.Count));
        var dimensions = texts.Max(text => text.Vectors.Length / Math.Max(1, text.Count));
        var (frequent, suffix) = (new long[count * words], new long[count * words]);
        var (vectors, traits, mask) = (new float[count * words * dimensions], new float[count * words * WordInputs.TraitCount], new float[count * words]);
        for (var i = 0; i < count; i++)
        {
            var text = texts[i];
            for (var word = 0; word < text.Count; word++)
                (frequent[(i * words) + word], suffix[(i * words) + word], mask[(i * words) + word]) = (text.Frequent[word], text.Suffix[word], 1);
            text.Vectors.CopyTo(vectors, i * words * dimensions);
            text.Traits.CopyTo(traits, i * words * WordInputs.TraitCount);
        }

        return new WordBatch(
            tensor(frequent, [count, words]), tensor(suffix, [count, words]),
            tensor(vectors, [count, words, dimensions]), tensor(traits, [count, words, WordInputs.TraitCount]), tensor(mask, [count, words]));
    }
}
