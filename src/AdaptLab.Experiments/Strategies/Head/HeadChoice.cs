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
    public static HeadChoice Make(StrategyContext context, HeadRows rows, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var layouts = Layouts(context.Strategy.Properties.Text("features"));
        double? given = context.Strategy.Properties.Has("regularization") ? 1 / context.Strategy.Properties.Number("regularization") : null;
        var folds = FoldsOf(context);
        if (folds.Length == 0) return new HeadChoice(layouts[0], given ?? UsualStrength);

        double Loss(IEnumerable<HeldFold> held, double strength)
        {
            progress?.Report(new StrategyProgress("fitting"));
            return held.Average(fold => fold.Loss(strength, cancellation));
        }

        var candidates = layouts.Select(layout => (Layout: layout, Held: folds.Select(fold => HeldFold.Of(rows, fold, layout, cancellation)).ToArray())).ToArray();
        var best = candidates.Length == 1 ? candidates[0] : candidates.MinBy(candidate => Loss(candidate.Held, given ?? UsualStrength));
        return new HeadChoice(best.Layout, given ?? Strengths.MinBy(strength => Loss(best.Held, strength)));
    }

    public override string ToString() => $"{Layout}, penalty {1 / Strength:0.###}";

    private static ImmutableArray<FeatureLayout> Layouts(string features)
    {
        ImmutableArray<ImmutableArray<Pooling>> depths = [[Pooling.Words, Pooling.Middle], [Pooling.Words], [Pooling.Middle], [Pooling.Last]];
        return features switch
        {
            "words" => [new FeatureLayout([], true)],
            "states" => [.. depths.Select(depth => new FeatureLayout(depth, false))],
            _ => [new FeatureLayout([], true), .. depths.Select(depth => new FeatureLayout(depth, true))],
        };
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

    /// <summary>One fold under one layout: the problem of the rows that stay, and those held out.</summary>
    private sealed record HeldFold(LogisticRegression Problem, FeatureVector[] Held, int[] HeldLabels)
    {
        public static HeldFold Of(HeadRows rows, ImmutableArray<int> held, FeatureLayout layout, CancellationToken cancellation)
        {
            var space = rows.SpaceWithout(held, layout);
            return new HeldFold(
                rows.ProblemWithout(held, space, cancellation), [.. held.Select(i => space.Vector(rows.Example(i)))], [.. held.Select(rows.LabelOf)]);
        }

        /// <summary>Mean log loss of the rows held out.</summary>
        public double Loss(double strength, CancellationToken cancellation)
        {
            var classifier = Problem.Fit(strength, cancellation);
            return Held.Zip(HeldLabels).Average(row => -Math.Log(Math.Max(classifier.Probabilities(row.First)[row.Second], 1e-9)));
        }
    }
}
