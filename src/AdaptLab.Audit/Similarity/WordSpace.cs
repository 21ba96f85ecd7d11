using System.Numerics.Tensors;
using AdaptLab.Words;

namespace AdaptLab.Audit.Similarity;

/// <summary>Texts as what their words mean: vectors of length one, from the mean of all of them. Two texts may be alike here
/// that share no word.</summary>
/// <remarks>What all texts of a task have in common, that they are about contracts, say, tells none from another: so the
/// mean is taken off.</remarks>
internal sealed class WordSpace
{
    private readonly float[][] _vectors;
    private readonly float[] _mean;

    public WordSpace(IReadOnlyList<string> texts)
    {
        _vectors = [.. texts.Select(WordVectors.Shipped.Embed)];
        _mean = new float[WordVectors.Shipped.Dimensions];
        foreach (var vector in _vectors)
            TensorPrimitives.Add(_mean, vector, _mean);
        TensorPrimitives.Divide(_mean, Math.Max(1, texts.Count), _mean);
        foreach (var vector in _vectors)
            Centre(vector);
    }

    /// <summary>That of a text; of one without a known word, zeros.</summary>
    public float[] this[int text] => _vectors[text];

    /// <summary>Of a text that is not among them.</summary>
    public float[] Of(string text)
    {
        var vector = WordVectors.Shipped.Embed(text);
        Centre(vector);
        return vector;
    }

    public float Cosine(int text, int other) => TensorPrimitives.Dot<float>(_vectors[text], _vectors[other]);

    /// <inheritdoc cref="TermSpace.MeanCosines"/>
    public double[][] MeanCosines(IReadOnlyList<int> texts, IReadOnlyList<int> members, IReadOnlyList<int> labels, int labelCount)
    {
        var sums = new float[labelCount][];
        var counts = new int[labelCount];
        var labelOf = new Dictionary<int, int>(members.Count);
        for (var i = 0; i < members.Count; i++)
        {
            var sum = sums[labels[i]] ??= new float[_mean.Length];
            TensorPrimitives.Add(sum, _vectors[members[i]], sum);
            counts[labels[i]]++;
            labelOf[members[i]] = labels[i];
        }

        return [.. texts.Select(text => Enumerable.Range(0, labelCount).Select(label =>
        {
            var own = labelOf.TryGetValue(text, out var known) && known == label;
            var count = counts[label] - (own ? 1 : 0);
            if (count == 0)
                return 0;
            var total = TensorPrimitives.Dot<float>(_vectors[text], sums[label]) - (own ? Cosine(text, text) : 0);
            return (double)total / count;
        }).ToArray())];
    }

    private void Centre(float[] vector)
    {
        // Of a text without a known word nothing is known, and that it is not the mean is no knowledge.
        if (TensorPrimitives.Norm<float>(vector) == 0)
            return;
        TensorPrimitives.Subtract(vector, _mean, vector);
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
    }
}
