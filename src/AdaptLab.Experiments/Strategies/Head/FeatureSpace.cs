using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Words;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Which features the classifier sees.</summary>
/// <param name="Poolings">Depths whose states are taken.</param>
/// <param name="Words">Whether it sees words, too: their pieces, and what they mean.</param>
internal sealed record FeatureLayout(ImmutableArray<Pooling> Poolings, bool Words)
{
    /// <summary>As far as the network must be computed; null where it is not needed at all.</summary>
    public Pooling? Deepest => Poolings.IsEmpty ? null : Poolings.Max();

    public override string ToString() =>
        string.Join(" + ", Poolings.Select(pooling => $"{(pooling == Pooling.Words ? "input" : pooling.ToString().ToLowerInvariant())} states").Concat(Words ? ["words"] : []));
}

/// <summary>From a text's features to one vector: states, what the words mean, and pieces of words. Pieces that occur in no example
/// are nothing; their words are known by their vectors alone.</summary>
internal sealed class FeatureSpace
{
    /// <summary>As much as for the rows of a prompt: in a product of two vectors, pieces in common count for twice what the words mean.</summary>
    private static readonly double PieceLength = Math.Sqrt(2);

    private readonly FeatureLayout _layout;
    private readonly ImmutableArray<ulong> _pieces;

    /// <param name="pieces">In ascending order.</param>
    private FeatureSpace(FeatureLayout layout, ImmutableArray<ulong> pieces) => (_layout, _pieces) = (layout, pieces);

    /// <summary>Pieces that it knows.</summary>
    public int Sparse => _pieces.Length;

    public static FeatureSpace Of(IEnumerable<TextFeatures> examples, FeatureLayout layout) =>
        new(layout, layout.Words ? [.. examples.SelectMany(example => example.Pieces.Pieces).Distinct().Order()] : []);

    /// <summary>What <see cref="Write"/> wrote of a space of the same layout.</summary>
    public static FeatureSpace Read(BinaryReader reader, FeatureLayout layout)
    {
        var pieces = new ulong[reader.ReadInt32()];
        for (var i = 0; i < pieces.Length; i++) pieces[i] = reader.ReadUInt64();
        return new FeatureSpace(layout, [.. pieces]);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_pieces.Length);
        foreach (var piece in _pieces) writer.Write(piece);
    }

    /// <returns>States and meaning each of length one, pieces of √2 (less, where some are not known).</returns>
    public FeatureVector Vector(TextFeatures text)
    {
        var states = _layout.Poolings.SelectMany(pooling => text.States[(int)pooling]);
        if (!_layout.Words) return FeatureVector.Of([.. states.Select(state => (double)state)]);
        var (indices, values) = (new List<int>(), new List<double>());
        foreach (var (piece, weight) in text.Pieces.Pieces.Zip(text.Pieces.Weights))
            if (_pieces.BinarySearch(piece) is var index and >= 0)
            {
                indices.Add(index);
                values.Add(PieceLength * weight);
            }

        return new FeatureVector([.. states.Concat(text.Meaning).Select(value => (double)value)], [.. indices], [.. values]);
    }

    /// <summary>What the weights on the dense numbers of a <see cref="Vector"/> are held near, as the labels' names have it; null where
    /// words do not count.</summary>
    /// <param name="names">As <see cref="LabelNames"/> give them, on what a text means.</param>
    public IReadOnlyList<double[]>? Prior(IReadOnlyList<float[]> names, TextFeatures like)
    {
        if (!_layout.Words) return null;
        var states = _layout.Poolings.Sum(pooling => like.States[(int)pooling].Length);
        return [.. names.Select(weights => (double[])[.. new double[states], .. weights.Select(weight => (double)weight)])];
    }
}
