using AdaptLab.Experiments.Running;

namespace AdaptLab.Experiments.Tests.Running;

public sealed class SideBySideTests
{
    [Fact]
    public async Task One_at_a_time_keeps_the_order()
    {
        var seen = new List<int>();
        await SideBySide.RunAsync(Enumerable.Range(0, 5), 1, async item =>
        {
            await Task.Yield();
            seen.Add(item);
        });
        Assert.Equal([0, 1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task What_is_under_way_when_one_fails_is_finished_and_nothing_more_is_begun()
    {
        var (bothBegun, failed, finished) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var run = SideBySide.RunAsync(Enumerable.Range(0, 10), 2, async item =>
        {
            if (item == 0)
            {
                await bothBegun.Task;
                failed.SetResult();
                throw new InvalidOperationException("first");
            }

            bothBegun.TrySetResult();
            await failed.Task;
            Interlocked.Increment(ref finished);
        });

        Assert.Equal("first", (await Assert.ThrowsAsync<InvalidOperationException>(() => run)).Message);
        // The one beside it, and at most the next one, which it may have taken before the failure was known.
        Assert.InRange(finished, 1, 2);
    }
}
