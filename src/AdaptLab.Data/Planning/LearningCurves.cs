using System.Collections.Concurrent;
using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>The points of the learning curves: candidates once more, on parts of their training sets.</summary>
internal static class LearningCurves
{
    /// <summary>With fewer examples than this there is nothing to learn from that numbers could tell apart.</summary>
    private const int FewestExamples = 4;

    /// <param name="curve">Null where none are asked for.</param>
    /// <param name="candidates">Those of the comparison, on whole sets.</param>
    /// <param name="seeds">All of the spec's: another seed draws another part, also for a strategy that makes no use of it.</param>
    public static IEnumerable<PlannedCandidate> Points(CurveSpec? curve, IEnumerable<PlannedCandidate> candidates, ImmutableArray<int> seeds)
    {
        if (curve is null)
            return [];
        var parts = new Dictionary<(string Set, int Size), TrainingPart>();
        return
            from candidate in candidates
            // What learns from nothing would answer the same all along.
            where !StrategyTraits.IsUnadapted(candidate.Strategy) && curve.Includes(candidate.Strategy)
            from size in Sizes(curve, candidate)
            let part = parts.TryGetValue((candidate.TrainingSet, size), out var known) ? known : parts[(candidate.TrainingSet, size)] = new TrainingPart(candidate.TrainingSet, size)
            select candidate with { Part = part, TrainingSet = part.Name, Examples = size, Seeds = seeds };
    }

    private static IEnumerable<int> Sizes(CurveSpec curve, PlannedCandidate candidate)
    {
        var whole = candidate.Folds.Min(fold => fold.Training.Length);
        return curve.Sizes.IsEmpty ? Doubling(candidate, whole) : curve.Sizes.Where(size => size < whole);
    }

    private static IEnumerable<int> Doubling(PlannedCandidate candidate, int whole)
    {
        var labels = candidate.Folds[0].Training.Select(row => row.Label).Distinct().Count();
        for (var size = Math.Max(FewestExamples, labels); size < whole; size *= 2)
            yield return size;
    }
}

/// <summary>So many examples of a training set. A larger part of the same seed holds the smaller ones, and each label has its share.</summary>
public sealed class TrainingPart(string set, int size)
{
    private readonly ConcurrentDictionary<(ImmutableArray<TrainingRow> Rows, int Seed), ImmutableArray<TrainingRow>> _drawn = [];

    /// <summary>The name of the whole set: "contractors".</summary>
    public string Set => set;

    /// <summary>As shown: "16 of contractors".</summary>
    public string Name => $"{size} of {set}";

    /// <summary>The part, in the order of the rows; the same array where it is asked for again.</summary>
    public ImmutableArray<TrainingRow> Of(ImmutableArray<TrainingRow> rows, int seed) =>
        _drawn.GetOrAdd((rows, seed), drawn => Draw(drawn.Rows, drawn.Seed));

    /// <remarks>
    /// The order in which rows of a label are taken is that of a hash of seed and text: the same on every machine, and when a row is
    /// added to the set all others keep their places, so that most results still hold. First comes one of each label, the frequent
    /// labels before the rare ones, then whichever label is furthest behind its share.
    /// </remarks>
    private ImmutableArray<TrainingRow> Draw(ImmutableArray<TrainingRow> rows, int seed)
    {
        using var hash = new ContentHash();
        var taken =
            from label in Enumerable.Range(0, rows.Length).GroupBy(row => rows[row].Label)
            let count = label.Count()
            from drawn in label.OrderBy(row => hash.Add(seed).Add(rows[row].Text).Finish(), StringComparer.Ordinal).ThenBy(row => row).Select((row, place) => (row, place))
            orderby drawn.place > 0, drawn.place == 0 ? -count : (drawn.place + 0.5) / count, label.Key
            select drawn.row;
        return [.. taken.Take(size).Order().Select(row => rows[row])];
    }
}
