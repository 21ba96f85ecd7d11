using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>How often each labelled task is drawn.</summary>
internal static class TaskBalance
{
    /// <summary>Tasks made from one collection (their names begin alike) share what the largest of them would have: otherwise
    /// the many intents of spoken dialogue would crowd out judgements, topics and law.</summary>
    /// <returns>In the order of the tasks; not normalised.</returns>
    public static double[] Weights(IReadOnlyList<LabelledTask> tasks)
    {
        static string Family(LabelledTask task) => new([.. task.Name.TakeWhile(char.IsLetter)]);
        var families = tasks.GroupBy(Family).ToDictionary(family => family.Key, family => (Most: family.Max(task => task.Rows), Count: family.Count()));
        return [.. tasks.Select(task => Math.Sqrt(families[Family(task)].Most) / families[Family(task)].Count)];
    }
}
