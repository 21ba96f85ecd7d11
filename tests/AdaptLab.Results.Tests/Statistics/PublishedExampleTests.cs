using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Tests.Statistics;

/// <summary>Worked examples out of papers and textbooks.</summary>
public class PublishedExampleTests
{
    /// <summary>Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I: Wilson's score method.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_intervals_are_those_of_Newcombe(int right, int rows, double low, double high)
    {
        var interval = Interval.Wilson(Rows([.. Enumerable.Range(0, rows).Select(row => row < right ? 1.0 : 0)]));

        Assert.Equal(low, interval.Low, 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    /// <summary>Darwin's fifteen pairs of maize, crossed and self-fertilised, in eighths of an inch; Fisher, The Design of Experiments
    /// (1935), section 21: of the 32,768 assignments of signs, 1,726 lie at least as far from zero.</summary>
    [Fact]
    public void The_change_of_signs_counts_what_Fisher_counted()
    {
        int[] differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

        Assert.Equal(1726 / 32768.0, SignFlip.PValue(differences), 1e-12);
        // Measured in steps, as for answers that are partly right, it is the same but for rounding.
        Assert.Equal(1726 / 32768.0, SignFlip.PValue([.. differences.Select(difference => difference / 75.0)]), 2e-3);
    }

    /// <summary>Agresti, Categorical Data Analysis, section 11.1: approval of the prime minister's performance, asked twice of 1,600
    /// people; 150 change one way and 86 the other. The difference of 0.04 has a standard error of 0.0095.</summary>
    [Fact]
    public void The_paired_difference_has_the_standard_error_of_Agresti()
    {
        double[] first = [.. Enumerable.Range(0, 1600).Select(row => row < 944 ? 1.0 : 0)];
        double[] second = [.. Enumerable.Range(0, 1600).Select(row => row is < 794 or >= 944 and < 1030 ? 1.0 : 0)];

        var difference = PairedDifference.OfMeans(Rows(first), Rows(second));

        Assert.Equal(0.04, difference.Difference, 1e-12);
        // Here with n − 1, there with n.
        Assert.Equal(0.0095, difference.StandardError * Math.Sqrt(1599 / 1600.0), 5e-5);
        Assert.Equal((0.02, 0.06), (Math.Round(difference.Limits.Low, 2), Math.Round(difference.Limits.High, 2)));
        Assert.True(difference.P < 0.0001);
    }

    /// <summary>Holm (1979) and every textbook since: 0.01, 0.04, 0.03 and 0.005 become 0.03, 0.06, 0.06 and 0.02.</summary>
    [Fact]
    public void Holm_steps_down() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    /// <summary>Worked by hand: four groups of two rows that always agree are four rows. Three groups right, one wrong.</summary>
    [Fact]
    public void Groups_whose_rows_are_all_alike_count_as_one_row_each()
    {
        var sampling = new Sampling([0, 0, 1, 1, 2, 2, 3, 3], 4);
        double[] scores = [1, 1, 1, 1, 1, 1, 0, 0];

        // The sample variance of 1, 1, 1, 0 over four.
        Assert.Equal(0.25 / 4, sampling.VarianceOfMean(scores), 1e-12);
        Assert.Equal(Sampling.Independent(4).VarianceOfMean([1, 1, 1, 0]), sampling.VarianceOfMean(scores), 1e-12);
    }

    /// <summary>Nadeau and Bengio (2003): with ten folds the variance of the mean is 1/10 + 1/9 of that over the folds, and not 1/10.</summary>
    [Fact]
    public void Folds_widen_by_the_factor_of_Nadeau_and_Bengio()
    {
        var folded = new Sampling([.. Enumerable.Range(0, 100)], 100, Folds: 10);
        double[] scores = [.. Enumerable.Range(0, 100).Select(row => row % 4 == 0 ? 0.0 : 1)];

        Assert.Equal(10 * ((1 / 10.0) + (1 / 9.0)), folded.VarianceOfMean(scores) / Sampling.Independent(100).VarianceOfMean(scores), 1e-12);
    }

    /// <summary>Schuirmann's two one-sided tests, by hand: 160 rows, 8 of them one way and 6 the other. The difference is 0.0125, its
    /// standard error 0.0234, so that a margin of 0.06 lies 2.03 errors away: p = 0.022 of Student's t with 159 degrees of freedom.</summary>
    [Fact]
    public void Equivalence_is_two_one_sided_tests()
    {
        var difference = PairedDifference.OfMeans(
            Rows([.. Enumerable.Range(0, 160).Select(row => row < 108 ? 1.0 : 0)]),
            Rows([.. Enumerable.Range(0, 160).Select(row => row is < 100 or >= 108 and < 114 ? 1.0 : 0)]));

        Assert.Equal(0.0125, difference.Difference, 1e-12);
        Assert.Equal(0.0234, difference.StandardError, 5e-5);
        Assert.Equal(0.022, difference.EquivalenceP(0.06), 5e-4);
        Assert.True(difference.EquivalenceP(0.02) > 0.3);
    }

    private static RowScores Rows(double[] scores) => new([[.. scores]], Sampling.Independent(scores.Length));
}
