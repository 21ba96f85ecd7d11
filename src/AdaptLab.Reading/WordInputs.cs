using System.Numerics.Tensors;
using AdaptLab.Words;

namespace AdaptLab.Reading;

/// <summary>Words in the numbers that the reader's network takes.</summary>
/// <param name="Frequent">For each word its place among the most frequent ones, from 1, or 0.</param>
/// <param name="Suffix">For each word a number for its last three letters, or 0.</param>
/// <param name="Vectors">[words, dimensions] of length one, or zeros.</param>
/// <param name="Traits">[words, <see cref="TraitCount"/>]: how the word looks and what stands around it.</param>
public sealed record WordInputs(int Count, int[] Frequent, int[] Suffix, float[] Vectors, float[] Traits)
{
    public const int FrequentCount = 400;
    public const int SuffixCount = 255;
    public const int TraitCount = 22;

    /// <param name="isQuestion">Its capitals are not looked at: people who ask often write none.</param>
    internal static WordInputs Of(PassageText text, WordVectors vectors, bool isQuestion)
    {
        var count = text.Sentences.Sum(sentence => sentence.Length);
        var d = vectors.Dimensions;
        var inputs = new WordInputs(count, new int[count], new int[count], new float[count * d], new float[count * TraitCount]);
        var at = 0;
        foreach (var sentence in text.Sentences)
            for (var i = 0; i < sentence.Length; i++, at++)
            {
                var word = sentence[i];
                var vector = inputs.Vectors.AsSpan(at * d, d);
                var (pieces, last) = (0, -1);
                foreach (var piece in WordSplitter.Split(word.Lower))
                {
                    pieces++;
                    last = vectors.RankOf(piece) ?? -1;
                    if (last >= 0) vectors.Add(last, vector);
                }

                var length = TensorPrimitives.Norm<float>(vector);
                if (length > 0) TensorPrimitives.Divide(vector, length, vector);
                inputs.Frequent[at] = pieces == 1 && last is >= 0 and < FrequentCount ? last + 1 : 0;
                inputs.Suffix[at] = SuffixOf(word.Lower);
                SetTraits(inputs.Traits.AsSpan(at * TraitCount, TraitCount), text.Text, sentence, i, isQuestion, known: length > 0);
            }

        return inputs;
    }

    private static int SuffixOf(string word)
    {
        if (word.Length < 4 || !char.IsLetter(word[^1])) return 0;
        var hash = 2166136261u;
        foreach (var letter in word.AsSpan(word.Length - 3)) hash = (hash ^ letter) * 16777619;
        return 1 + (int)((hash ^ (hash >> 15)) % SuffixCount);
    }

    private static void SetTraits(Span<float> traits, string text, System.Collections.Immutable.ImmutableArray<PassageWord> sentence, int i, bool isQuestion, bool known)
    {
        var word = sentence[i];
        var original = text.AsSpan(word.Start, word.End - word.Start);
        var (before, after) = (word.Start > 0 ? text[word.Start - 1] : ' ', word.End < text.Length ? text[word.End] : ' ');
        var others = original.Length - original.ToString().Count(char.IsDigit);
        bool[] has =
        [
            word.IsFunction, EnglishWords.IsArticle(word.Lower), word.IsNumber, others == 0, others == 0 && original.Length == 4, others > 0 && others < original.Length,
            EnglishWords.IsTime(word.Lower), EnglishWords.IsAuxiliary(word.Lower), EnglishWords.Asks(word.Lower), i == 0, i == sentence.Length - 1, known,
            !isQuestion && word.IsCapital, !isQuestion && i == 0 && char.IsUpper(original[0]), !isQuestion && original.Length > 1 && !original.ToString().Any(char.IsLower) && char.IsLetter(original[0]),
            !isQuestion && word.OpensPart, !isQuestion && word.ClosesPart, after == ',', before == '(' || after == ')', before is '"' or '“' || after is '"' or '”', before is '$' or '€' or '£' || original[^1] == '%',
        ];
        for (var trait = 0; trait < has.Length; trait++) traits[trait] = has[trait] ? 1 : 0;
        traits[^1] = Math.Min(original.Length, 16) / 16f;
    }
}
