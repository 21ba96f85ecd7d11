using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>How often each labelled task is drawn.</summary>
internal static class TaskBalance
{
    /// <summary>What tasks made from one collection have in common: how their names begin.</summary>
    public static string Family(LabelledTask task) => new([.. task.Name.TakeWhile(char.IsLetter)]);

    /// <summary>Tasks made from one collection share what the largest of them would have: otherwise
    /// the many intents of spoken dialogue would crowd out judgements, topics and law.</summary>
    /// <returns>In the order of the tasks; not normalised.</returns>
    public static double[] Weights(IReadOnlyList<LabelledTask> tasks)
    {
        var families = tasks.GroupBy(Family).ToDictionary(family => family.Key, family => (Most: family.Max(task => task.Rows), Count: family.Count()));
        return [.. tasks.Select(task => Math.Sqrt(families[Family(task)].Most) / families[Family(task)].Count)];
    }
}
