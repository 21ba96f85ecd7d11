using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>Which training sets a strategy is run on.</summary>
/// <remarks>
/// A strategy without `from` is run on every training set of the comparison. One with `from` reads nothing else: it is run
/// on what the training sets share with its `from`; where they share nothing, once, on its own sets.
/// </remarks>
internal sealed record TrainingSets(ImmutableArray<TrainingSet> Run, ImmutableArray<string> Notes)
{
    public static TrainingSets For(Spec spec, StrategySpec strategy)
    {
        var from = strategy.Properties.List("from");
        var documents = spec.Documents.Select(set => set.Name).Where(name => from.IsEmpty || from.Contains(name)).ToImmutableArray();
        var train = spec.Compare.Train;
        if (from.IsEmpty)
            return new([.. train.Select(sets => new TrainingSet(sets, documents))], []);

        var shared = train
            .Select(sets => sets.Where(set => from.Contains(set)).ToImmutableArray())
            .Where(sets => !sets.IsEmpty)
            .DistinctBy(Joined)
            .ToImmutableArray();
        if (shared.IsEmpty)
            shared = [[.. spec.Examples.Select(set => set.Name).Where(name => from.Contains(name))]];

        var notRun = train.Select(Joined).Where(name => shared.All(sets => Joined(sets) != name)).ToImmutableArray();
        return new(
            [.. shared.Select(sets => new TrainingSet(sets, documents))],
            notRun.IsEmpty ? [] : [$"{strategy.Name} reads only {string.Join(", ", from)} (its `from`), so it is not run on {string.Join(" nor on ", notRun)}."]);
    }

    internal static string Joined(ImmutableArray<string> sets) => string.Join(" + ", sets);
}

/// <param name="Sets">The example sets joined in it; empty for a strategy that reads documents only.</param>
internal sealed record TrainingSet(ImmutableArray<string> Sets, ImmutableArray<string> Documents)
{
    /// <summary>"expert + contractors"; the documents' names where there are no examples.</summary>
    public string Name => TrainingSets.Joined(Sets.IsEmpty ? Documents : Sets);
}
