using System.Numerics.Tensors;
using static AdaptLab.Reading.ReaderShape;

namespace AdaptLab.Reading;

/// <summary>The reader's network: for every span of a passage a score, and one for there being no answer.</summary>
/// <remarks>Words of the passage look at words of the question (softmax attention, before and between the convolutions), and gated
/// convolutions carry what they find to the words beside them. A span's score is that of its first word, that of its last, how the two
/// fit, and that of its length.</remarks>
internal sealed class ReaderNetwork
{
    private const float Epsilon = 1e-5f;

    private readonly int _dimensions;
    private readonly float[] _frequent, _suffix, _in, _inBias, _match, _pool, _film, _outNorm, _start, _startOwn, _end, _endOwn, _first, _last, _length, _nonePool, _noneOwn, _noneAsked, _none;
    private readonly Convolution[] _question, _passage;
    private readonly Attention[] _looks;

    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    public ReaderNetwork(ReaderWeights weights, int dimensions)
    {
        _dimensions = dimensions;
        _frequent = weights.Of("frequent", WordInputs.FrequentCount + 1, FrequentWidth);
        _suffix = weights.Of("suffix", WordInputs.SuffixCount + 1, SuffixWidth);
        _in = weights.Of("in", Width, Inputs(dimensions));
        _inBias = weights.Of("in_bias", Width);
        _match = weights.Of("match", Width, ReaderInputs.MatchCount);
        _pool = weights.Of("pool", Width);
        _film = weights.Of("film", Width, Width);
        _outNorm = weights.Of("out_norm", Width);
        (_start, _startOwn) = (weights.Of("start", Width, Width), weights.Of("start_own", Width));
        (_end, _endOwn) = (weights.Of("end", Width, Width), weights.Of("end_own", Width));
        (_first, _last) = (weights.Of("pair_first", PairWidth, Width), weights.Of("pair_last", PairWidth, Width));
        _length = weights.Of("length", ReaderInputs.LongestSpan);
        (_nonePool, _noneOwn, _noneAsked, _none) = (weights.Of("none_pool", Width), weights.Of("none_own", Width), weights.Of("none_asked", Width), weights.Of("none", 1));
        _question = [.. Enumerable.Range(0, QuestionBlocks).Select(i => new Convolution(weights, $"question{i}", QuestionReach, 1))];
        _passage = new Convolution[Steps.Length];
        for (var i = 0; i < _passage.Length; i++) _passage[i] = new Convolution(weights, $"passage{i}", PassageReach, Steps[i]);
        _looks = [new Attention(weights, "look0"), new Attention(weights, "look1")];
    }

    /// <returns>[words, <see cref="ReaderInputs.LongestSpan"/>]: the score of the span of that many words more than one, whether or not it may be; and that of none.</returns>
    public (float[] Spans, float None) Run(ReaderInputs inputs)
    {
        var words = Read(inputs.Question);
        var asked = (float[])words.Clone();
        foreach (var block in _question) block.Run(asked);
        var question = Pooled(asked, _pool);

        var passage = Read(inputs.Passage);
        var n = inputs.Passage.Count;
        TensorPrimitives.Add(passage, Product(inputs.Matches, _match, n), passage);
        _looks[0].Run(passage, words);
        _passage[0].Run(passage);
        _passage[1].Run(passage);
        var film = Product(question, _film, 1);
        for (var i = 0; i < n; i++) TensorPrimitives.Add(Row(passage, i), film, Row(passage, i));
        _looks[1].Run(passage, asked);
        _passage[2].Run(passage);
        _passage[3].Run(passage);
        var read = Normed(passage, _outNorm);
        return (SpanScores(read, question, n), NoneScore(read, question));
    }

    private float[] SpanScores(float[] read, float[] question, int n)
    {
        var (start, end) = (Product(question, _start, 1), Product(question, _end, 1));
        TensorPrimitives.Add(start, _startOwn, start);
        TensorPrimitives.Add(end, _endOwn, end);
        var (first, last) = (Product(read, _first, n), Product(read, _last, n));
        var scores = new float[n * ReaderInputs.LongestSpan];
        for (var i = 0; i < n; i++)
        {
            var begins = TensorPrimitives.Dot(Row(read, i), start);
            for (var more = 0; more < ReaderInputs.LongestSpan && i + more < n; more++)
                scores[(i * ReaderInputs.LongestSpan) + more] = begins + TensorPrimitives.Dot(Row(read, i + more), end) + _length[more]
                    + TensorPrimitives.Dot(first.AsSpan(i * PairWidth, PairWidth), last.AsSpan((i + more) * PairWidth, PairWidth));
        }

        return scores;
    }

    private float NoneScore(float[] read, float[] question)
    {
        var pooled = Pooled(read, _nonePool);
        var score = TensorPrimitives.Dot(pooled, _noneOwn) + _none[0];
        for (var i = 0; i < Width; i++) score += pooled[i] * question[i] * _noneAsked[i];
        return score;
    }

    private float[] Read(WordInputs words)
    {
        var width = Inputs(_dimensions);
        var rows = new float[words.Count * width];
        for (var i = 0; i < words.Count; i++)
        {
            var row = rows.AsSpan(i * width, width);
            words.Vectors.AsSpan(i * _dimensions, _dimensions).CopyTo(row);
            _frequent.AsSpan(words.Frequent[i] * FrequentWidth, FrequentWidth).CopyTo(row[_dimensions..]);
            _suffix.AsSpan(words.Suffix[i] * SuffixWidth, SuffixWidth).CopyTo(row[(_dimensions + FrequentWidth)..]);
            words.Traits.AsSpan(i * WordInputs.TraitCount, WordInputs.TraitCount).CopyTo(row[(_dimensions + FrequentWidth + SuffixWidth)..]);
        }

        var read = Product(rows, _in, words.Count);
        for (var i = 0; i < words.Count; i++) TensorPrimitives.Add(Row(read, i), _inBias, Row(read, i));
        return read;
    }

