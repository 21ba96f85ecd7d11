using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Statistics;

/// <summary>By how much one candidate scores above another on the same rows, and how sure that is.</summary>
/// <remarks>
/// A claim "lora beats rag" is about the strategies, not about the seeds that happened to run, so chance has two sources: which rows
/// there are and which seeds there were. The p value is the larger one of two: the rows' own exact test (<see cref="SignFlip"/>), and
/// the test of Behrens and Fisher over rows and seeds (<see cref="TwoChances"/>), where any seed made a difference or
/// rows were held out in turn. A candidate must pass both to be called better. With one seed only the rows count, and the claim is
/// about that run. Seeds do matter that much: where those of equal strategies differ as real ones do, a test over rows alone finds a
/// difference in a fifth to two fifths of all worlds (the simulation tests show it). For macro-F1, which is no mean over rows, the
/// variance over rows comes from a paired bootstrap.
/// </remarks>
/// <param name="Difference">In shares: 0.069 for 6.9 points.</param>
/// <param name="P">Two-sided, before any correction for several comparisons.</param>
/// <param name="RowP">The same for the seeds at hand, as if they were the only ones: what the rows alone can tell.</param>
/// <param name="Rows">Rows, whatever groups they form.</param>
/// <param name="Clusters">Groups of rows; where there are none, as many as rows.</param>
public sealed record PairedDifference(double Difference, double P, double RowP, int Rows, int Clusters)
{
    /// <summary>The normal quantile at 80 %: a difference is said to be detectable if it is found four times in five.</summary>
    private const double FourInFive = 0.841621;

    /// <summary>The least that a difference of this kind can be on one row: answers that are right or wrong differ by a whole row.</summary>
    private double Step { get; init; } = 1.0 / Rows;

    /// <summary>Of the difference, over rows and seeds.</summary>
    public double StandardError => Error.StandardError;

    private TwoChances Error { get; init; } = null!;

    /// <summary>The 95 % interval of the difference, for this pair by itself.</summary>
    public Interval Limits
    {
        get
        {
            var half = CautiousError.Critical(0.05);
            return new Interval(Difference, Math.Max(-1, Difference - half), Math.Min(1, Difference + half));
        }
    }

    /// <summary>Of a metric that is the mean of the rows' scores.</summary>
    /// <param name="spread">Of seeds, over all candidates that are tested together; null where these two are all.</param>
    public static PairedDifference OfMeans(RowScores first, RowScores second, SeedSpread? spread = null)
    {
        var sampling = first.Sampling;
        double[] differences = [.. first.RowMeans.Zip(second.RowMeans, (one, other) => one - other)];
        var (exact, step) = Exact(first, second, differences);
        var student = Student(first.OfSeeds, second.OfSeeds, sampling.VarianceOfMean(differences), sampling, spread);
        // Beside its variance, folds leave no trace in the rows that a change of signs could show.
        var rowP = sampling.Folds is null ? exact : Math.Max(exact, student.RowP);
        var seedsMatter = first.OfSeeds.Varies || second.OfSeeds.Varies;
        return student with { P = seedsMatter ? Math.Max(rowP, student.P) : rowP, RowP = rowP, Step = step };
    }

    /// <summary>Of a metric that is no mean over rows, as macro-F1.</summary>
    /// <param name="first">The figure for each seed.</param>
    /// <param name="ofRows">The variance of the difference over the bootstrap's resamples.</param>
    /// <param name="differing">Rows, or groups of them, that the two do not answer alike: however the bootstrap comes out, no paired
    /// test on k of them can give less than 2·½ᵏ.</param>
    public static PairedDifference OfResampled(
        SeedSample first, SeedSample second, double ofRows, Sampling sampling, int differing, SeedSpread? spread = null)
    {
        var student = Student(first, second, ofRows * sampling.Inflation, sampling, spread);
        var least = Math.Min(1, Math.Pow(2, 1 - differing));
        return student with { P = Math.Max(student.P, least), RowP = Math.Max(student.RowP, least) };
    }

    /// <summary>The smallest true difference that such a test finds at least four times in five.</summary>
    /// <param name="level">The level of the test: 0.05, or less where several comparisons share it.</param>
    public double MinimumDetectable(double level)
    {
        // However alike the candidates look, an exact test needs this many rows that all point the same way: six at 5 %.
        var fewestRows = Math.Ceiling(1 - Math.Log2(level));
        return fewestRows > Clusters ? 1 : Math.Max(Reach(Error, level), fewestRows * Step);
    }

    /// <summary>How many rows of the same kind it would take to find the difference seen, if it is the true one, four times in
    /// five; null where no number would, because of the seeds or because there is none.</summary>
    public double? RowsNeeded(double level)
    {
        if (Difference == 0 || !IsFoundWith(double.PositiveInfinity, level))
            return null;
        double low = Math.Ceiling(1 - Math.Log2(level)), high = low;
        while (!IsFoundWith(high, level))
            (low, high) = (high, 2 * high);
        while (high > low * 1.0001)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = IsFoundWith(middle, level) ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>The p value of the claim that the true difference lies within a margin, either way: two one-sided tests
    /// (Schuirmann 1987), of which the larger one counts.</summary>
    /// <param name="margin">As a share: 0.03 for 3 points.</param>
    public double EquivalenceP(double margin)
    {
        var room = margin - Math.Abs(Difference);
        var tail = CautiousError.P(room) / 2;
        return room > 0 ? tail : 1 - tail;
    }

    /// <summary>Never below what one more row either way would make it (Bonett and Price 2012): two candidates that agree on all of
    /// five rows have not been shown to be alike.</summary>
    private TwoChances CautiousError => Error.AtLeast(2.0 / ((Clusters + 2) * (Clusters + 2)));

    private bool IsFoundWith(double rows, double level)
    {
        var error = Error.WithRows(rows / Rows);
        var rest = Math.Abs(Difference) - (FourInFive * error.StandardError);
        return rest > 0 && error.P(rest) <= level;
    }

    private static double Reach(TwoChances error, double level) => error.Critical(level) + (FourInFive * error.StandardError);

    private static (double P, double Step) Exact(RowScores first, RowScores second, double[] differences)
    {
        if (!first.IsRightOrWrong || !second.IsRightOrWrong)
            return (SignFlip.PValue(first.Sampling.SumsByCluster(differences)), 0);
        // In whole units, so that ties are ties: a difference is a fraction over the two numbers of seeds.
        var unit = (double)first.Seeds * second.Seeds;
        return (SignFlip.PValue([.. first.Sampling.SumsByCluster(differences).Select(sum => (int)Math.Round(sum * unit))]), 1.0 / first.Rows);
    }

    private static PairedDifference Student(SeedSample first, SeedSample second, double ofRows, Sampling sampling, SeedSpread? spread)
    {
        var seeds = spread ?? SeedSpread.Of([first, second]);
        var rowDegrees = Math.Max(1, sampling.Count - 1);
        var error = new TwoChances(
            ofRows, rowDegrees, seeds.OfMean(first) + seeds.OfMean(second), seeds.DegreesOfFreedom, (first.Chance / first.Seeds) + (second.Chance / second.Seeds));
        var difference = first.Figures.Average() - second.Figures.Average();
        return new PairedDifference(
            difference, error.P(difference), new TwoChances(ofRows, rowDegrees, 0, 0, 0).P(difference), sampling.Rows, sampling.Count) { Error = error };
    }
}
