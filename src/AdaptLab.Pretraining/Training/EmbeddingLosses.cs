using AdaptLab.Pretraining.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>The contrastive objectives over means of token embeddings, before any block.</summary>
internal static class EmbeddingLosses
{
    /// <param name="embedding">[v, d]</param>
    public static Tensor Similarity(Tensor embedding, IReadOnlyList<SimilarPair> pairs)
    {
        var n = pairs.Count;
        var vectors = Means(embedding, [.. pairs.Select(p => p.A), .. pairs.Select(p => p.B)]);
        return Contrast.Pairs(vectors.narrow(0, 0, n), vectors.narrow(0, n, n), Contrast.Excluded(pairs));
    }

    /// <param name="embedding">[v, d]</param>
    public static Tensor Classes(Tensor embedding, ClassBatch batch) => Contrast.Classes(Means(embedding, batch.Rows), batch.Classes);

    /// <returns>[n, d] unit vectors: the mean embedding of each text's tokens.</returns>
    private static Tensor Means(Tensor embedding, IReadOnlyList<int[]> texts)
    {
        var longest = texts.Max(text => text.Length);
        var weights = new float[texts.Count * longest];
        for (var i = 0; i < texts.Count; i++) weights.AsSpan(i * longest, texts[i].Length).Fill(1f / texts[i].Length);
        var ids = Losses.Padded(texts, longest);
        var vectors = embedding.index_select(0, ids.flatten()).view(texts.Count, longest, -1);               // [n, t, d]
        return nn.functional.normalize((vectors * tensor(weights).view(texts.Count, longest, 1)).sum(1));
    }
}