    private static Span<float> Row(float[] rows, int i) => rows.AsSpan(i * Width, Width);

    /// <summary>The mean of rows, each as heavy as it is drawn to a direction.</summary>
    private static float[] Pooled(float[] rows, float[] direction)
    {
        var n = rows.Length / Width;
        var pooled = new float[Width];
        if (n == 0) return pooled;
        var shares = new float[n];
        for (var i = 0; i < n; i++) shares[i] = TensorPrimitives.Dot(Row(rows, i), direction);
        TensorPrimitives.SoftMax(shares, shares);
        for (var i = 0; i < n; i++) TensorPrimitives.MultiplyAdd(Row(rows, i), shares[i], pooled, pooled);
        return pooled;
    }

    /// <summary>Rows [count, columns] times a matrix [outputs, columns] turned.</summary>
    private static float[] Product(float[] rows, float[] matrix, int count)
    {
        if (count == 0) return [];
        var columns = rows.Length / count;
        var outputs = matrix.Length / columns;
        var product = new float[count * outputs];
        for (var i = 0; i < count; i++)
            for (var o = 0; o < outputs; o++)
                product[(i * outputs) + o] = TensorPrimitives.Dot(rows.AsSpan(i * columns, columns), matrix.AsSpan(o * columns, columns));
        return product;
    }

    private static float[] Normed(float[] rows, float[] scale)
    {
        var normed = new float[rows.Length];
        for (var at = 0; at < rows.Length; at += Width)
        {
            var row = rows.AsSpan(at, Width);
            TensorPrimitives.Multiply(row, scale, normed.AsSpan(at, Width));
            var size = 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares(row) / Width) + Epsilon);
            TensorPrimitives.Multiply(normed.AsSpan(at, Width), size, normed.AsSpan(at, Width));
        }

        return normed;
    }

    /// <summary>Adds to rows what comes out of a gate: one half of the numbers, each let through as far as its counterpart says.</summary>
    private static void AddGated(float[] rows, float[] gated, float[] bias)
    {
        Span<float> both = stackalloc float[2 * Width];
        for (var i = 0; i < rows.Length / Width; i++)
        {
            TensorPrimitives.Add(gated.AsSpan(i * 2 * Width, 2 * Width), bias, both);
            TensorPrimitives.Sigmoid(both[Width..], both[Width..]);
            TensorPrimitives.MultiplyAdd(both[..Width], both[Width..], Row(rows, i), Row(rows, i));
        }
    }

    /// <summary>What the words beside each word say, number by number, and then all numbers together.</summary>
    private sealed class Convolution(ReaderWeights weights, string name, int reach, int step)
    {
        private readonly float[] _norm = weights.Of($"{name}.norm", Width);
        private readonly float[] _taps = weights.Of($"{name}.taps", reach, Width);
        private readonly float[] _gate = weights.Of($"{name}.gate", 2 * Width, Width);
        private readonly float[] _bias = weights.Of($"{name}.bias", 2 * Width);

        public void Run(float[] rows)
        {
            var n = rows.Length / Width;
            var normed = Normed(rows, _norm);
            var mixed = new float[rows.Length];
            for (var i = 0; i < n; i++)
                for (var tap = 0; tap < reach; tap++)
                    if (i + ((tap - (reach / 2)) * step) is var from && from >= 0 && from < n)
                        TensorPrimitives.MultiplyAdd(Row(normed, from), _taps.AsSpan(tap * Width, Width), Row(mixed, i), Row(mixed, i));
            AddGated(rows, Product(mixed, _gate, n), _bias);
        }
    }

    /// <summary>What of the question each word finds: nothing, where nothing is near.</summary>
    private sealed class Attention(ReaderWeights weights, string name)
    {
        private readonly float[] _norm = weights.Of($"{name}.norm", Width);
        private readonly float[] _looks = weights.Of($"{name}.looks", LookWidth, Width);
        private readonly float[] _shows = weights.Of($"{name}.shows", LookWidth, Width);
        private readonly float[] _gate = weights.Of($"{name}.gate", 2 * Width, 2 * Width);
        private readonly float[] _bias = weights.Of($"{name}.bias", 2 * Width);

        public void Run(float[] rows, float[] question)
        {
            var (n, m) = (rows.Length / Width, question.Length / Width);
            var normed = Normed(rows, _norm);
            var (looks, shows) = (Product(normed, _looks, n), Product(question, _shows, m));
            var found = new float[n * 2 * Width];
            // One more than there are words: it shows nothing.
            var shares = new float[m + 1];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < m; j++)
                    shares[j] = TensorPrimitives.Dot(looks.AsSpan(i * LookWidth, LookWidth), shows.AsSpan(j * LookWidth, LookWidth)) / MathF.Sqrt(LookWidth);
                shares[m] = 0;
                TensorPrimitives.SoftMax(shares, shares);
                var sum = found.AsSpan(i * 2 * Width, Width);
                for (var j = 0; j < m; j++) TensorPrimitives.MultiplyAdd(Row(question, j), shares[j], sum, sum);
                TensorPrimitives.Multiply(sum, Row(normed, i), found.AsSpan((i * 2 * Width) + Width, Width));
            }

            AddGated(rows, Product(found, _gate, n), _bias);
        }
    }
}
