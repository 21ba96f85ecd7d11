using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>The objectives that nano is trained on. Each takes a batch and answers a scalar.</summary>
internal static class Losses
{
    private const double Temperature = 0.07;

    /// <summary>Cross-entropy of the next token, at a random half of the positions: the output layer costs as much as the
    /// blocks, and neighbouring positions teach much the same.</summary>
    public static Tensor Language(Decoder decoder, long[,] ids, Random random)
    {
        var (b, t) = (ids.GetLength(0), ids.GetLength(1));
        var input = tensor(ids);
        var states = decoder.Forward(input.narrow(1, 0, t - 1)).reshape(b * (t - 1), -1);
        var targets = input.narrow(1, 1, t - 1).reshape(b * (t - 1));
        var positions = Enumerable.Range(0, b * (t - 1)).Select(i => (long)i).ToArray();
        random.Shuffle(positions);
        var chosen = tensor(positions[..(positions.Length / 2)]);
        return nn.functional.cross_entropy(decoder.Logits(states.index_select(0, chosen)), targets.index_select(0, chosen));
    }

    /// <returns>Weighted cross-entropy of the answers, and the contrastive loss of the rows' states at block <paramref name="anchorBlock"/>.</returns>
    public static (Tensor Answers, Tensor? Rows) InContext(Decoder decoder, IReadOnlyList<Episode> episodes, int anchorBlock)
    {
        var length = episodes.Max(episode => episode.Ids.Length);
        Tensor? anchorStates = null;
        var states = decoder.Forward(Padded([.. episodes.Select(e => e.Ids)], length), observe: (block, state) =>
        {
            if (block == anchorBlock - 1) anchorStates = state;
        });
        var d = states.shape[2];

        var (positions, targets, weights) = (new List<long>(), new List<long>(), new List<float>());
        for (var e = 0; e < episodes.Count; e++)
        {
            var episode = episodes[e];
            for (var i = 1; i < episode.Ids.Length; i++)
            {
                if (episode.Weights[i] == 0) continue;
                positions.Add((long)e * length + i - 1);
                targets.Add(episode.Ids[i]);
                weights.Add(episode.Weights[i]);
            }
        }

        var logits = decoder.Logits(states.reshape(-1, d).index_select(0, tensor(positions)));
        var losses = nn.functional.cross_entropy(logits, tensor(targets), reduction: nn.Reduction.None);
        var weight = tensor(weights.ToArray());
        return ((losses * weight).sum() / weight.sum(), RowContrast(anchorStates!.reshape(-1, d), episodes, length));
    }

    /// <summary>Supervised contrast (Khosla et al. 2020) among the rows of each episode.</summary>
    private static Tensor? RowContrast(Tensor flat, IReadOnlyList<Episode> episodes, int length)
    {
        var anchors = episodes.SelectMany((e, i) => e.Anchors.Select(a => (Position: (long)i * length + a.Position, Episode: i, a.Class))).ToArray();
        var n = anchors.Length;
        if (n < 4) return null;
        var allowed = new bool[n, n];
        var same = new float[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                allowed[i, j] = i != j && anchors[i].Episode == anchors[j].Episode;
                same[i, j] = allowed[i, j] && anchors[i].Class == anchors[j].Class ? 1 : 0;
            }

        var z = nn.functional.normalize(flat.index_select(0, tensor(anchors.Select(a => a.Position).ToArray())).to(ScalarType.Float32));
        var similarity = (matmul(z, z.t()) / Temperature).masked_fill(tensor(allowed).logical_not(), -1e9);
        var logProbability = nn.functional.log_softmax(similarity, 1);
        var positives = tensor(same);
        var counts = positives.sum(1);
        var perRow = -(logProbability * positives).sum(1) / counts.clamp(min: 1);
        var has = (counts > 0).to(ScalarType.Float32);
        return (perRow * has).sum() / has.sum().clamp(min: 1);
    }

    /// <summary>Symmetric InfoNCE (van den Oord et al. 2018) over pooled states.</summary>
    public static Tensor Similarity(Decoder decoder, IReadOnlyList<SimilarPair> pairs, int block)
    {
        var n = pairs.Count;
        var pooled = Pool(decoder, [.. pairs.Select(p => p.A), .. pairs.Select(p => p.B)], block);
        var similarity = matmul(pooled.narrow(0, 0, n), pooled.narrow(0, n, n).t()) / Temperature;      // [n, n]
        var excluded = new bool[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                excluded[i, j] = i != j && pairs[i].Group >= 0 && pairs[i].Group == pairs[j].Group;
        similarity = similarity.masked_fill(tensor(excluded), -1e9);
        var diagonal = arange(n, ScalarType.Int64);
        return (nn.functional.cross_entropy(similarity, diagonal) + nn.functional.cross_entropy(similarity.t(), diagonal)) / 2;
    }

    /// <returns>[n, d] unit vectors: the mean state of each text's tokens after <paramref name="block"/> blocks.</returns>
    public static Tensor Pool(Decoder decoder, IReadOnlyList<int[]> texts, int block)
    {
        var length = texts.Max(text => text.Length);
        var states = decoder.Forward(Padded(texts, length), lastBlock: block).to(ScalarType.Float32);       // [n, t, d]
        var mask = new float[texts.Count, length];
        for (var i = 0; i < texts.Count; i++)
            for (var j = 0; j < texts[i].Length; j++)
                mask[i, j] = 1f / texts[i].Length;
        return nn.functional.normalize((states * tensor(mask).unsqueeze(2)).sum(1));
    }

    public static Tensor Padded(IReadOnlyList<int[]> rows, int length)
    {
        var ids = new long[rows.Count, length];
        for (var i = 0; i < rows.Count; i++)
            for (var j = 0; j < rows[i].Length; j++)
                ids[i, j] = rows[i][j];
        return tensor(ids);
    }
}
