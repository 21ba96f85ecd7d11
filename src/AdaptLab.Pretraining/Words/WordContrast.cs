using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Training;

namespace AdaptLab.Pretraining.Words;

/// <summary>
/// Brings the sums of word vectors of texts that belong together close to each other: sentences of one document, rows of one
/// label, sentences that mean the same. The objectives are those of token embeddings, with the gradient written out, since
/// a step touches few of the words.
/// </summary>
/// <param name="vectors">[words, dimensions]; changed in place.</param>
/// <param name="weights">How much each word counts in a sum.</param>
internal sealed class WordContrast(float[] vectors, float[] weights)
{
    private const float PairTemperature = (float)Contrast.PairTemperature;
    private const float ClassTemperature = (float)Contrast.ClassTemperature;
    private const double ClassShare = 0.5;

    /// <summary>Relative to the size of the vectors.</summary>
    private const double Rate = 0.03;

    /// <summary>The last part of the steps brings the rate down.</summary>
    private const double DecayShare = 0.3;

    /// <summary>How much of a word's mean squared gradient is kept from step to step.</summary>
    private const float Memory = 0.99f;

    private readonly int _dimensions = vectors.Length / weights.Length;
    private readonly float[] _squares = new float[weights.Length];

    /// <param name="report">Told the step and the mean losses of pairs and of classes of late, now and then.</param>
    public void Run(
        SimilarPairSampler pairs, ClassRowSampler classes, int steps, int rows, int seed, Action<int, double, double>? report, CancellationToken cancellation)
    {
        const int reportEvery = 250;
        var random = new Random(seed);
        var size = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(vectors) / vectors.Length);
        var (ofPairs, ofClasses) = (new List<double>(), new List<double>());
        for (var step = 1; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var rate = (float)(Rate * size * Math.Min(1, (1 - (double)step / steps) / DecayShare + 0.01));
            if (random.NextDouble() < ClassShare) ofClasses.Add(LearnClasses(classes.Next(random, rows), rate));
            else ofPairs.Add(LearnPairs(pairs.Next(random, rows), rate));
            if (step % reportEvery != 0) continue;
            report?.Invoke(step, ofPairs.DefaultIfEmpty().Average(), ofClasses.DefaultIfEmpty().Average());
            ofPairs.Clear();
            ofClasses.Clear();
        }
    }

    /// <summary>Symmetric InfoNCE (van den Oord et al. 2018).</summary>
    /// <returns>The loss before the step.</returns>
    internal double LearnPairs(IReadOnlyList<SimilarPair> pairs, float rate)
    {
        var n = pairs.Count;
        var batch = new Batch(this, [.. pairs.Select(pair => pair.A), .. pairs.Select(pair => pair.B)]);
        var similarity = new float[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                similarity[i, j] = i != j && pairs[i].Group >= 0 && pairs[i].Group == pairs[j].Group
                    ? float.NegativeInfinity
                    : TensorPrimitives.Dot<float>(batch.Unit(i), batch.Unit(n + j)) / PairTemperature;

        // Each of one side is to find its counterpart of the other, and the other way round.
        var loss = 0.0;
        for (var i = 0; i < n; i++)
            loss += Softmax(j => similarity[i, j], n, i, (j, error) => batch.Pull(i, n + j, error / (2 * n * PairTemperature)));
        for (var j = 0; j < n; j++)
            loss += Softmax(i => similarity[i, j], n, j, (i, error) => batch.Pull(i, n + j, error / (2 * n * PairTemperature)));
        batch.Step(rate);
        return loss / (2 * n);
    }

    /// <summary>Supervised contrast (Khosla et al. 2020).</summary>
    /// <returns>The loss before the step.</returns>
    internal double LearnClasses(ClassBatch rows, float rate)
    {
        var n = rows.Rows.Count;
        var batch = new Batch(this, rows.Rows);
        var (loss, row) = (0.0, new float[n]);
        for (var i = 0; i < n; i++)
        {
            var positives = Enumerable.Range(0, n).Where(j => j != i && rows.Classes[j] == rows.Classes[i]).ToArray();
            if (positives.Length == 0) continue;
            for (var j = 0; j < n; j++) row[j] = j == i ? float.NegativeInfinity : TensorPrimitives.Dot<float>(batch.Unit(i), batch.Unit(j)) / ClassTemperature;
            var logSum = LogSum(row);
            foreach (var j in positives) loss -= (row[j] - logSum) / positives.Length;
            for (var j = 0; j < n; j++)
                if (j != i)
                    batch.Pull(i, j, (MathF.Exp(row[j] - logSum) - (rows.Classes[j] == rows.Classes[i] ? 1f / positives.Length : 0)) / (n * ClassTemperature));
        }

        batch.Step(rate);
        return loss / n;
    }

    /// <param name="error">Told of each choice by how much its logit is too large.</param>
    /// <returns>The loss of the right one.</returns>
    private static double Softmax(Func<int, float> logits, int count, int right, Action<int, float> error)
    {
        var row = new float[count];
        for (var k = 0; k < count; k++) row[k] = logits(k);
        var logSum = LogSum(row);
        for (var k = 0; k < count; k++)
        {
            var probability = MathF.Exp(row[k] - logSum);
            if (k == right || probability > 0) error(k, probability - (k == right ? 1 : 0));
        }

        return logSum - row[right];
    }

    private static float LogSum(float[] row)
    {
        var most = TensorPrimitives.Max<float>(row);
        var sum = 0f;
        foreach (var value in row) sum += MathF.Exp(value - most);
        return most + MathF.Log(sum);
    }

    /// <summary>The texts of a step: their unit vectors, and the gradient that gathers for each.</summary>
    private sealed class Batch
    {
        private readonly WordContrast _words;
        private readonly IReadOnlyList<int[]> _texts;
        private readonly float[] _units, _gradients, _lengths;

        public Batch(WordContrast words, IReadOnlyList<int[]> texts)
        {
            (_words, _texts) = (words, texts);
            (_units, _gradients, _lengths) = (new float[texts.Count * words._dimensions], new float[texts.Count * words._dimensions], new float[texts.Count]);
            for (var i = 0; i < texts.Count; i++)
            {
                var unit = Unit(i);
                foreach (var word in texts[i]) TensorPrimitives.MultiplyAdd(words.Row(word), words.Weight(word), unit, unit);
                _lengths[i] = TensorPrimitives.Norm<float>(unit) + 1e-8f;
                TensorPrimitives.Divide(unit, _lengths[i], unit);
            }
        }

        public Span<float> Unit(int text) => _units.AsSpan(text * _words._dimensions, _words._dimensions);

        private Span<float> Gradient(int text) => _gradients.AsSpan(text * _words._dimensions, _words._dimensions);

        /// <summary>Adds what the similarity of two texts is to fall by.</summary>
        public void Pull(int one, int other, float slope)
        {
            TensorPrimitives.MultiplyAdd(Unit(other), slope, Gradient(one), Gradient(one));
            TensorPrimitives.MultiplyAdd(Unit(one), slope, Gradient(other), Gradient(other));
        }

        /// <summary>Carries the gradient through the scaling to length one to the words, and moves these.</summary>
        public void Step(float rate)
        {
            var ofWords = new Dictionary<int, float[]>();
            for (var i = 0; i < _texts.Count; i++)
            {
                var gradient = Gradient(i);
                TensorPrimitives.MultiplyAdd(Unit(i), -TensorPrimitives.Dot<float>(gradient, Unit(i)), gradient, gradient);
                TensorPrimitives.Divide(gradient, _lengths[i], gradient);
                foreach (var word in _texts[i])
                {
                    ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(ofWords, word, out _);
                    sum ??= new float[_words._dimensions];
                    TensorPrimitives.MultiplyAdd(gradient, _words.Weight(word), sum, sum);
                }
            }

            foreach (var (word, gradient) in ofWords) _words.Move(word, gradient, rate);
        }
    }

    private Span<float> Row(int word) => vectors.AsSpan(word * _dimensions, _dimensions);

    private float Weight(int word) => weights[word];

    /// <summary>One step size for all numbers of a word, by how large its gradients have been: Adam's, without its momentum.</summary>
    private void Move(int word, float[] gradient, float rate)
    {
        var square = TensorPrimitives.SumOfSquares<float>(gradient) / _dimensions;
        _squares[word] = _squares[word] == 0 ? square : Memory * _squares[word] + (1 - Memory) * square;
        TensorPrimitives.MultiplyAdd(gradient, -rate / (MathF.Sqrt(_squares[word]) + 1e-12f), Row(word), Row(word));
    }
}
