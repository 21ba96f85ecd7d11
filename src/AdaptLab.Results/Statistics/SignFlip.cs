namespace AdaptLab.Results.Statistics;

/// <summary>The exact paired test over rows: McNemar's exact test, carried over to rows that several seeds answered, to groups of
/// rows, and to answers that can be partly right.</summary>
/// <remarks>
/// If two candidates do equally well, then on each row the difference could as well have had the other sign. The p value is the share
/// of all assignments of signs whose sum lies at least as far from zero as the one seen. With one seed each difference is
/// −1, 0 or 1 and this is McNemar's exact test. With several, a row counts by how far the seeds' mean score
/// differs. The alternative, McNemar's test on the majority vote of the seeds, would test an ensemble that nobody runs; and
/// McNemar's test on rows × seeds would count the same row several times. Where rows have groups, a group's sum has one sign:
/// its rows would have changed sides together.
/// </remarks>
public static class SignFlip
{
    // Terms below this cannot change any p value that is ever printed.
    private const double Negligible = 1e-20;

    /// <summary>How finely differences of partly right answers are measured: in so many steps of the largest one.</summary>
    private const int Steps = 200;

    /// <summary>Additions that are worth their time; the sum of so many signs as need more is normal to three digits.</summary>
    private const double Affordable = 1e8;

    /// <summary>The two-sided p value.</summary>
    /// <param name="differences">For each row or group, in any common unit.</param>
    public static double PValue(IReadOnlyCollection<double> differences)
    {
        var largest = differences.Select(Math.Abs).DefaultIfEmpty().Max();
        return largest == 0 ? 1 : PValue([.. differences.Select(difference => (int)Math.Round(difference / largest * Steps))]);
    }

    /// <summary>The two-sided p value.</summary>
    /// <param name="differences">For each row or group, in any common whole unit.</param>
    public static double PValue(IReadOnlyCollection<int> differences)
    {
        var seen = Math.Abs(differences.Sum(d => (long)d));
        var groups = differences.Where(d => d != 0).GroupBy(Math.Abs).Select(group => (Magnitude: (long)group.Key, Count: group.Count())).OrderBy(group => group.Magnitude).ToArray();
        var reach = groups.Sum(group => group.Magnitude * group.Count);
        if (groups.Sum(group => Terms(group.Count)) * (2.0 * reach) > Affordable)
            return Distributions.StudentTwoSided(seen / Math.Sqrt(groups.Sum(group => (double)group.Count * group.Magnitude * group.Magnitude)), double.PositiveInfinity);

        // Equal magnitudes together are a binomial variable: a few convolutions instead of one for each row.
        // The sum s stands at s + span, where span is what the groups so far can reach.
        double[] sums = [1];
        foreach (var (magnitude, count) in groups)
            sums = Convolve(sums, magnitude, count);
        return Math.Min(1, sums.Where((_, at) => Math.Abs(at - reach) >= seen).Order().Sum());
    }

    // Of a binomial variable, the terms that are not negligible lie within ten standard deviations of its mean.
    private static double Terms(int count) => Math.Min(count + 1, 10 * Math.Sqrt(count));

    private static double[] Convolve(double[] sums, long magnitude, int count)
    {
        var result = new double[sums.Length + (2 * magnitude * count)];
        for (var positive = 0; positive <= count; positive++)
        {
            var probability = Math.Exp(Distributions.LogFactorial(count) - Distributions.LogFactorial(positive)
                - Distributions.LogFactorial(count - positive) - count * Math.Log(2));
            if (probability < Negligible)
                continue;
            var shift = 2 * magnitude * positive;
            for (var at = 0; at < sums.Length; at++)
                result[at + shift] += sums[at] * probability;
        }

        return result;
    }
}
