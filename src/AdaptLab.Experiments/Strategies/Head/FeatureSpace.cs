using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Which features the classifier sees.</summary>
/// <param name="Poolings">Depths whose states are taken.</param>
/// <param name="Tokens">Whether it sees tokens, too.</param>
internal sealed record FeatureLayout(ImmutableArray<Pooling> Poolings, bool Tokens)
{
    /// <summary>As far as the network must be computed; null where it is not needed at all.</summary>
    public Pooling? Deepest => Poolings.IsEmpty ? null : Poolings.Max();

    public override string ToString() =>
        string.Join(" + ", Poolings.Select(pooling => pooling.ToString().ToLowerInvariant() + " states").Concat(Tokens ? ["tokens"] : []));
}

/// <summary>From a text's features to one vector. Tokens are weighted by how rare they are among the examples; those that
/// occur in none are unknown.</summary>
internal sealed class FeatureSpace
{
    private readonly FeatureLayout _layout;
    private readonly Dictionary<long, (int Index, double Weight)> _grams;

    private FeatureSpace(FeatureLayout layout, Dictionary<long, (int Index, double Weight)> grams) => (_layout, _grams) = (layout, grams);

    /// <summary>Tokens and pairs of tokens that it knows.</summary>
    public int Sparse => _grams.Count;

    public static FeatureSpace Of(IReadOnlyList<TextFeatures> examples, FeatureLayout layout)
    {
        var grams = new Dictionary<long, (int, double)>();
        if (layout.Tokens)
            foreach (var (gram, count) in examples.SelectMany(text => text.Grams.Distinct()).CountBy(gram => gram).OrderBy(pair => pair.Key))
                grams[gram] = (grams.Count, Math.Log((1.0 + examples.Count) / (1 + count)) + 1);
        return new FeatureSpace(layout, grams);
    }

    /// <summary>What <see cref="Write"/> wrote of a space of the same layout.</summary>
    public static FeatureSpace Read(BinaryReader reader, FeatureLayout layout)
    {
        var grams = new Dictionary<long, (int, double)>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            grams[reader.ReadInt64()] = (grams.Count, reader.ReadDouble());
        return new FeatureSpace(layout, grams);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_grams.Count);
        foreach (var (gram, (_, weight)) in _grams.OrderBy(pair => pair.Value.Index))
        {
            writer.Write(gram);
            writer.Write(weight);
        }
    }

    /// <returns>Each kind of feature of length one (tokens of none: nothing).</returns>
    public FeatureVector Vector(TextFeatures text)
    {
        double[] states = [.. _layout.Poolings.SelectMany(pooling => text.States[(int)pooling]).Select(state => (double)state)];
        var known = text.Grams.CountBy(gram => gram)
            .Where(pair => _grams.ContainsKey(pair.Key))
            .Select(pair => (_grams[pair.Key].Index, Value: _grams[pair.Key].Weight * (1 + Math.Log(pair.Value))))
            .ToArray();
        var length = Math.Sqrt(known.Sum(gram => gram.Value * gram.Value));
        return new FeatureVector(states, [.. known.Select(gram => gram.Index)], [.. known.Select(gram => gram.Value / length)]);
    }
}
