using System.Numerics.Tensors;

namespace AdaptLab.Pretraining.Words;

/// <summary>
/// Word vectors from running text: the mean of a word's neighbours is to tell it from words drawn at random (continuous bag
/// of words with negative sampling, Mikolov et al. 2013). Half a million words a second on one core.
/// </summary>
internal sealed class BagOfWordsTraining
{
    private const int Negatives = 8;
    private const double Rate = 0.05;

    /// <summary>Negatives are drawn by counts to this power.</summary>
    private const double Smoothing = 0.75;

    private readonly int _dimensions;
    private readonly int _reach;
    private readonly Random _random;
    private readonly float[] _input, _output;
    private readonly double[] _kept;
    private readonly int[] _negatives = new int[1 << 22];
    private readonly float[] _mean, _change;

    /// <param name="reach">Most neighbours on either side.</param>
    /// <param name="frequent">Words that make up a larger share of the text than this are left out now and then.</param>
    public BagOfWordsTraining(WordVocabulary vocabulary, int dimensions, int reach, int seed, double frequent = 1e-4)
    {
        (_dimensions, _reach, _random) = (dimensions, reach, new Random(seed));
        var words = vocabulary.Words.Count;
        (_input, _output, _mean, _change) = (new float[words * dimensions], new float[words * dimensions], new float[dimensions], new float[dimensions]);
        for (var i = 0; i < _input.Length; i++) _input[i] = (float)((_random.NextDouble() - 0.5) / dimensions);
        _kept = [.. vocabulary.Counts.Select(count => Kept((double)count / vocabulary.Total, frequent))];
        FillNegatives(vocabulary.Counts);
    }

    /// <param name="documents">Ids of the words of each.</param>
    /// <param name="report">Told the words read and the mean loss of late, now and then.</param>
    /// <returns>[words, dimensions], row after row.</returns>
    public float[] Run(IReadOnlyList<int[]> documents, int epochs, Action<long, double>? report, CancellationToken cancellation)
    {
        const int reportEvery = 50_000;
        var order = Enumerable.Range(0, documents.Count).ToArray();
        var (all, read) = (documents.Sum(document => (long)document.Length) * epochs, 0L);
        var words = new List<int>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            _random.Shuffle(order);
            var (loss, seen) = (0.0, 0L);
            for (var i = 0; i < order.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var document = documents[order[i]];
                words.Clear();
                foreach (var word in document)
                    if (_random.NextDouble() < _kept[word])
                        words.Add(word);
                var rate = (float)(Rate * Math.Max(1e-3, 1 - (double)read / all));
                for (var at = 0; at < words.Count; at++) loss += Learn(words, at, rate);
                seen += words.Count;
                read += document.Length;
                if ((i + 1) % reportEvery != 0 || seen == 0) continue;
                report?.Invoke(read, loss / seen);
                (loss, seen) = (0, 0);
            }
        }

        return _input;
    }

    /// <returns>The loss of the word itself against its neighbours' mean.</returns>
    private double Learn(List<int> words, int at, float rate)
    {
        var reach = 1 + _random.Next(_reach);
        var (from, to) = (Math.Max(0, at - reach), Math.Min(words.Count - 1, at + reach));
        if (from == to) return 0;
        Array.Clear(_mean);
        for (var j = from; j <= to; j++)
            if (j != at)
                TensorPrimitives.Add(_mean, Row(_input, words[j]), _mean);
        TensorPrimitives.Multiply(_mean, 1f / (to - from), _mean);

        Array.Clear(_change);
        var loss = -Math.Log(Distinguish(words[at], 1, rate) + 1e-9);
        for (var n = 0; n < Negatives; n++)
            if (_negatives[_random.Next(_negatives.Length)] is var other && other != words[at])
                Distinguish(other, 0, rate);

        for (var j = from; j <= to; j++)
            if (j != at)
                TensorPrimitives.Add(Row(_input, words[j]), _change, Row(_input, words[j]));
        return loss;
    }

    /// <returns>The probability that the word belongs among the neighbours, before the step.</returns>
    private float Distinguish(int word, float belongs, float rate)
    {
        var row = Row(_output, word);
        var probability = 1 / (1 + MathF.Exp(-TensorPrimitives.Dot<float>(_mean, row)));
        var step = (belongs - probability) * rate;
        TensorPrimitives.MultiplyAdd(row, step, _change, _change);
        TensorPrimitives.MultiplyAdd(_mean, step, row, row);
        return probability;
    }

    private Span<float> Row(float[] table, int word) => table.AsSpan(word * _dimensions, _dimensions);

    private static double Kept(double share, double frequent) => Math.Min(1, Math.Sqrt(frequent / share) + frequent / share);

    private void FillNegatives(IReadOnlyList<long> counts)
    {
        var all = counts.Sum(count => Math.Pow(count, Smoothing));
        var (filled, upTo) = (0, 0.0);
        for (var word = 0; word < counts.Count; word++)
        {
            upTo += Math.Pow(counts[word], Smoothing) / all;
            while (filled < _negatives.Length && (filled + 0.5) / _negatives.Length < upTo) _negatives[filled++] = word;
        }

        _negatives.AsSpan(filled).Fill(counts.Count - 1);
    }
}
