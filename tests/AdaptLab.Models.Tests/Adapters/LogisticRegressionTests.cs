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
        var classifier = LogisticRegression.Fit(rows, 0, [.. rows.Select((_, i) => i % 2)], 2, strength);
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
            LogisticRegression.Fit(dense, 0, [0, 1, 2], 3, 5).Probabilities(dense[1]).Zip(LogisticRegression.Fit(sparse, 2, [0, 1, 2], 3, 5).Probabilities(sparse[1])),
            pair => Assert.Equal(pair.First, pair.Second, 9));
    }

    [Fact]
    public void A_stronger_penalty_makes_it_less_sure()
    {
        FeatureVector[] rows = [FeatureVector.Of(1, 0), FeatureVector.Of(0, 1)];
        double Sure(double strength) => LogisticRegression.Fit(rows, 0, [0, 1], 2, strength).Probabilities(rows[0])[0];
        Assert.InRange(Sure(0.1), 0.5, Sure(10));
    }

    [Fact]
    public void A_class_without_rows_is_improbable()
    {
        FeatureVector[] rows = [FeatureVector.Of(1, 0), FeatureVector.Of(0, 1)];
        Assert.True(LogisticRegression.Fit(rows, 0, [0, 1], 3, 100).Probabilities(rows[0])[2] < 0.05);
    }

    [Fact]
    public void Rows_and_classes_must_be_as_many() =>
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([FeatureVector.Of(1)], 0, [0, 1], 2, 1));
}
