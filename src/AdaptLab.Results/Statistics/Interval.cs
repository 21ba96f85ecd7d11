using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Statistics;

/// <summary>An estimate between its 95 % limits.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Wilson's 95 % interval for the share of rows answered rightly, widened by the spread over seeds.</summary>
    /// <remarks>
    /// What the interval is for: the accuracy to expect on other rows of the same kind when the strategy is prepared anew.
    /// Two things vary, then. Rows: the sample is the rows, not rows × seeds, for the same row asked three times is not three rows;
    /// their variance is taken as p(1 − p)/n, the most that it can be, with the number of separate rows that tell as much where rows
    /// have groups or were held out in turn. Seeds: the variance of the mean over S seeds is s²/S, with s their
    /// standard deviation. Both together equal the variance of a smaller number of rows, and that number goes into Wilson's formula.
    /// A spread known from three seeds is itself uncertain, so the critical value is Student's, with the degrees of freedom
    /// that Satterthwaite's rule gives. Without a spread (one seed, or a strategy that does not
    /// depend on it) and without groups this is Wilson's interval exactly. One seed cannot tell how another would have done; reports say so.
    /// Chance in single rows shows in both parts and is counted twice, which errs on the wide side. Subtracting an estimate of it
    /// was tried: with three seeds the estimate is so poor that intervals then fell short of their 95 %.
    /// </remarks>
    public static Interval Wilson(RowScores scores)
    {
        var p = scores.SeedMeans.Average();
        var rows = scores.EffectiveRows;
        var ofRows = p * (1 - p) / rows;
        var ofSeeds = Sample.Variance(scores.SeedMeans) / scores.Seeds;
        var share = ofSeeds == 0 ? 0 : ofSeeds / (ofRows + ofSeeds);
        return Wilson(p, rows * (1 - share), DegreesOfFreedom(share, scores.Seeds, scores.Sampling));
    }

    /// <summary>The bootstrap's 95 % interval: percentiles over rows, or over groups, stretched for the spread over seeds, for folds
    /// and for few groups, much as <see cref="Wilson(RowScores)"/> is.</summary>
    /// <param name="ofSeeds">The figure for each seed.</param>
    /// <param name="resampled">Its mean over the seeds, for each resample (<see cref="Statistics.Bootstrap"/>).</param>
    public static Interval Bootstrap(ImmutableArray<double> ofSeeds, ImmutableArray<double> resampled, Sampling sampling)
    {
        var value = ofSeeds.Average();
        double rows = Sample.Variance(resampled) * sampling.Inflation, seeds = Sample.Variance(ofSeeds) / ofSeeds.Length;
        var share = seeds == 0 || rows == 0 ? 0 : seeds / (rows + seeds);
        var t = Distributions.StudentCritical(0.05, DegreesOfFreedom(share, ofSeeds.Length, sampling));
        var stretch = t / Distributions.StudentCritical(0.05, double.PositiveInfinity) * Math.Sqrt(sampling.Inflation / (1 - share));
        // From the middle of the resamples and not from the value: where a metric comes out lower on a resample than on the rows
        // themselves, as macro-F1 does (a row that is drawn twice stands in for one that is not drawn), the distance of the two is no
        // spread, and stretched it would push both limits down.
        var middle = Sample.Percentile(resampled, 0.5) ?? value;
        return new Interval(value, Limit(0.025), Limit(0.975));

        double Limit(double percentile)
        {
            var limit = value + stretch * ((Sample.Percentile(resampled, percentile) ?? middle) - middle);
            return percentile < 0.5 ? Math.Clamp(limit, 0, value) : Math.Clamp(limit, value, 1);
        }
    }

    /// <param name="share">The seeds' part of the variance; the clusters' is the rest.</param>
    private static double DegreesOfFreedom(double share, int seeds, Sampling sampling)
    {
        var ofSeeds = share == 0 ? 0 : share * share / (seeds - 1);
        return 1 / (ofSeeds + ((1 - share) * (1 - share) / sampling.DegreesOfFreedom));
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
