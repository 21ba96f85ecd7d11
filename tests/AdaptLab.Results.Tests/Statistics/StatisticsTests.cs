using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;
using FsCheck.Xunit;

namespace AdaptLab.Results.Tests.Statistics;

public class StatisticsTests
{
    [Theory]
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(141, 160, 0.8220, 0.9226)]
    public void Wilson_interval_agrees_with_published_values(int right, int rows, double low, double high)
    {
        var interval = Interval.Wilson(Single(right, rows));

        Assert.Equal(low, interval.Low, 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    [Fact]
    public void Seeds_that_agree_leave_the_interval_as_it_is_and_seeds_that_differ_widen_it()
    {
        var single = Interval.Wilson(Single(80, 100));
        var same = Interval.Wilson(Seeds(100, 80, 80, 80));
        var differing = Interval.Wilson(Seeds(100, 70, 80, 90));

        Assert.Equal(single.Low, same.Low, 1e-12);
        Assert.Equal(single.High, same.High, 1e-12);
        Assert.True(differing.Low < same.Low && differing.High > same.High);
    }

    [Theory]
    [InlineData(6, 0, 2.0 / 64)]
    [InlineData(5, 0, 2.0 / 32)]
    [InlineData(10, 2, 2.0 * (1 + 12 + 66) / 4096)]
    [InlineData(7, 7, 1)]
    [InlineData(0, 0, 1)]
    public void With_one_seed_the_row_test_is_the_exact_McNemar_test(int onlyFirst, int onlySecond, double p)
    {
        int[] differences = [.. Enumerable.Repeat(1, onlyFirst), .. Enumerable.Repeat(-1, onlySecond), .. Enumerable.Repeat(0, 50)];

        Assert.Equal(p, SignFlip.PValue(differences), 1e-12);
    }

    [Fact]
    public void With_several_seeds_the_row_test_counts_all_assignments_of_signs()
    {
        // Sixteen assignments of signs to 2, 1, 1, 1; the sum seen is 3; 5, 3 (three times) and their mirrors are as far away.
        Assert.Equal(8 / 16.0, SignFlip.PValue([2, 1, 1, -1]), 1e-12);
    }

    [Property(MaxTest = 50)]
    public void The_row_test_equals_plain_enumeration(int[] figures)
    {
        int[] differences = [.. figures.Take(10).Select(figure => figure % 4)];
        var seen = Math.Abs(differences.Sum());
        var assignments = 1 << differences.Length;
        var asFar = Enumerable.Range(0, assignments).Count(signs =>
            Math.Abs(differences.Select((d, row) => (signs >> row & 1) == 1 ? d : -d).Sum()) >= seen);

        Assert.Equal((double)asFar / assignments, SignFlip.PValue(differences), 1e-9);
    }

    [Fact]
    public void Twenty_thousand_rows_of_three_seeds_are_tested_exactly_too()
    {
        var random = new Random(1);
        int[] differences = [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(-3, 4))];
        var variance = differences.Sum(d => (double)d * d);
        var normal = Distributions.StudentTwoSided(Math.Abs(differences.Sum()) / Math.Sqrt(variance), double.PositiveInfinity);

        Assert.Equal(normal, SignFlip.PValue(differences), 0.005);
    }

    [Fact]
    public void Holm_keeps_the_order_and_never_falls()
    {
        ImmutableArray<double> expected = [0.03, 0.06, 0.06, 0.02];

        var adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);

        Assert.All(expected.Zip(adjusted), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(Holm.Adjust([0.7, 0.8]), p => Assert.Equal(1, p));
    }

    [Theory]
    [InlineData(12.706, 1)]
    [InlineData(4.303, 2)]
    [InlineData(2.228, 10)]
    [InlineData(1.95996, double.PositiveInfinity)]
    public void Student_critical_values_agree_with_the_tables(double critical, double degreesOfFreedom)
    {
        Assert.Equal(critical, Distributions.StudentCritical(0.05, degreesOfFreedom), 5e-4);
        Assert.Equal(0.05, Distributions.StudentTwoSided(critical, degreesOfFreedom), 5e-5);
    }

    [Fact]
    public void Binomial_tail_agrees_with_counting()
    {
        Assert.Equal((45 + 10 + 1) / 1024.0, Distributions.BinomialUpperTail(8, 10, 0.5), 1e-12);
        Assert.Equal(1, Distributions.BinomialUpperTail(0, 10, 0.5));
        Assert.Equal(0, Distributions.BinomialUpperTail(11, 10, 0.5));
    }

    [Fact]
    public void Percentiles_lie_between_the_nearest_ranks()
    {
        Assert.Equal(3, Sample.Percentile([5, 1, 4, 2, 3], 0.5));
        Assert.Equal(4.8, Sample.Percentile([5, 1, 4, 2, 3], 0.95)!.Value, 1e-12);
        Assert.Equal(7, Sample.Percentile([7], 0.95));
        Assert.Null(Sample.Percentile([], 0.95));
    }

    [Fact]
    public void Spread_over_seeds_is_the_sample_standard_deviation_and_unknown_for_one()
    {
        Assert.Equal(0.1, Sample.StandardDeviation([0.7, 0.8, 0.9])!.Value, 1e-12);
        Assert.Null(Sample.StandardDeviation([0.7]));
    }

    /// <summary>The case that users of evaluation harnesses bring up: the same data looks like a tie to a test that ignores the pairing.</summary>
    [Fact]
    public void The_paired_test_finds_what_the_unpaired_one_misses()
    {
        // Of 200 rows both get 137 right, the first alone 22, the second alone 7.
        const int rows = 200;
        var first = Of([.. Enumerable.Range(0, rows).Select(row => row < 137 + 22)]);
        var second = Of([.. Enumerable.Range(0, rows).Select(row => row is < 137 or >= 137 + 22 and < 137 + 22 + 7)]);

        double share1 = 159.0 / rows, share2 = 144.0 / rows, pooled = (share1 + share2) / 2;
        var z = (share1 - share2) / Math.Sqrt(2 * pooled * (1 - pooled) / rows);

        Assert.Equal(0.080, Distributions.StudentTwoSided(z, double.PositiveInfinity), 5e-4);
        Assert.Equal(0.008, PairedDifference.OfMeans(first, second).P, 5e-4);
    }

    [Fact]
    public void A_difference_that_lies_within_the_spread_over_seeds_is_no_difference()
    {
        // Over rows alone: 10 points on 200 rows, p far below 0.001. But the seeds of each strategy lie 20 points apart.
        var first = Seeds(200, 130, 150, 170);
        var second = Seeds(200, 110, 130, 150);
        int[] byRow = [.. first.RowMeans.Zip(second.RowMeans, (a, b) => (int)Math.Round(3 * (a - b)))];

        Assert.True(SignFlip.PValue(byRow) < 0.001);
        Assert.True(PairedDifference.OfMeans(first, second).P > 0.05);
    }

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(10, 2.228)]
    public void Where_seeds_are_all_that_varies_the_test_over_rows_and_seeds_is_Students(double degrees, double critical)
    {
        var error = new TwoChances(rows: 0, rowDegrees: 99, seeds: 1, seedDegrees: degrees, chance: 0);

        Assert.Equal(0.05, error.P(critical), 2e-4);
        Assert.Equal(critical, error.Critical(0.05), critical * 1e-3);
        Assert.Equal(Distributions.StudentTwoSided(6, degrees), error.P(6), 1e-4);
    }

    [Theory]
    [InlineData(4, 2.5)]
    [InlineData(12, 2)]
    public void Where_rows_and_seeds_vary_alike_it_is_the_sum_of_a_normal_and_a_Student_variable(double degrees, double error)
    {
        // The same probability the other way round: over the normal part, what Student's part must be.
        double sum = 0;
        const double step = 0.01;
        for (var z = -8.0; z < 8; z += step)
            sum += Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * step * (Above(error * Math.Sqrt(2) - z) + Above(error * Math.Sqrt(2) + z));

        Assert.Equal(sum, new TwoChances(rows: 0.5, rowDegrees: double.PositiveInfinity, seeds: 0.5, seedDegrees: degrees, chance: 0).P(error), 1e-4);

        double Above(double t) => Distributions.StudentTwoSided(t, degrees) / 2 is var tail && t >= 0 ? tail : 1 - tail;
    }

    [Fact]
    public void Seeds_that_lie_closer_than_chance_in_single_rows_are_not_believed()
    {
        var chance = new TwoChances(rows: 1, rowDegrees: double.PositiveInfinity, seeds: 0, seedDegrees: 4, chance: 0.6);

        // Chance is in both parts and counts once.
        Assert.Equal(1, chance.Variance, 1e-12);
        Assert.Equal(0.05, chance.P(1.96), 1e-3);
    }

    [Fact]
    public void A_spread_that_happens_to_be_small_is_taken_for_that_of_the_others()
    {
        SeedSample close = new([0.70, 0.70, 0.71], 0.0001), far = new([0.6, 0.7, 0.8], 0.0001), steady = new([0.7], 0);

        var spread = SeedSpread.Of([close, far, steady]);

        Assert.Equal(4, spread.DegreesOfFreedom);
        Assert.Equal((close.Variance + far.Variance) / 2, spread.Variance, 1e-12);
        Assert.Equal(spread.Variance / 3, spread.OfMean(close), 1e-12);
        Assert.Equal(far.Variance / 3, spread.OfMean(far), 1e-12);
        Assert.Equal(0, spread.OfMean(steady));
    }

    [Fact]
    public void Macro_F1_of_tiny_samples_never_claims_more_than_an_exact_test_could()
    {
        Assert.Equal(1, PairedDifference.OfResampled(new([1], 0), new([0], 0), 0, Sampling.Independent(1), differing: 1).P);
        Assert.Equal(1, PairedDifference.OfResampled(new([0.5], 0), new([0.5], 0), 0, Sampling.Independent(9), differing: 0).P);
    }

    private static RowScores Single(int right, int rows) => Seeds(rows, right);

    /// <summary>For each seed, right on so many of the first rows.</summary>
    private static RowScores Seeds(int rows, params int[] right) => new(
        [.. right.Select(count => Enumerable.Range(0, rows).Select(row => row < count ? 1.0 : 0).ToImmutableArray())], Sampling.Independent(rows));

    private static RowScores Of(bool[] right) => new([[.. right.Select(isRight => isRight ? 1.0 : 0)]], Sampling.Independent(right.Length));
}
