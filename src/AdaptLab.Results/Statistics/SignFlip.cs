namespace AdaptLab.Results.Statistics;

/// <summary>The exact paired test over rows: McNemar's exact test, carried over to rows that several seeds answered.</summary>
/// <remarks>
/// If two candidates do equally well, then on each row the difference could as well have had the other sign. The p value is the share
/// of all assignments of signs whose sum lies at least as far from zero as the one seen. With one seed each difference is
/// −1, 0 or 1 and this is McNemar's exact test. With several, a row counts by how far the seeds' mean correctness
/// differs. The alternative, McNemar's test on the majority vote of the seeds, would test an ensemble that nobody runs; and
/// McNemar's test on rows × seeds would count the same row several times.
/// </remarks>
public static class SignFlip
{
    // Terms below this cannot change any p value that is ever printed.
    private const double Negligible = 1e-20;

    /// <summary>The two-sided p value.</summary>
    /// <param name="differences">For each row, in any common whole unit.</param>
    public static double PValue(IReadOnlyCollection<int> differences)
    {
        // Equal magnitudes together are a binomial variable: a few convolutions instead of one for each row.
        var sums = new Dictionary<long, double> { [0] = 1 };
        foreach (var group in differences.Where(d => d != 0).GroupBy(Math.Abs).OrderBy(group => group.Key))
            sums = Convolve(sums, group.Key, group.Count());

        var seen = Math.Abs(differences.Sum(d => (long)d));
        return Math.Min(1, sums.Where(sum => Math.Abs(sum.Key) >= seen).OrderBy(sum => sum.Value).Sum(sum => sum.Value));
    }

    private static Dictionary<long, double> Convolve(Dictionary<long, double> sums, int magnitude, int count)
    {
        var result = new Dictionary<long, double>();
        for (var positive = 0; positive <= count; positive++)
        {
            var probability = Math.Exp(Distributions.LogFactorial(count) - Distributions.LogFactorial(positive)
                - Distributions.LogFactorial(count - positive) - count * Math.Log(2));
            if (probability < Negligible)
                continue;
            var shift = (long)magnitude * (2 * positive - count);
            foreach (var (sum, weight) in sums)
                result[sum + shift] = result.GetValueOrDefault(sum + shift) + weight * probability;
        }

        return result;
    }
}
