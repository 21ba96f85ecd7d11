using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Statistics;

/// <summary>By how much one candidate scores above another on the same rows, and how sure that is.</summary>
/// <remarks>
/// A claim "lora beats rag" is about the strategies, not about the seeds that happened to run, so chance has two sources: which rows
/// there are and which seeds there were. The p value is the larger one of two: the rows' own exact test (<see cref="SignFlip"/>), and
/// Student's test with the rows' and the seeds' variances added (Welch's degrees of freedom), where any seed made a difference.
/// A candidate must pass both to be called better. With one seed only the rows count, and the claim is about that run.
/// For macro-F1, which is no mean over rows, the variance over rows comes from a paired bootstrap.
/// </remarks>
/// <param name="Difference">In shares: 0.069 for 6.9 points.</param>
/// <param name="P">Two-sided, before any correction for several comparisons.</param>
/// <param name="StandardError">Of the difference, over rows and seeds.</param>
public readonly record struct PairedDifference(double Difference, double P, double StandardError, double DegreesOfFreedom, int Rows)
{
    public static PairedDifference OfAccuracy(Correctness first, Correctness second)
    {
        var differences = new int[first.Rows];
        for (var row = 0; row < differences.Length; row++)
            differences[row] = first.Right[row] * second.Seeds - second.Right[row] * first.Seeds;

        var unit = (double)first.Seeds * second.Seeds;
        var ofRows = Sample.Variance([.. differences.Select(d => d / unit)]) / differences.Length;
        var exact = SignFlip.PValue(differences);
        var student = Student(first.Shares, second.Shares, ofRows, differences.Length);
        var seedsMatter = Sample.Variance(first.Shares) + Sample.Variance(second.Shares) > 0;
        return student with { P = seedsMatter ? Math.Max(exact, student.P) : exact };
    }

    /// <param name="first">Macro-F1 for each seed.</param>
    /// <param name="ofRows">The bootstrap's variance of the difference.</param>
    /// <param name="differing">Rows that the two do not answer alike: however the bootstrap comes out, no paired test on k such rows
    /// can give less than 2·½ᵏ.</param>
    public static PairedDifference OfMacroF1(
        ImmutableArray<double> first, ImmutableArray<double> second, double ofRows, int rows, int differing)
    {
        var student = Student(first, second, ofRows, rows);
        return student with { P = Math.Min(1, Math.Max(student.P, Math.Pow(2, 1 - differing))) };
    }

    /// <summary>The smallest true difference that such a test finds at least four times in five.</summary>
    /// <param name="level">The level of the test: 0.05, or less where several comparisons share it.</param>
    public double MinimumDetectable(double level)
    {
        const double fourInFive = 0.841621;
        var reach = (Distributions.StudentCritical(level, DegreesOfFreedom) + fourInFive) * StandardError;

        // However alike the candidates look, an exact test needs this many rows that all point the same way: six at 5 %.
        var fewestRows = Math.Ceiling(1 - Math.Log2(level));
        return Math.Max(reach, fewestRows / Rows);
    }

    private static PairedDifference Student(ImmutableArray<double> first, ImmutableArray<double> second, double ofRows, int rows)
    {
        double ofFirst = Sample.Variance(first) / first.Length, ofSecond = Sample.Variance(second) / second.Length;
        var variance = ofRows + ofFirst + ofSecond;
        var difference = first.Average() - second.Average();
        var degrees = variance == 0
            ? double.PositiveInfinity
            : variance * variance / (Term(ofRows, rows) + Term(ofFirst, first.Length) + Term(ofSecond, second.Length));
        var p = variance > 0 ? Distributions.StudentTwoSided(difference / Math.Sqrt(variance), degrees) : difference == 0 ? 1 : 0;
        return new PairedDifference(difference, p, Math.Sqrt(variance), degrees, rows);

        static double Term(double part, int count) => part == 0 ? 0 : part * part / (count - 1);
    }
}
