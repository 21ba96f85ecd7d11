using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Statistics;

/// <summary>An estimate between its 95 % limits.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Wilson's 95 % interval for the share of rows answered rightly, widened by the spread over seeds.</summary>
    /// <remarks>
    /// What the interval is for: the accuracy to expect on other rows of the same kind when the strategy is prepared anew.
    /// Two things vary, then. Rows: the sample is the rows, not rows × seeds, for the same row asked three times is not three rows;
    /// their variance is taken as p(1 − p)/n, the most that it can be. Seeds: the variance of the mean over S seeds is s²/S, with s their
    /// standard deviation. Both together equal the variance of a smaller number of rows, and that number goes into Wilson's formula.
    /// A spread known from three seeds is itself uncertain, so the critical value is Student's, with the degrees of freedom
    /// that Satterthwaite's rule gives when only the seeds' part is estimated. Without a spread (one seed, or a strategy that does not
    /// depend on it) this is Wilson's interval exactly. One seed cannot tell how another would have done; reports say so.
    /// (Chance in single rows shows in both parts and is counted twice, which errs on the wide side; subtracting an estimate
    /// of it was tried, and then too many worlds without a difference showed one: see the simulation tests.)
    /// </remarks>
    public static Interval Wilson(Correctness correctness)
    {
        var p = correctness.Shares.Average();
        var rows = correctness.Rows;
        var ofRows = p * (1 - p) / rows;
        var ofSeeds = Sample.Variance(correctness.Shares) / correctness.Seeds;
        if (ofSeeds == 0)
            return Wilson(p, rows, double.PositiveInfinity);

        var share = ofSeeds / (ofRows + ofSeeds);
        return Wilson(p, rows * (1 - share), (correctness.Seeds - 1) / (share * share));
    }

    private static Interval Wilson(double p, double rows, double degreesOfFreedom)
    {
        var t = Distributions.StudentCritical(0.05, degreesOfFreedom);
        var square = t * t / rows;
        var centre = (p + square / 2) / (1 + square);
        var half = t / (1 + square) * Math.Sqrt(p * (1 - p) / rows + square / (4 * rows));
        // At 0 and 1 rounding would otherwise leave the estimate itself outside.
        return new Interval(p, Math.Clamp(centre - half, 0, p), Math.Clamp(centre + half, p, 1));
    }
}
