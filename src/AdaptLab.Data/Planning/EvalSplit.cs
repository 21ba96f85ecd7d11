using System.Collections.Immutable;
using AdaptLab.Results;
using AdaptLab.Unicode;

namespace AdaptLab.Data.Planning;

/// <summary>Which rows are answered after learning from which others.</summary>
internal abstract class EvalSplit(ImmutableArray<EvalRowInfo> rows, ImmutableArray<string> notes)
{
    /// <summary>Below this many examples, each is held out by itself.</summary>
    private const int LeaveOneOutBelow = 20;

    public ImmutableArray<EvalRowInfo> Rows { get; } = rows;

    public ImmutableArray<string> Notes { get; } = notes;

    /// <summary>What a candidate with this training set learns from, and which rows it answers then.</summary>
    public abstract ImmutableArray<Fold> Folds(ImmutableArray<TrainingRow> training);

    public static EvalSplit Separate(ImmutableArray<EvalRowInfo> rows, int? limit) =>
        limit is { } most && most < rows.Length
            ? new SeparateRows(
                // Files are often sorted by label: rows from all over say more than the first ones.
                [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])],
                [$"Only {most} of the {rows.Length} eval rows were answered (--limit), taken evenly from the whole set."])
            : new SeparateRows(rows, []);

    public static EvalSplit CrossValidation(PlanData data, IEnumerable<string> sets, int folds, int? limit)
    {
        ImmutableArray<string> limited = limit is null ? [] : ["--limit changes nothing here: every example is held out once."];
        ImmutableArray<TrainingRow> pool = [.. sets.Distinct().SelectMany(set => data.Examples[set])];
        return pool.Length < LeaveOneOutBelow
            ? new HeldOutRows(pool, pool.Length, [$"Leave-one-out over the {pool.Length} examples: there is no separate eval set.", .. limited])
            : new HeldOutRows(pool, folds, [$"Cross-validated in {folds} folds over the {pool.Length} examples: there is no separate eval set.", .. limited]);
    }

    private sealed class SeparateRows(ImmutableArray<EvalRowInfo> rows, ImmutableArray<string> notes) : EvalSplit(rows, notes)
    {
        public override ImmutableArray<Fold> Folds(ImmutableArray<TrainingRow> training) =>
            [new Fold(training, [.. Enumerable.Range(0, Rows.Length)])];
    }

    private sealed class HeldOutRows(ImmutableArray<TrainingRow> pool, int folds, ImmutableArray<string> notes)
        : EvalSplit(RowsOf(pool, Assign(pool, folds)), notes)
    {
        private readonly ImmutableDictionary<string, int> _foldOf = Assign(pool, folds);

        public override ImmutableArray<Fold> Folds(ImmutableArray<TrainingRow> training) =>
            [.. _foldOf.Values.Distinct().Order().Select(fold => Fold(training, fold))];

        private Fold Fold(ImmutableArray<TrainingRow> training, int fold)
        {
            ImmutableArray<int> held = [.. Enumerable.Range(0, pool.Length).Where(row => _foldOf[Key(pool[row])] == fold)];
            // Two groups, or two sets, may hold the same text: it never stands on both sides.
            var heldTexts = held.Select(row => Text(pool[row])).ToHashSet();
            return new Fold([.. training.Where(row => _foldOf[Key(row)] != fold && !heldTexts.Contains(Text(row)))], held);
        }

        // Every fold gets its share of each label.
        private static ImmutableDictionary<string, int> Assign(ImmutableArray<TrainingRow> pool, int folds) =>
            pool.DistinctBy(Key)
                .GroupBy(row => row.Label)
                .OrderBy(group => group.Key)
                .SelectMany(group => group)
                .Select((row, position) => (key: Key(row), fold: position % folds))
                .ToImmutableDictionary(row => row.key, row => row.fold);

        private static ImmutableArray<EvalRowInfo> RowsOf(ImmutableArray<TrainingRow> pool, ImmutableDictionary<string, int> foldOf) =>
            [.. pool.Select(row => new EvalRowInfo(row.Source, row.Text, row.Label, row.Source, row.Group, foldOf[Key(row)]) { Expected = row.Values })];

        private static string Key(TrainingRow row) => row.Group is { } group ? "group " + group : "text " + Text(row);

        private static string Text(TrainingRow row) => FoldedWords.Key(row.Text);
    }
}
