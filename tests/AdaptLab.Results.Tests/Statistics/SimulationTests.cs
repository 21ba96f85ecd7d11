using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Tests.Statistics;

/// <summary>Do the intervals and tests keep their promises? Tried on worlds whose truth is known.</summary>
public class SimulationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Worlds = 2000;

    /// <summary>The promise is 5 %. With several seeds the test stays below it, the price of counting their spread.</summary>
    [Theory]
    [InlineData(60, 1, 0)]
    [InlineData(160, 1, 0)]
    [InlineData(60, 3, 0)]
    [InlineData(160, 3, 0)]
    [InlineData(160, 3, 0.5)]
    [InlineData(160, 5, 0.5)]
    public void Equal_strategies_are_told_apart_in_at_most_five_worlds_in_a_hundred(int rows, int seeds, double seedEffect)
    {
        var world = new World(new Random(1), rows, seeds, seedEffect);
        var claims = 0;
        for (var i = 0; i < Worlds; i++)
        {
            world.NewRows();
            if (PairedDifference.OfMeans(world.Candidate(), world.Candidate()).P < 0.05)
                claims++;
        }

        output.WriteLine($"{claims / (double)Worlds:P2}");
        Assert.InRange(claims / (double)Worlds, 0, 0.05);
    }

    /// <summary>Why the spread over seeds is counted at all.</summary>
    [Fact]
    public void Rows_alone_would_call_equal_strategies_different_where_seeds_differ()
    {
        var world = new World(new Random(1), 160, 3, 0.5);
        var claims = 0;
        for (var i = 0; i < 500; i++)
        {
            world.NewRows();
            if (PairedDifference.OfMeans(world.Candidate(), world.Candidate()).RowP < 0.05)
                claims++;
        }

        Assert.InRange(claims / 500.0, 0.2, 0.5);
    }

    [Theory]
    [InlineData(60, 1, 0)]
    [InlineData(160, 1, 0)]
    [InlineData(60, 3, 0)]
    [InlineData(160, 3, 0.5)]
    [InlineData(160, 3, 1)]
    [InlineData(160, 10, 1)]
    public void The_interval_holds_the_true_accuracy_in_about_ninety_five_worlds_in_a_hundred(int rows, int seeds, double seedEffect)
    {
        var world = new World(new Random(2), rows, seeds, seedEffect);
        var truth = world.TrueAccuracy();
        var covered = 0;
        for (var i = 0; i < Worlds; i++)
        {
            world.NewRows();
            var interval = Interval.Wilson(world.Candidate());
            if (interval.Low <= truth && truth <= interval.High)
                covered++;
        }

        output.WriteLine($"{covered / (double)Worlds:P2}");
        // Three seeds that differ wildly are the hard case: what they have in common cannot be known well.
        Assert.InRange(covered / (double)Worlds, seedEffect >= 1 && seeds < 10 ? 0.92 : 0.94, 1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Among_several_equal_candidates_the_best_one_is_rarely_called_better(int candidates)
    {
        var world = new World(new Random(3), 120, 1, 0);
        var claims = 0;
        for (var i = 0; i < Worlds; i++)
        {
            world.NewRows();
            var drawn = Enumerable.Range(0, candidates).Select(_ => world.Candidate()).ToArray();
            var tests = from first in Enumerable.Range(0, candidates)
                        from second in Enumerable.Range(first + 1, candidates - first - 1)
                        select PairedDifference.OfMeans(drawn[first], drawn[second]).P;
            if (Holm.Adjust([.. tests]).Min() < 0.05)
                claims++;
        }

        output.WriteLine($"{claims / (double)Worlds:P2}");
        Assert.InRange(claims / (double)Worlds, 0, 0.05);
    }

    [Fact]
    public void A_difference_of_the_minimum_detectable_size_is_found_about_four_times_in_five()
    {
        var random = new Random(4);
        const int rows = 160;
        int found = 0;
        var detectable = 0.0;
        for (var i = 0; i < Worlds; i++)
        {
            // Discordant rows: 0.25 of all, 0.18 for the first and 0.07 for the second.
            var draws = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
            var first = Single(draws.Select(u => u is < 0.5 or >= 0.57 and < 0.75));
            var second = Single(draws.Select(u => u < 0.57));
            var test = PairedDifference.OfMeans(first, second);
            detectable += test.MinimumDetectable(0.05) / Worlds;
            if (test.P < 0.05)
                found++;
        }

        output.WriteLine($"{found / (double)Worlds:P2} {detectable}");
        Assert.InRange(detectable, 0.095, 0.115);
        Assert.InRange(found / (double)Worlds, 0.7, 0.85);
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(60, 3)]
    public void Equal_strategies_are_rarely_told_apart_by_macro_F1_either(int rows, int seeds)
    {
        var random = new Random(5);
        const int labels = 4;
        var worlds = seeds == 1 ? 200 : 40;
        var claims = 0;
        for (var i = 0; i < worlds; i++)
        {
            var gold = Enumerable.Range(0, rows).Select(_ => random.Next(labels)).ToArray();
            var hardness = gold.Select(_ => random.NextDouble()).ToArray();
            int[][] Answers() =>
            [
                .. Enumerable.Range(0, seeds).Select(_ => gold
                    .Select((label, row) => (hardness[row] + random.NextDouble()) / 2 < 0.6 ? label : random.Next(labels)).ToArray()),
            ];
            var record = SyntheticRun.Answers(gold, ("one", Answers()), ("two", Answers())) with { Metric = "macro-f1" };
            if (Comparison.Of(record).Pairs[0].IsSignificant)
                claims++;
        }

        output.WriteLine($"{claims / (double)worlds:P2}");
        // Two thousand worlds give 4.9 % at one seed; two hundred are what a test has time for, and leave room for luck.
        Assert.InRange(claims / (double)worlds, 0, 0.075);
    }

    /// <summary>Documents of eight rows each, hard or easy as wholes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_rows_share_a_document_the_interval_holds_the_truth_only_if_it_knows_the_groups(bool knowsGroups)
    {
        var world = new GroupedWorld(new Random(6), documents: 24, rowsEach: 8);
        var truth = Enumerable.Range(0, 4000).Average(_ => world.Draw(knowsGroups: false).First.SeedMeans[0]);
        var covered = 0;
        for (var i = 0; i < Worlds; i++)
        {
            var interval = Interval.Wilson(world.Draw(knowsGroups).First);
            if (interval.Low <= truth && truth <= interval.High)
                covered++;
        }

        output.WriteLine($"{covered / (double)Worlds:P2}");
        Assert.InRange(covered / (double)Worlds, knowsGroups ? 0.93 : 0, knowsGroups ? 1 : 0.9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_rows_share_a_document_equal_strategies_are_told_apart_unless_the_test_knows_the_groups(bool knowsGroups)
    {
        var world = new GroupedWorld(new Random(7), documents: 24, rowsEach: 8);
        var claims = 0;
        for (var i = 0; i < Worlds; i++)
        {
            var (first, second) = world.Draw(knowsGroups);
            if (PairedDifference.OfMeans(first, second).P < 0.05)
                claims++;
        }

        output.WriteLine($"{claims / (double)Worlds:P2}");
        Assert.InRange(claims / (double)Worlds, knowsGroups ? 0 : 0.1, knowsGroups ? 0.055 : 1);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(160)]
    public void Equal_strategies_whose_answers_can_be_partly_right_are_rarely_told_apart(int rows)
    {
        var random = new Random(8);
        const int worlds = 400;
        var claims = 0;
        for (var i = 0; i < worlds; i++)
        {
            var hardness = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
            RowScores Candidate() => new(
                [[.. hardness.Select(h => random.NextDouble() < h ? 1 : Math.Round(random.NextDouble(), 2))]], Sampling.Independent(rows));
            if (PairedDifference.OfMeans(Candidate(), Candidate()).P < 0.05)
                claims++;
        }

        output.WriteLine($"{claims / (double)worlds:P2}");
        Assert.InRange(claims / (double)worlds, 0.02, 0.075);
    }

    /// <summary>The bootstrap's interval of a mean, for answers that can be partly right.</summary>
    [Fact]
    public void The_interval_of_a_mean_score_holds_the_truth()
    {
        var random = new Random(9);
        const int rows = 100, worlds = 300;
        var covered = 0;
        for (var i = 0; i < worlds; i++)
        {
            ImmutableArray<double> scores = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.4 ? 1 : random.NextDouble())];
            var resampled = Bootstrap.Of(Sampling.Independent(rows), times => times.Select((count, row) => count * scores[row]).Sum() / rows);
            var interval = Interval.Bootstrap([scores.Average()], resampled, Sampling.Independent(rows));
            if (interval.Low <= 0.7 && 0.7 <= interval.High)
                covered++;
        }

        output.WriteLine($"{covered / (double)worlds:P2}");
        Assert.InRange(covered / (double)worlds, 0.91, 1);
    }

    /// <summary>A real learner on examples that are scarce: the mean of each label's examples, in twenty dimensions of which two say
    /// something. What is estimated is how well such learning does, whatever examples were drawn.</summary>
    [Theory]
    [InlineData(30, 5)]
    [InlineData(60, 5)]
    public void Cross_validated_intervals_hold_the_accuracy_of_such_learning(int examples, int folds)
    {
        var learner = new NearestMean(new Random(10), dimensions: 20);
        var truth = Enumerable.Range(0, 400).Average(_ => learner.Accuracy(learner.Draw(examples - (examples / folds)), learner.Draw(500)));
        int covered = 0, coveredNaively = 0;
        const int worlds = 500;
        for (var i = 0; i < worlds; i++)
        {
            var pool = learner.Draw(examples);
            ImmutableArray<double> scores = [.. pool.Select((row, index) =>
                learner.IsRight([.. pool.Where((_, other) => other % folds != index % folds)], row) ? 1.0 : 0)];
            if (Holds(new Sampling([.. Enumerable.Range(0, examples)], examples, folds)))
                covered++;
            if (Holds(Sampling.Independent(examples)))
                coveredNaively++;

            bool Holds(Sampling sampling) => Interval.Wilson(new RowScores([scores], sampling)) is var interval && interval.Low <= truth && truth <= interval.High;
        }

        output.WriteLine($"{covered / (double)worlds:P2} {coveredNaively / (double)worlds:P2}");
        Assert.InRange(covered / (double)worlds, 0.93, 1);
        Assert.True(coveredNaively < covered);
    }

    [Fact]
    public void Strategies_that_differ_by_the_margin_are_called_equivalent_in_at_most_five_worlds_in_a_hundred()
    {
        var random = new Random(11);
        const int rows = 160;
        var claims = 0;
        for (var i = 0; i < Worlds; i++)
        {
            // One is better by the margin itself: right alone on 10 % of the rows, against 5 %.
            var draws = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
            var test = PairedDifference.OfMeans(Single(draws.Select(u => u < 0.7)), Single(draws.Select(u => u is < 0.6 or >= 0.7 and < 0.75)));
            if (test.EquivalenceP(0.05) < 0.05)
                claims++;
        }

        output.WriteLine($"{claims / (double)Worlds:P2}");
        Assert.InRange(claims / (double)Worlds, 0, 0.055);
    }

    /// <summary>The number of rows that a comparison asks for is enough to find the difference it saw.</summary>
    [Fact]
    public void With_as_many_rows_as_are_said_to_be_needed_a_difference_is_found_four_times_in_five()
    {
        var random = new Random(12);
        PairedDifference Test(int rows, Func<int, double> draw) => PairedDifference.OfMeans(
            Single(Enumerable.Range(0, rows).Select(row => draw(row) is < 0.5 or >= 0.57 and < 0.70)),
            Single(Enumerable.Range(0, rows).Select(row => draw(row) < 0.57)));
        // Exactly the shares that the world has: 13 % against 7 %.
        var needed = (int)Math.Ceiling(Test(100, row => row / 100.0).RowsNeeded(0.05)!.Value);
        var found = 0;
        for (var i = 0; i < 1000; i++)
        {
            var draws = Enumerable.Range(0, needed).Select(_ => random.NextDouble()).ToArray();
            if (Test(needed, row => draws[row]).P < 0.05)
                found++;
        }

        output.WriteLine($"{needed} rows: {found / 1000.0:P1}");
        Assert.InRange(found / 1000.0, 0.74, 0.86);
    }

    private static RowScores Single(IEnumerable<bool> right)
    {
        ImmutableArray<double> scores = [.. right.Select(isRight => isRight ? 1.0 : 0)];
        return new RowScores([scores], Sampling.Independent(scores.Length));
    }

    /// <summary>Rows of uneven hardness, answered by equal strategies whose seeds are luckier or less lucky on all rows at once.</summary>
    private sealed class World(Random random, int rows, int seeds, double seedEffect)
    {
        private readonly double[] _hardness = new double[rows];

        public void NewRows()
        {
            for (var row = 0; row < rows; row++)
                _hardness[row] = 1.2 + 1.5 * Normal();
        }

        public RowScores Candidate() => new([.. Enumerable.Range(0, seeds).Select(_ => Seed())], Sampling.Independent(rows));

        private ImmutableArray<double> Seed()
        {
            var luck = seedEffect * Normal();
            return [.. _hardness.Select(hardness => random.NextDouble() < 1 / (1 + Math.Exp(-hardness - luck)) ? 1.0 : 0)];
        }

        public double TrueAccuracy()
        {
            double sum = 0;
            for (var i = 0; i < 400_000; i++)
                sum += 1 / (1 + Math.Exp(-1.2 - 1.5 * Normal() - seedEffect * Normal()));
            return sum / 400_000;
        }

        private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Documents whose rows are alike in hardness, and on which one candidate or the other happens to do better.</summary>
    private sealed class GroupedWorld(Random random, int documents, int rowsEach)
    {
        public (RowScores First, RowScores Second) Draw(bool knowsGroups)
        {
            var rows = documents * rowsEach;
            var hardness = Enumerable.Range(0, documents).Select(_ => 1.2 * Normal()).ToArray();
            var sampling = knowsGroups ? new Sampling([.. Enumerable.Range(0, rows).Select(row => row / rowsEach)], documents) : Sampling.Independent(rows);
            return (Candidate(), Candidate());

            RowScores Candidate()
            {
                var bent = hardness.Select(h => h + (0.8 * Normal())).ToArray();
                return new RowScores(
                    [[.. Enumerable.Range(0, rows).Select(row => random.NextDouble() < 1 / (1 + Math.Exp(-0.6 - bent[row / rowsEach])) ? 1.0 : 0)]], sampling);
            }
        }

        private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private sealed class NearestMean(Random random, int dimensions)
    {
        public sealed record Row(bool Label, double[] Features);

        public Row[] Draw(int count) => [.. Enumerable.Range(0, count).Select(index => Draw(index % 2 == 0))];

        public bool IsRight(Row[] examples, Row row)
        {
            double[] Mean(bool label)
            {
                var of = examples.Where(example => example.Label == label).ToArray();
                return [.. Enumerable.Range(0, dimensions).Select(d => of.Average(example => example.Features[d]))];
            }

            double Distance(double[] mean) => mean.Zip(row.Features, (a, b) => (a - b) * (a - b)).Sum();
            return Distance(Mean(row.Label)) < Distance(Mean(!row.Label));
        }

        public double Accuracy(Row[] examples, Row[] rows) => rows.Count(row => IsRight(examples, row)) / (double)rows.Length;

        private Row Draw(bool label) => new(label, [.. Enumerable.Range(0, dimensions).Select(d => Normal() + (d < 2 && label ? 1.2 : 0))]);

        private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
