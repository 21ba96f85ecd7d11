using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using AdaptLab.Words;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>What a head is fitted to: the examples, and for each label one row more, its name and description. Few examples
/// leave much open about which a label's own words have something to say.</summary>
internal sealed class HeadRows(ImmutableArray<TextFeatures> examples, ImmutableArray<TextFeatures> labels, StrategyContext context)
{
    private readonly float[][] _names = LabelNames.Shipped.Weights([.. context.Labels.Select(label => label.Name)]);

    public TextFeatures Example(int row) => examples[row];

    public int LabelOf(int row) => context.Examples[row].Label;

    /// <param name="held">Examples left out.</param>
    public FeatureSpace SpaceWithout(ImmutableArray<int> held, FeatureLayout layout) =>
        FeatureSpace.Of([.. Staying(held).Select(Example), .. labels], layout);

    public LogisticRegression ProblemWithout(ImmutableArray<int> held, FeatureSpace space, CancellationToken cancellation)
    {
        int[] staying = [.. Staying(held)];
        return new LogisticRegression(
            [.. staying.Select(Example).Concat(labels).Select(space.Vector)], space.Sparse,
            [.. staying.Select(LabelOf), .. Enumerable.Range(0, labels.Length)], labels.Length,
            space.Prior(_names, labels[0]), cancellation);
    }

    private IEnumerable<int> Staying(ImmutableArray<int> held)
    {
        var left = held.ToHashSet();
        return Enumerable.Range(0, examples.Length).Where(i => !left.Contains(i));
    }
}
