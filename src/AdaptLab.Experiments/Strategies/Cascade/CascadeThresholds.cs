using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies.Cascade;

/// <summary>Below which confidence a step of a cascade should ask the next one.</summary>
internal static class CascadeThresholds
{
    /// <param name="steps">For each step its answers to the same rows: whether right, and how sure it was.</param>
    /// <returns>For each step but the last: of the thresholds with which most rows come out right, the one that asks on least
    /// often. A step that is never worth asking on gets 0.</returns>
    public static ImmutableArray<double> Choose(IReadOnlyList<ImmutableArray<(bool IsRight, double Confidence)>> steps)
    {
        var rest = steps[^1].Select(answer => answer.IsRight).ToArray();
        var thresholds = new double[steps.Count - 1];
        // From the last one back: what asking on is worth depends on all that follows.
        for (var step = thresholds.Length - 1; step >= 0; step--)
        {
            var answers = steps[step];
            bool[] Outcome(double threshold) => [.. answers.Select((answer, row) => answer.Confidence < threshold ? rest[row] : answer.IsRight)];
            thresholds[step] = Candidates(answers).MaxBy(threshold => Outcome(threshold).Count(isRight => isRight));
            rest = Outcome(thresholds[step]);
        }

        return [.. thresholds];
    }

    /// <summary>From never asking on to always; between two confidences any threshold does the same, so the middle is taken.</summary>
    private static IEnumerable<double> Candidates(ImmutableArray<(bool IsRight, double Confidence)> answers)
    {
        double[] sorted = [.. answers.Select(answer => answer.Confidence).Distinct().Order()];
        return sorted.Zip(sorted.Skip(1), (low, high) => (low + high) / 2).Prepend(0).Append(double.PositiveInfinity);
    }
}
