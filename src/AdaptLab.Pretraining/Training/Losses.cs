using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Episodes;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <param name="Answers">Weighted cross-entropy of the answers.</param>
/// <param name="Identity">How well a row's arrow says which row it is.</param>
/// <param name="Classes">Contrast of the rows' classes.</param>
/// <param name="Returning">Cross-entropy at the first token of the answer, of rows that stood earlier; for the log.</param>
/// <param name="Fresh">The same of rows that are new.</param>
/// <param name="Reading">Cross-entropy of all tokens of the answers of episodes that are read.</param>
internal sealed record InContextLosses(Tensor Answers, Tensor Identity, Tensor Classes, double? Returning, double? Fresh, double? Reading);

/// <summary>The objectives that nano is trained on. Each takes a batch and answers a scalar.</summary>
/// <remarks>Shapes are rounded up to few values: libtorch compiles a bfloat16 kernel for each shape that it meets, which
/// takes longer than the step itself.</remarks>
internal static class Losses
{
    private const double Temperature = 0.07;
    private const int AnswerMultiple = 256;

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
        return CrossEntropy(decoder.Logits(states.index_select(0, chosen)), targets.index_select(0, chosen)).mean();
    }

    /// <summary>By its definition: libtorch's own takes more than twice as long on a CPU, and twice the memory.</summary>
    /// <returns>[n], unreduced.</returns>
    internal static Tensor CrossEntropy(Tensor logits, Tensor targets) =>
        logits.logsumexp(-1) - logits.gather(1, targets.unsqueeze(1)).squeeze(1);

    /// <param name="length">To which every episode is padded.</param>
    /// <param name="anchorBlock">After so many blocks a row's arrow should say what the row says.</param>
    public static InContextLosses InContext(Decoder decoder, IReadOnlyList<Episode> episodes, int length, int anchorBlock)
    {
        Tensor? anchorStates = null;
        var states = decoder.Forward(Padded([.. episodes.Select(e => e.Ids)], length), observe: (block, state) =>
        {
            if (block == anchorBlock - 1) anchorStates = state;
        });

        var (positions, targets, weights) = (new List<long>(), new List<long>(), new List<float>());
        var (returning, fresh, reading) = (new List<long>(), new List<long>(), new List<long>());
        for (var e = 0; e < episodes.Count; e++)
        {
            var episode = episodes[e];
            var arrows = episode.Rows.ToDictionary(row => row.Arrow, row => row.Returns);
            for (var i = 1; i < episode.Ids.Length; i++)
            {
                if (episode.Weights[i] == 0) continue;
                if (arrows.Count == 0) reading.Add(positions.Count);
                if (arrows.TryGetValue(i - 1, out var returns)) (returns ? returning : fresh).Add(positions.Count);
                positions.Add((long)e * length + i - 1);
                targets.Add(episode.Ids[i]);
                weights.Add(episode.Weights[i]);
            }
        }

        while (positions.Count % AnswerMultiple != 0)
        {
            positions.Add(0);
            targets.Add(0);
            weights.Add(0);
        }

        var logits = decoder.Logits(states.reshape(-1, states.shape[2]).index_select(0, tensor(positions)));
        var losses = CrossEntropy(logits, tensor(targets));
        var weight = tensor(weights.ToArray());
        double? Mean(List<long> at) => at.Count == 0 ? null : losses.detach().index_select(0, tensor(at)).mean().item<float>();
        var (identity, classes) = RowLosses(anchorStates!.to(ScalarType.Float32), episodes);
        return new InContextLosses((losses * weight).sum() / weight.sum(), identity, classes, Mean(returning), Mean(fresh), Mean(reading));
    }

    /// <returns>Identity: the state at a row's arrow, among the means of all rows of the batch, finds its own row's (so that
    /// the arrow gathers what the row says). Classes: supervised contrast (Khosla et al. 2020) among each episode's rows.</returns>
    private static (Tensor Identity, Tensor Classes) RowLosses(Tensor states, IReadOnlyList<Episode> episodes)
    {
        var (length, d) = (states.shape[1], states.shape[2]);
        var rows = episodes.SelectMany((e, i) => e.Rows.Select(row => (Row: row, Episode: i))).ToArray();
        var n = rows.Length;
        // Every episode of the batch is read: there is nothing to tell apart.
        if (n == 0) return (zeros(1).sum(), zeros(1).sum());
        Tensor At(Tensor flat, Func<EpisodeRow, int> position) =>
            flat.index_select(0, tensor(rows.Select(r => r.Episode * length + position(r.Row)).ToArray()));

        var flat = states.reshape(-1, d);
        var arrows = nn.functional.normalize(At(flat, row => row.Arrow));                                     // [n, d]
        // Sums up to a row's arrow less sums up to its start: direction is all that counts, so no division.
        var sums = states.cumsum(1).reshape(-1, d);
        var means = nn.functional.normalize(At(sums, row => row.Arrow - 1) - At(sums, row => row.Start));     // [n, d]

        var sameText = new bool[n, n];
        var allowed = new bool[n, n];
        var sameClass = new float[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                var sameEpisode = rows[i].Episode == rows[j].Episode;
                var copies = sameEpisode && (rows[i].Row.Returns || rows[j].Row.Returns);
                sameText[i, j] = i != j && copies;
                allowed[i, j] = i != j && sameEpisode;
                sameClass[i, j] = allowed[i, j] && rows[i].Row.Class == rows[j].Row.Class ? 1 : 0;
            }

        var toMeans = matmul(arrows, means.t()).div(Scalars.Of(Temperature)).masked_fill(tensor(sameText), Scalars.Of(Contrast.Never));
        var identity = CrossEntropy(toMeans, Contrast.Places(n)).mean();

        var similarity = matmul(arrows, arrows.t()).div(Scalars.Of(Temperature)).masked_fill(tensor(allowed).logical_not(), Scalars.Of(Contrast.Never));
        var positives = tensor(sameClass);
        var counts = positives.sum(1);
        var perRow = -(nn.functional.log_softmax(similarity, 1) * positives).sum(1) / counts.clamp(min: Scalars.Of(1));
        var has = counts.gt(Scalars.Of(0)).to(ScalarType.Float32);
        return (identity, (perRow * has).sum() / has.sum().clamp(min: Scalars.Of(1)));
    }

    /// <summary>Rows of one class lie together, by their mean states and by the states at the arrow.</summary>
    public static Tensor Classes(Decoder decoder, ClassBatch batch, int block)
    {
        var (means, arrows) = Pool(decoder, batch.Rows, block, batch.Length);
        return Contrast.Classes(means, batch.Classes).Plus(Contrast.Classes(arrows, batch.Classes)).mul(Scalars.Of(0.5));
    }

    /// <summary>The texts of a pair lie together, by their mean states and by the states at the arrow.</summary>
    public static Tensor Similarity(Decoder decoder, IReadOnlyList<SimilarPair> pairs, int block)
    {
        var n = pairs.Count;
        var excluded = Contrast.Excluded(pairs);
        var (means, arrows) = Pool(decoder, [.. pairs.Select(p => p.A), .. pairs.Select(p => p.B)], block, SimilarPairSampler.LongestRequest);
        Tensor Halves(Tensor vectors) => Contrast.Pairs(vectors.narrow(0, 0, n), vectors.narrow(0, n, n), excluded);
        return Halves(means).Plus(Halves(arrows)).mul(Scalars.Of(0.5));
    }

    /// <returns>Two times [n, d] unit vectors, after <paramref name="block"/> blocks: the mean state of each text's tokens,
    /// and the state at its last one, the arrow.</returns>
    public static (Tensor Means, Tensor Arrows) Pool(Decoder decoder, IReadOnlyList<int[]> texts, int block, int length)
    {
        var states = decoder.Forward(Padded(texts, length), lastBlock: block).to(ScalarType.Float32);       // [n, t, d]
        var mask = new float[texts.Count, length];
        for (var i = 0; i < texts.Count; i++)
            for (var j = 0; j < texts[i].Length; j++)
                mask[i, j] = 1f / texts[i].Length;
        var last = tensor(texts.Select((text, i) => (long)i * length + text.Length - 1).ToArray());
        return (
            nn.functional.normalize((states * tensor(mask).unsqueeze(2)).sum(1)),
            nn.functional.normalize(states.reshape(-1, states.shape[2]).index_select(0, last)));
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
