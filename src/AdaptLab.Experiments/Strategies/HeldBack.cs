using AdaptLab.Data;
using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Examples, with a part of them held back to tell when training should stop. Eval rows have no part in it.</summary>
internal sealed record HeldBack(ImmutableArray<TrainingRow> Training, ImmutableArray<TrainingRow> Held)
{
    private const int OneIn = 5;

    /// <summary>About a fifth, spread over the labels; of each label at least one stays. Rows of a group stay together.</summary>
    public static HeldBack Split(ImmutableArray<TrainingRow> examples, RunSeed seed)
    {
        var wanted = Math.Max(1, (int)Math.Round(examples.Length / (double)OneIn));
        var left = examples.CountBy(row => row.Label).ToDictionary();
        var groups = examples.Select((row, index) => (row, index)).GroupBy(item => item.row.Group ?? $"row {item.index}", StringComparer.Ordinal).ToArray();
        new Random(seed.For("holding back")).Shuffle(groups);

        // The label of which fewest are held back comes first, so that a fifth of 24 rows is not three rows of one label.
        var waiting = groups.GroupBy(group => group.First().row.Label).OrderBy(label => label.Key)
            .ToDictionary(label => label.Key, label => new Queue<IGrouping<string, (TrainingRow row, int index)>>(label));
        var heldOf = waiting.Keys.ToDictionary(label => label, _ => 0);
        var held = new HashSet<int>();
        while (held.Count < wanted && waiting.Keys.Where(label => waiting[label].Count > 0).Cast<int?>().MinBy(label => heldOf[label!.Value]) is { } next)
        {
            var group = waiting[next].Dequeue();
            if (group.CountBy(item => item.row.Label).Any(count => left[count.Key] <= count.Value)) continue;
            foreach (var (row, index) in group)
            {
                held.Add(index);
                left[row.Label]--;
                heldOf[row.Label] = heldOf.GetValueOrDefault(row.Label) + 1;
            }
        }

        return new HeldBack([.. examples.Where((_, index) => !held.Contains(index))], [.. examples.Where((_, index) => held.Contains(index))]);
    }
}
