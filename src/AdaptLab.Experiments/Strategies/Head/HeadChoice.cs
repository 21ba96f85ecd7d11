using System.Collections.Immutable;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>Features and penalty of a head, chosen by how well heads fitted without some examples answer these.</summary>
/// <param name="Strength">Inverse of the penalty.</param>
internal sealed record HeadChoice(FeatureLayout Layout, double Strength)
{
    private const int Folds = 5;

    /// <summary>With more examples than this, one fold tells enough.</summary>
    private const int OneFoldAbove = 400;

    private const double UsualStrength = 10;
    private static readonly double[] Strengths = [1, 3, 10, 30, 100];

    /// <summary>Features first, at a usual strength; then the strength. By log loss, so that the probabilities come out calibrated, too.</summary>
    public static HeadChoice Make(StrategyContext context, IReadOnlyList<TextFeatures> texts, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var layouts = Layouts(context.Strategy.Properties.Text("features"));
        double? given = context.Strategy.Properties.Has("regularization") ? 1 / context.Strategy.Properties.Number("regularization") : null;
        var folds = FoldsOf(context);
        if (folds.Length == 0) return new HeadChoice(layouts[0], given ?? UsualStrength);

        double Loss(HeadChoice choice)
        {
            var loss = choice.HeldLoss(context, texts, folds, cancellation);
            progress?.Report(new StrategyProgress("fitting"));
            return loss;
        }

        var layout = layouts.Length == 1 ? layouts[0] : layouts.MinBy(candidate => Loss(new HeadChoice(candidate, given ?? UsualStrength)))!;
        return new HeadChoice(layout, given ?? Strengths.MinBy(strength => Loss(new HeadChoice(layout, strength))));
    }

    public override string ToString() => $"{Layout}, penalty {1 / Strength:0.###}";

    private static ImmutableArray<FeatureLayout> Layouts(string features)
    {
        ImmutableArray<ImmutableArray<Pooling>> depths = [[Pooling.Words, Pooling.Middle], [Pooling.Words], [Pooling.Middle], [Pooling.Last]];
        return features == "tokens" ? [new FeatureLayout([], true)] : [.. depths.Select(depth => new FeatureLayout(depth, features == "both"))];
    }

    /// <summary>For each fold the examples left out. Those of a group leave together; of each label about a fifth does.</summary>
    private static ImmutableArray<ImmutableArray<int>> FoldsOf(StrategyContext context)
    {
        var groups = Enumerable.Range(0, context.Examples.Length)
            .GroupBy(i => context.Examples[i].Group ?? $"row {i}", StringComparer.Ordinal)
            .OrderBy(group => context.Examples[group.First()].Label)
            .Select((group, number) => (Rows: group.ToArray(), Fold: number % Folds))
            .GroupBy(group => group.Fold, group => group.Rows)
            .Select(fold => fold.SelectMany(rows => rows).ToImmutableArray())
            .ToArray();
        return groups.Length < 2 ? [] : context.Examples.Length > OneFoldAbove ? [groups[0]] : [.. groups];
    }

    private double HeldLoss(StrategyContext context, IReadOnlyList<TextFeatures> texts, ImmutableArray<ImmutableArray<int>> folds, CancellationToken cancellation)
    {
        var (loss, count) = (0.0, 0);
        foreach (var held in folds)
        {
            var left = held.ToHashSet();
            var training = Enumerable.Range(0, texts.Count).Where(i => !left.Contains(i)).ToArray();
            var space = FeatureSpace.Of([.. training.Select(i => texts[i])], Layout);
            var classifier = LogisticRegression.Fit(
                [.. training.Select(i => space.Vector(texts[i]))], space.Sparse, [.. training.Select(i => context.Examples[i].Label)], context.Labels.Length, Strength, cancellation);
            foreach (var i in held)
            {
                loss -= Math.Log(Math.Max(classifier.Probabilities(space.Vector(texts[i]))[context.Examples[i].Label], 1e-9));
                count++;
            }
        }

        return loss / count;
    }
}
