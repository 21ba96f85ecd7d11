using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Tests.Strategies;

public sealed class LearningRateScheduleTests
{
    private const int Steps = 100;

    [Theory]
    [InlineData("constant", 1)]
    [InlineData("linear", 0.5)]
    [InlineData("cosine", 0.55)]
    public void Halfway_after_the_warm_up_it_is_where_its_shape_says(string shape, double share)
    {
        var schedule = new LearningRateSchedule(shape, 0.2);
        Assert.Equal(share, schedule.ShareAt(60, Steps), 9);
        // The rise does not depend on the shape.
        Assert.Equal(0.5, schedule.ShareAt(9, Steps), 9);
        Assert.Equal(1, schedule.ShareAt(20, Steps), 9);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("cosine")]
    public void After_the_warm_up_it_never_rises_and_ends_at_about_a_tenth(string shape)
    {
        var schedule = new LearningRateSchedule(shape, 0.1);
        var shares = Enumerable.Range(10, Steps - 10).Select(step => schedule.ShareAt(step, Steps)).ToArray();
        Assert.All(shares.Zip(shares.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
        Assert.InRange(shares[^1], 0.1, 0.12);
    }

    [Fact]
    public void Without_warm_up_it_begins_at_its_height() => Assert.Equal(1, new LearningRateSchedule("linear", 0).ShareAt(0, Steps));
}
