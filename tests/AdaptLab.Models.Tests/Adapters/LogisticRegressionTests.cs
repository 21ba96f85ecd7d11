using AdaptLab.Models.Adapters;

namespace AdaptLab.Models.Tests.Adapters;

public sealed class LogisticRegressionTests
{
    /// <summary>With one feature of ±1, two classes and half a weight to each, the optimum is known: the weights' difference w
    /// solves w = 2 C n σ(−w) for n rows of each sign.</summary>
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(1, 10)]
    [InlineData(5, 1)]
    public void It_is_solved_to_the_optimum(int rowsOfEach, double strength)
    {
        var rows = Enumerable.Range(0, 2 * rowsOfEach).Select(i => FeatureVector.Of(i % 2 == 0 ? 1 : -1)).ToArray();
        var classifier = new LogisticRegression(rows, 0, [.. rows.Select((_, i) => i % 2)], 2).Fit(strength);
        var found = classifier.Probabilities(FeatureVector.Of(1))[0];
        var difference = Math.Log(found / (1 - found));
        Assert.Equal(difference, 4 * strength * rowsOfEach / (1 + Math.Exp(difference)), 2);
    }

    [Fact]
    public void Indices_left_out_are_zeros()
    {
        FeatureVector[] dense = [FeatureVector.Of(1, 0, 0), FeatureVector.Of(0, 0, 2), FeatureVector.Of(0, 3, 0)];
        FeatureVector[] sparse = [new([1], [], []), new([0], [1], [2]), new([0], [0], [3])];
        Assert.All(
            new LogisticRegression(dense, 0, [0, 1, 2], 3).Fit(5).Probabilities(dense[1]).Zip(new LogisticRegression(sparse, 2, [0, 1, 2], 3).Fit(5).Probabilities(sparse[1])),
            pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    /// <summary>Few rows with many features, some rows the same or sums of others: the two ways of solving find one optimum.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    public void In_the_span_of_the_rows_the_optimum_is_the_same(double strength)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 24).Select(_ => Random(random)).ToList();
        rows.Add(rows[3]);
        rows.Add(new FeatureVector([.. rows[0].Dense.Zip(rows[1].Dense, (a, b) => a + b)], [], []));
        int[] classes = [.. rows.Select((_, i) => i % 4)];
        LinearClassifier Fit(bool withinSpan) => new LogisticRegression(rows, 60, classes, 4, null, withinSpan, default).Fit(strength);

        var (within, over) = (Fit(true), Fit(false));
        // Rows that neither has seen, with features that some of the rows have.
        Assert.All(Enumerable.Range(0, 10).Select(_ => Random(random)), row => Assert.All(
            within.Probabilities(row).Zip(over.Probabilities(row)), pair => Assert.Equal(pair.First, pair.Second, 3)));
    }

    /// <summary>At the optimum the weights are the strength times the sum of the rows, each weighted by how far its class's
    /// probability is from what it should be: the gradient of ½‖W‖² + C Σ loss is zero.</summary>
    [Fact]
    public void In_the_span_of_the_rows_the_gradient_vanishes()
    {
        const double Strength = 3;
        var random = new Random(5);
        var rows = Enumerable.Range(0, 12).Select(_ => Random(random)).ToArray();
        int[] classes = [.. rows.Select((_, i) => i % 3)];
        var classifier = new LogisticRegression(rows, 60, classes, 3, null, withinSpan: true, default).Fit(Strength);
        var (weights, _) = classifier.DenseParameters();
        for (var c = 0; c < 3; c++)
        {
            var errors = rows.Select((row, i) => (classes[i] == c ? 1 : 0) - classifier.Probabilities(row)[c]).ToArray();
            Assert.Equal(0, errors.Sum(), 3);
            for (var j = 0; j < rows[0].Dense.Length; j++)
                Assert.Equal(Strength * rows.Select((row, i) => errors[i] * row.Dense[j]).Sum(), weights[c, j], 2);
        }
    }

    /// <summary>Of the features that no row has, the weights stay what is known of them; the more the rows count, the less does it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_penalty_holds_the_weights_near_what_is_known_of_them(bool withinSpan)
    {
        FeatureVector[] rows = [new([1, 0], [0], [1]), new([-1, 0], [1], [1])];
        double[][] prior = [[-3, 2], [3, -2]];
        LinearClassifier Fit(double strength) => new LogisticRegression(rows, 2, [0, 1], 2, prior, withinSpan, default).Fit(strength);
        Assert.Equal(1 / (1 + Math.Exp(-4)), Fit(1).Probabilities(FeatureVector.Of(0, 1))[0], 3);
        Assert.True(Fit(0.001).Probabilities(rows[0])[0] < 0.01);
        Assert.True(Fit(10).Probabilities(rows[0])[0] > 0.7);
    }

    [Fact]
    public void What_is_known_beforehand_must_be_of_these_classes_and_features()
    {
        FeatureVector[] rows = [FeatureVector.Of(1, 0), FeatureVector.Of(0, 1)];
        Assert.Throws<ArgumentException>(() => new LogisticRegression(rows, 0, [0, 1], 2, [[1, 0]]));
        Assert.Throws<ArgumentException>(() => new LogisticRegression(rows, 0, [0, 1], 2, [[1, 0], [1]]));
    }

    private static FeatureVector Random(Random random)
    {
        var indices = Enumerable.Range(0, 60).Where(_ => random.Next(6) == 0).ToArray();
        return new FeatureVector([.. Enumerable.Range(0, 8).Select(_ => random.NextDouble() - 0.5)], indices, [.. indices.Select(_ => random.NextDouble())]);
    }

    [Fact]
    public void A_stronger_penalty_makes_it_less_sure()
    {
        FeatureVector[] rows = [FeatureVector.Of(1, 0), FeatureVector.Of(0, 1)];
        double Sure(double strength) => new LogisticRegression(rows, 0, [0, 1], 2).Fit(strength).Probabilities(rows[0])[0];
        Assert.InRange(Sure(0.1), 0.5, Sure(10));
    }

    [Fact]
    public void A_class_without_rows_is_improbable()
    {
        FeatureVector[] rows = [FeatureVector.Of(1, 0), FeatureVector.Of(0, 1)];
        Assert.True(new LogisticRegression(rows, 0, [0, 1], 3).Fit(100).Probabilities(rows[0])[2] < 0.05);
    }

    [Fact]
    public void Rows_and_classes_must_be_as_many() =>
        Assert.Throws<ArgumentException>(() => new LogisticRegression([FeatureVector.Of(1)], 0, [0, 1], 2));
}
