using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;
using AdaptLab.Words;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Which features the classifier sees.</summary>
/// <param name="Poolings">Depths whose states are taken.</param>
/// <param name="Words">Whether it sees words, too: which occur, and what they mean.</param>
internal sealed record FeatureLayout(ImmutableArray<Pooling> Poolings, bool Words)
{
    /// <summary>As far as the network must be computed; null where it is not needed at all.</summary>
    public Pooling? Deepest => Poolings.IsEmpty ? null : Poolings.Max();

    public override string ToString() =>
        string.Join(" + ", Poolings.Select(pooling => $"{(pooling == Pooling.Words ? "input" : pooling.ToString().ToLowerInvariant())} states").Concat(Words ? ["words"] : []));
}

/// <summary>From a text's features to one vector. Words and runs of characters are weighted by how rare they are among the
/// examples; those that occur in none are known by their vectors alone.</summary>
internal sealed class FeatureSpace
{
    private readonly FeatureLayout _layout;
    private readonly TfIdf? _terms;

    private FeatureSpace(FeatureLayout layout, TfIdf? terms) => (_layout, _terms) = (layout, terms);

    /// <summary>Terms that it knows.</summary>
    public int Sparse => _terms?.Dimensions ?? 0;

    public static FeatureSpace Of(IReadOnlyList<TextFeatures> examples, FeatureLayout layout) =>
        new(layout, layout.Words ? TfIdf.Fit([.. examples.Select(example => example.Text)]) : null);

    /// <summary>What <see cref="Write"/> wrote of a space of the same layout.</summary>
    public static FeatureSpace Read(BinaryReader reader, FeatureLayout layout)
    {
        if (!layout.Words) return new FeatureSpace(layout, null);
        var terms = new (string, double)[reader.ReadInt32()];
        for (var i = 0; i < terms.Length; i++) terms[i] = (reader.ReadString(), reader.ReadDouble());
        return new FeatureSpace(layout, TfIdf.Of(terms));
    }

    public void Write(BinaryWriter writer)
    {
        if (_terms is null) return;
        writer.Write(_terms.Dimensions);
        foreach (var (term, weight) in _terms.Terms)
        {
            writer.Write(term);
            writer.Write(weight);
        }
    }

    /// <returns>Each kind of feature of length one (words of none: nothing).</returns>
    public FeatureVector Vector(TextFeatures text)
    {
        var states = _layout.Poolings.SelectMany(pooling => text.States[(int)pooling]);
        if (_terms is null) return FeatureVector.Of([.. states.Select(state => (double)state)]);
        var terms = _terms.Vector(text.Text);
        return new FeatureVector(
            [.. states.Concat(text.Meaning).Select(value => (double)value)], [.. terms.Keys], [.. terms.Values.Select(value => (double)value)]);
    }
}
