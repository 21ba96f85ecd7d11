using AdaptLab.Models.Native;
using AdaptLab.Pretraining.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>What is to lie together lies closer than the rest of its batch.</summary>
internal static class Contrast
{
    internal const double PairTemperature = 0.07;
    internal const double ClassTemperature = 0.1;

    /// <summary>The logit of what must not be chosen; a softmax over nothing but −∞ would be no number.</summary>
    internal const double Never = -1e9;

    /// <summary>Symmetric InfoNCE (van den Oord et al. 2018).</summary>
    /// <param name="first">[n, d] unit vectors.</param>
    /// <param name="second">[n, d], each the counterpart of the one in <paramref name="first"/>.</param>
    /// <param name="excluded">[n, n] pairs that are not each other's negatives.</param>
    public static Tensor Pairs(Tensor first, Tensor second, Tensor excluded)
    {
        var similarity = matmul(first, second.t()).div(Scalars.Of(PairTemperature)).masked_fill(excluded, Scalars.Of(Never));
        var diagonal = Places(first.shape[0]);
        return Losses.CrossEntropy(similarity, diagonal).mean().Plus(Losses.CrossEntropy(similarity.t(), diagonal).mean()).mul(Scalars.Of(0.5));
    }

    /// <returns>[n]: 0, 1, 2 …; torch's own would make numbers that nothing holds.</returns>
    internal static Tensor Places(long count) => tensor(Enumerable.Range(0, (int)count).Select(place => (long)place).ToArray());

    public static Tensor Excluded(IReadOnlyList<SimilarPair> pairs)
    {
        var n = pairs.Count;
        var excluded = new bool[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                excluded[i, j] = i != j && pairs[i].Group >= 0 && pairs[i].Group == pairs[j].Group;
        return tensor(excluded);
    }

    /// <summary>Supervised contrast (Khosla et al. 2020).</summary>
    /// <param name="vectors">[n, d] unit vectors.</param>
    public static Tensor Classes(Tensor vectors, IReadOnlyList<int> classes)
    {
        var n = classes.Count;
        var same = new float[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                same[i, j] = i != j && classes[i] == classes[j] ? 1 : 0;
        var positives = tensor(same);
        var similarity = matmul(vectors, vectors.t()).div(Scalars.Of(ClassTemperature)).masked_fill(eye(n, dtype: ScalarType.Bool), Scalars.Of(Never));
        return (-(nn.functional.log_softmax(similarity, 1) * positives).sum(1) / positives.sum(1).clamp(min: Scalars.Of(1))).mean();
    }
}
