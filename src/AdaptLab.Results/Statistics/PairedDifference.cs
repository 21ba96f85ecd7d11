using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Statistics;

/// <summary>By how much one candidate scores above another on the same rows, and how sure that is.</summary>
/// <remarks>
/// A claim "lora beats rag" is about the strategies, not about the seeds that happened to run, so chance has two sources: which rows
/// there are and which seeds there were. The p value is the larger one of two: the rows' own exact test (<see cref="SignFlip"/>), and
/// Student's test with the rows' and the seeds' variances added (Welch's degrees of freedom), where any seed made a difference or
/// rows were held out in turn. A candidate must pass both to be called better. With one seed only the rows count, and the claim is
/// about that run. Seeds do matter that much: where those of equal strategies differ as real ones do, a test over rows alone finds a
/// difference in a fifth to two fifths of all worlds (the simulation tests show it). For macro-F1, which is no mean over rows, the
/// variance over rows comes from a paired bootstrap.
/// </remarks>
/// <param name="Difference">In shares: 0.069 for 6.9 points.</param>
/// <param name="P">Two-sided, before any correction for several comparisons.</param>
/// <param name="RowP">The same for the seeds at hand, as if they were the only ones: what the rows alone can tell.</param>
/// <param name="RowVariance">Of the difference, as the choice of rows makes it vary.</param>
/// <param name="SeedVariance">Of the difference, as the choice of seeds makes it vary.</param>
/// <param name="Rows">Rows, whatever groups they form.</param>
/// <param name="Clusters">Groups of rows; where there are none, as many as rows.</param>
public sealed record PairedDifference(
    double Difference, double P, double RowP, double RowVariance, double SeedVariance, double DegreesOfFreedom, int Rows, int Clusters)
{
    /// <summary>The normal quantile at 80 %: a difference is said to be detectable if it is found four times in five.</summary>
    private const double FourInFive = 0.841621;

    /// <summary>The least that a difference of this kind can be on one row: answers that are right or wrong differ by a whole row.</summary>
    private double Step { get; init; } = 1.0 / Rows;

    /// <summary>Of the difference, over rows and seeds.</summary>
    public double StandardError => Math.Sqrt(RowVariance + SeedVariance);

    /// <summary>The 95 % interval of the difference, for this pair by itself.</summary>
    public Interval Limits
    {
        get
        {
            var half = Distributions.StudentCritical(0.05, DegreesOfFreedom) * CautiousError;
            return new Interval(Difference, Math.Max(-1, Difference - half), Math.Min(1, Difference + half));
        }
    }

    /// <summary>Of a metric that is the mean of the rows' scores.</summary>
    public static PairedDifference OfMeans(RowScores first, RowScores second)
    {
        var sampling = first.Sampling;
        double[] differences = [.. first.RowMeans.Zip(second.RowMeans, (one, other) => one - other)];
        var (exact, step) = Exact(first, second, differences);
        var student = Student(first.SeedMeans, second.SeedMeans, sampling.VarianceOfMean(differences), sampling);
        // Beside its variance, folds leave no trace in the rows that a change of signs could show.
        var rowP = sampling.Folds is null ? exact : Math.Max(exact, student.RowP);
        var seedsMatter = student.SeedVariance > 0;
        return student with { P = seedsMatter ? Math.Max(rowP, student.P) : rowP, RowP = rowP, Step = step };
    }

    /// <summary>Of a metric that is no mean over rows, as macro-F1.</summary>
    /// <param name="first">The figure for each seed.</param>
    /// <param name="ofRows">The variance of the difference over the bootstrap's resamples.</param>
    /// <param name="differing">Rows, or groups of them, that the two do not answer alike: however the bootstrap comes out, no paired
    /// test on k of them can give less than 2·½ᵏ.</param>
    public static PairedDifference OfResampled(
        ImmutableArray<double> first, ImmutableArray<double> second, double ofRows, Sampling sampling, int differing)
    {
        var student = Student(first, second, ofRows * sampling.Inflation, sampling);
        var least = Math.Min(1, Math.Pow(2, 1 - differing));
        return student with { P = Math.Max(student.P, least), RowP = Math.Max(student.RowP, least) };
    }

    /// <summary>The smallest true difference that such a test finds at least four times in five.</summary>
    /// <param name="level">The level of the test: 0.05, or less where several comparisons share it.</param>
    public double MinimumDetectable(double level)
    {
        // However alike the candidates look, an exact test needs this many rows that all point the same way: six at 5 %.
        var fewestRows = Math.Ceiling(1 - Math.Log2(level));
        return fewestRows > Clusters ? 1 : Math.Max(Reach(level) * StandardError, fewestRows * Step);
    }

    /// <summary>How many rows of the same kind it would take to find the difference seen, if it is the true one, four times in
    /// five; null where no number would, because of the seeds or because there is none.</summary>
    public double? RowsNeeded(double level)
    {
        var forRows = Math.Pow(Difference / Reach(level), 2) - SeedVariance;
        return Difference == 0 || forRows <= 0 ? null : Math.Max(Rows * RowVariance / forRows, Math.Ceiling(1 - Math.Log2(level)));
    }

    /// <summary>The p value of the claim that the true difference lies within a margin, either way: two one-sided tests
    /// (Schuirmann 1987), of which the larger one counts.</summary>
    /// <param name="margin">As a share: 0.03 for 3 points.</param>
    public double EquivalenceP(double margin)
    {
        var t = (margin - Math.Abs(Difference)) / CautiousError;
        var tail = Distributions.StudentTwoSided(t, DegreesOfFreedom) / 2;
        return t > 0 ? tail : 1 - tail;
    }

    /// <summary>Never below what one more row either way would make it (Bonett and Price 2012): two candidates that agree on all of
    /// five rows have not been shown to be alike.</summary>
    private double CautiousError => Math.Max(StandardError, Math.Sqrt(2) / (Clusters + 2));

    private double Reach(double level) => Distributions.StudentCritical(level, DegreesOfFreedom) + FourInFive;

    private static (double P, double Step) Exact(RowScores first, RowScores second, double[] differences)
    {
        if (!first.IsRightOrWrong || !second.IsRightOrWrong)
            return (SignFlip.PValue(first.Sampling.SumsByCluster(differences)), 0);
        // In whole units, so that ties are ties: a difference is a fraction over the two numbers of seeds.
        var unit = (double)first.Seeds * second.Seeds;
        return (SignFlip.PValue([.. first.Sampling.SumsByCluster(differences).Select(sum => (int)Math.Round(sum * unit))]), 1.0 / first.Rows);
    }

    private static PairedDifference Student(ImmutableArray<double> first, ImmutableArray<double> second, double ofRows, Sampling sampling)
    {
        double ofFirst = Sample.Variance(first) / first.Length, ofSecond = Sample.Variance(second) / second.Length;
        var variance = ofRows + ofFirst + ofSecond;
        var difference = first.Average() - second.Average();
        var degrees = variance == 0
            ? double.PositiveInfinity
            : variance * variance / (Term(ofRows, sampling.Count) + Term(ofFirst, first.Length) + Term(ofSecond, second.Length));
        return new PairedDifference(
            difference, P(variance, degrees), P(ofRows, Math.Max(1, sampling.Count - 1)), ofRows, ofFirst + ofSecond, degrees, sampling.Rows, sampling.Count);

        double P(double variance, double degrees) =>
            variance > 0 ? Distributions.StudentTwoSided(difference / Math.Sqrt(variance), degrees) : difference == 0 ? 1 : 0;

        static double Term(double part, int count) => part == 0 ? 0 : part * part / (count - 1);
    }
}
