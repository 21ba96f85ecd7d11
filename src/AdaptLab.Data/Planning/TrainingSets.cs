using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>Which training sets a strategy is run on.</summary>
/// <remarks>
/// A strategy without `from` is run on every training set of the comparison. One with `from` reads nothing else: it is run
/// on what the training sets share with its `from`; where they share nothing, once, on its own sets. Where `from` names
/// documents alone, a strategy that also learns from examples (a hybrid, and any in an `answer` task) is run on every training
/// set, and searches the documents only.
/// </remarks>
internal sealed record TrainingSets(ImmutableArray<TrainingSet> Run, ImmutableArray<string> Notes)
{
    public static TrainingSets For(Spec spec, StrategyPart strategy)
    {
        var from = strategy.AndBelow.Select(part => part.Strategy.Properties.List("from")).FirstOrDefault(names => !names.IsEmpty, []);
        var documents = spec.Documents.Select(set => set.Name).Where(name => from.IsEmpty || from.Contains(name)).ToImmutableArray();
        var train = spec.Compare.Train;
        if (from.IsEmpty)
            return new([.. train.Select(sets => new TrainingSet(sets, documents))], []);

        // Of a question's answer the examples show where it stands and how it looks, whoever looks it up.
        if ((strategy.Parts.Length > 0 || spec.Task.Kind == TaskKind.Answer) && spec.Examples.All(set => !from.Contains(set.Name)))
            return new([.. train.Select(sets => new TrainingSet(sets, documents, SearchesExamples: false))], []);

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
            notRun.IsEmpty ? [] : [$"{strategy.Strategy.Name} reads only {string.Join(", ", from)} (its `from`), so it is not run on {string.Join(" nor on ", notRun)}."]);
    }

    internal static string Joined(ImmutableArray<string> sets) => string.Join(" + ", sets);
}

/// <param name="Sets">The example sets joined in it; empty for a strategy that reads documents only.</param>
/// <param name="SearchesExamples">Whether its examples may be looked up, too.</param>
internal sealed record TrainingSet(ImmutableArray<string> Sets, ImmutableArray<string> Documents, bool SearchesExamples = true)
{
    /// <summary>"expert + contractors"; the documents' names where there are no examples.</summary>
    public string Name => TrainingSets.Joined(Sets.IsEmpty ? Documents : Sets);
}
