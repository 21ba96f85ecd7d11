using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Tests.Strategies;

public sealed class HeldBackTests
{
    [Fact]
    public void About_a_fifth_is_held_back_spread_over_the_labels()
    {
        var split = HeldBack.Split([.. Enumerable.Range(0, 60).Select(i => Row(i, i % 6))], new RunSeed(1));
        Assert.Equal(12, split.Held.Length);
        Assert.Equal(48, split.Training.Length);
        Assert.All(split.Held.CountBy(row => row.Label), count => Assert.Equal(2, count.Value));
        Assert.Empty(split.Held.Intersect(split.Training));
    }

    [Fact]
    public void Of_each_label_at_least_one_stays()
    {
        var split = HeldBack.Split([Row(0, 0), Row(1, 1), Row(2, 2), Row(3, 2)], new RunSeed(1));
        Assert.Equal([0, 1, 2], split.Training.Select(row => row.Label).Distinct().Order());
        Assert.Equal(2, Assert.Single(split.Held).Label);
    }

    [Fact]
    public void One_example_of_each_label_leaves_nothing_to_hold_back() =>
        Assert.Empty(HeldBack.Split([Row(0, 0), Row(1, 1)], new RunSeed(1)).Held);

    [Fact]
    public void Rows_of_a_group_stay_together()
    {
        ImmutableArray<TrainingRow> rows = [.. Enumerable.Range(0, 40).Select(i => Row(i, i % 2) with { Group = $"g{i / 4}" })];
        var split = HeldBack.Split(rows, new RunSeed(5));
        Assert.NotEmpty(split.Held);
        Assert.Empty(split.Held.Select(row => row.Group).Intersect(split.Training.Select(row => row.Group)));
    }

    private static TrainingRow Row(int number, int label) => new($"text {number}", label, $"rows:{number}");
}
