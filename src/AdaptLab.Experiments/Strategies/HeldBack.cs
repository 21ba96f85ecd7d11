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
        var held = new HashSet<int>();
        var groups = examples.Select((row, index) => (row, index)).GroupBy(item => item.row.Group ?? $"row {item.index}").ToArray();
        new Random(seed.For("holding back")).Shuffle(groups);
        // The labels of which fewest are held back come first, so that a fifth of 24 rows is not three rows of one label.
        while (held.Count < wanted)
        {
            var next = groups
                .Where(group => !held.Contains(group.First().index))
                .Where(group => group.CountBy(item => item.row.Label).All(count => left[count.Key] > count.Value))
                .MinBy(group => held.Count(index => examples[index].Label == group.First().row.Label));
            if (next is null) break;
            foreach (var (row, index) in next)
            {
                held.Add(index);
                left[row.Label]--;
            }
        }

        return new HeldBack([.. examples.Where((_, index) => !held.Contains(index))], [.. examples.Where((_, index) => held.Contains(index))]);
    }
}
