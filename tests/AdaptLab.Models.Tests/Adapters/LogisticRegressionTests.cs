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
        var rows = Enumerable.Range(0, 2 * rowsOfEach).Select(i => SparseVector.Dense([i % 2 == 0 ? 1f : -1f])).ToArray();
        var classifier = LogisticRegression.Fit(rows, 1, [.. rows.Select((_, i) => i % 2)], 2, strength);
        var found = classifier.Probabilities(SparseVector.Dense([1f]))[0];
        var difference = Math.Log(found / (1 - found));
        Assert.Equal(difference, 4 * strength * rowsOfEach / (1 + Math.Exp(difference)), 2);
    }

    [Fact]
    public void Indices_left_out_are_zeros()
    {
        SparseVector[] dense = [SparseVector.Dense([1, 0, 0]), SparseVector.Dense([0, 0, 2]), SparseVector.Dense([0, 3, 0])];
        SparseVector[] sparse = [new([0], [1]), new([2], [2]), new([1], [3])];
        Assert.Equal(
            LogisticRegression.Fit(dense, 3, [0, 1, 2], 3, 5).Probabilities(dense[1]),
            LogisticRegression.Fit(sparse, 3, [0, 1, 2], 3, 5).Probabilities(sparse[1]));
    }

    [Fact]
    public void A_stronger_penalty_makes_it_less_sure()
    {
        SparseVector[] rows = [SparseVector.Dense([1f, 0]), SparseVector.Dense([0, 1f])];
        double Sure(double strength) => LogisticRegression.Fit(rows, 2, [0, 1], 2, strength).Probabilities(rows[0])[0];
        Assert.InRange(Sure(0.1), 0.5, Sure(10));
    }

    [Fact]
    public void A_class_without_rows_is_improbable()
    {
        SparseVector[] rows = [SparseVector.Dense([1f, 0]), SparseVector.Dense([0, 1f])];
        Assert.True(LogisticRegression.Fit(rows, 2, [0, 1], 3, 100).Probabilities(rows[0])[2] < 0.05);
    }

    [Fact]
    public void Rows_and_classes_must_be_as_many() =>
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([SparseVector.Dense([1f])], 1, [0, 1], 2, 1));
}
