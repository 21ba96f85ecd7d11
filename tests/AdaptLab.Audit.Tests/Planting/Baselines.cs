using AdaptLab.Audit.Similarity;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>What simple ways find, for comparison.</summary>
internal static class Baselines
{
    private const double Alike = 0.8;

    public static IEnumerable<string> SameTextOtherLabel(Trial trial) =>
        trial.Examples.GroupBy(row => row.Text, StringComparer.Ordinal).Where(same => same.DistinctBy(row => row.Label).Count() > 1).Select(same => same.Key);

    public static IEnumerable<string> SameTextSameLabel(Trial trial) => trial.Examples.GroupBy(row => row).Where(same => same.Count() > 1).Select(same => same.Key.Text);

    public static IEnumerable<string> Near(Trial trial, bool sameLabel)
    {
        var cosines = Cosines(trial);
        for (var i = 0; i < trial.Examples.Count; i++)
            for (var j = 0; j < i; j++)
                if (cosines[i][j] > Alike && trial.Examples[i].Label == trial.Examples[j].Label == sameLabel)
                    yield return trial.Examples[i].Text;
    }

    public static IEnumerable<string> NearEval(Trial trial)
    {
        var cosines = Cosines(trial);
        return Enumerable.Range(0, trial.Examples.Count).Where(i => Enumerable.Range(trial.Examples.Count, trial.Eval.Count).Any(j => cosines[i][j] > Alike)).Select(i => trial.Examples[i].Text);
    }

    public static IEnumerable<string> NearestDisagrees(Trial trial)
    {
        var cosines = Cosines(trial);
        return Enumerable.Range(0, trial.Examples.Count)
            .Where(i => trial.Examples[Enumerable.Range(0, trial.Examples.Count).Where(j => j != i).MaxBy(j => cosines[i][j])].Label != trial.Examples[i].Label)
            .Select(i => trial.Examples[i].Text);
    }

    private static float[][] Cosines(Trial trial)
    {
        TextFeatures[] texts = [.. trial.Examples.Concat(trial.Eval).Select(row => TextFeatures.Of(row.Text))];
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        return [.. new TermSpace(texts).Cosines(all, all, CancellationToken.None)];
    }
}
