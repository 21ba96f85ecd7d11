using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Results.Advising;

/// <summary>What is known of a comparison before anything has run: what advice can be given from.</summary>
public sealed record Situation
{
    public required TaskKind Task { get; init; }

    /// <summary>0 where answers are written.</summary>
    public required int Labels { get; init; }

    /// <summary>Whether each label says in words what it means.</summary>
    public required bool LabelsAreDescribed { get; init; }

    /// <summary>The training sets that are compared.</summary>
    public required ImmutableArray<TrainingSetSize> Sets { get; init; }

    /// <summary>Whether there are documents to look things up in.</summary>
    public required bool HasDocuments { get; init; }

    /// <summary>Rows that are answered: eval rows, or with folds the examples.</summary>
    public required int Rows { get; init; }

    public required ImmutableArray<StrategySpec> Strategies { get; init; }

    public required int Seeds { get; init; }

    /// <summary>Whether another seed could change what any of the strategies answers.</summary>
    public required bool SeedsMatter { get; init; }

    public required bool HasCurve { get; init; }

    /// <summary>Whether the weights are at hand, so that they can be trained.</summary>
    public required bool HasWeights { get; init; }

    /// <summary>The share of the examples' words that stand whole in the vocabulary of the base: how near their wording is to what it was
    /// made from. Null where nobody can tell.</summary>
    public double? Familiarity { get; init; }

    /// <summary>What to think of before the comparison is run; the most important first.</summary>
    public ImmutableArray<Advice> Advice => [.. RulesBefore.All.SelectMany(rule => rule.Of(this))];

    /// <summary>The largest set.</summary>
    internal TrainingSetSize Largest => Sets.IsEmpty ? new("", 0) : Sets.MaxBy(set => set.Examples)!;

    internal double ExamplesALabel => (double)Largest.Examples / Math.Max(1, Labels);

    internal bool Has(params IEnumerable<string> kinds) => Strategies.Any(strategy => kinds.Contains(strategy.Kind));
}

/// <param name="Name">"expert", "expert + contractors".</param>
public sealed record TrainingSetSize(string Name, int Examples);
