using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace AdaptLab.Words;

/// <summary>How alike two texts are: by what their words mean, and by the words that they have in common, a rare one counting for more.</summary>
/// <param name="words">By their order, the most frequent first, words are known to be rare.</param>
/// <param name="overlap">What words in common count for, where what they mean counts for one.</param>
public sealed class TextComparison(WordVectors words, double overlap)
{
    private readonly float _rarest = Rarity(words.Count);

    /// <summary>A text as it is compared.</summary>
    /// <param name="Meaning">Of length one, or zeros.</param>
    /// <param name="Rarities">Of each word that occurs; their squares sum to one.</param>
    public sealed record Key(ImmutableArray<float> Meaning, IReadOnlyDictionary<string, float> Rarities);

    public Key KeyOf(string text)
    {
        var rarities = WordSplitter.Split(text).Distinct(StringComparer.Ordinal)
            .ToDictionary(word => word, word => words.RankOf(word) is { } rank ? Rarity(rank) : _rarest, StringComparer.Ordinal);
        var length = MathF.Sqrt(rarities.Values.Sum(rarity => rarity * rarity));
        return new Key([.. words.Embed(text)], rarities.ToDictionary(word => word.Key, word => word.Value / length, StringComparer.Ordinal));
    }

    /// <returns>A product of two vectors, so that a matrix of it is positive semidefinite; of a text with itself 1 + the overlap's weight.</returns>
    public double Similarity(Key one, Key other)
    {
        double common = 0;
        foreach (var (word, rarity) in one.Rarities)
            if (other.Rarities.TryGetValue(word, out var others))
                common += rarity * others;
        return TensorPrimitives.Dot(one.Meaning.AsSpan(), other.Meaning.AsSpan()) + (overlap * common);
    }

    /// <summary>By Zipf's law the logarithm of its rank, and of its inverse frequency but for a constant.</summary>
    private static float Rarity(int rank) => MathF.Log(rank + 2);
}
