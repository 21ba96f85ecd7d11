using System.Numerics.Tensors;
using AdaptLab.Reading;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Words that mean nearly the same by the word vectors.</summary>
internal sealed class NearWords(WordVectors vectors)
{
    private const int Searched = 12_000;
    private const int Kept = 6;
    private const float Nearest = 0.5f;

    private readonly Dictionary<string, string[]> _near = new(StringComparer.Ordinal);
    private readonly string[] _words = [.. vectors.Words.Take(Searched)];
    private readonly Lazy<float[]> _all = new(() => All(vectors));

    /// <returns>The word itself where there is none.</returns>
    public string Swapped(string word, Random random)
    {
        if (!_near.TryGetValue(word, out var near)) _near[word] = near = Search(word);
        return near.Length == 0 ? word : near[random.Next(near.Length)];
    }

    private string[] Search(string word)
    {
        if (vectors.RankOf(word) is not { } rank) return [];
        var d = vectors.Dimensions;
        var sought = Unit(vectors, rank);
        var all = _all.Value;
        return [.. Enumerable.Range(0, all.Length / d).Select(i => (Word: _words[i], Near: TensorPrimitives.Dot(sought, all.AsSpan(i * d, d))))
            .Where(other => other.Near > Nearest && EnglishWords.Stem(other.Word) != EnglishWords.Stem(word) && !EnglishWords.IsFunction(other.Word))
            .OrderByDescending(other => other.Near).Take(Kept).Select(other => other.Word)];
    }

    private static float[] All(WordVectors vectors)
    {
        var count = Math.Min(Searched, vectors.Count);
        var all = new float[count * vectors.Dimensions];
        for (var i = 0; i < count; i++) Unit(vectors, i).CopyTo(all, i * vectors.Dimensions);
        return all;
    }

    private static float[] Unit(WordVectors vectors, int rank)
    {
        var vector = new float[vectors.Dimensions];
        vectors.Add(rank, vector);
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
