using AdaptLab.LanguageServer.Hosting;

namespace AdaptLab.LanguageServer.Tests;

public sealed class RequestQueueTests
{
    [Fact]
    public async Task A_read_sees_the_changes_before_it_and_none_after()
    {
        await using var queue = new RequestQueue<int>(0);
        var go = new TaskCompletionSource();
        var reads = new List<Task<int>>();
        for (var i = 1; i <= 100; i++)
        {
            _ = queue.Change(state => state + 1);
            reads.Add(queue.Read(async state =>
            {
                await go.Task;
                return state;
            }));
        }

        // All changes are done before the first read goes on.
        Assert.Equal(101, await queue.Change(state => state + 1));
        go.SetResult();
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(reads));
    }

    [Fact]
    public async Task A_read_that_waits_holds_up_nothing()
    {
        await using var queue = new RequestQueue<int>(0);
        var never = new TaskCompletionSource<int>();
        var slow = queue.Read(_ => never.Task);
        Assert.Equal(7, await queue.Read(_ => Task.FromResult(7)));
        never.SetResult(1);
        Assert.Equal(1, await slow);
    }

    [Fact]
    public async Task A_change_that_fails_leaves_the_state_and_goes_to_who_asked()
    {
        await using var queue = new RequestQueue<int>(5);
        var failed = queue.Change(_ => throw new InvalidOperationException("no"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        Assert.Equal(5, await queue.Read(state => Task.FromResult(state)));
    }

    [Fact]
    public async Task A_read_cancelled_before_its_turn_is_never_begun()
    {
        await using var queue = new RequestQueue<int>(0);
        using var cancellation = new CancellationTokenSource();
        var begun = false;
        var (entered, leave) = (new TaskCompletionSource(), new ManualResetEventSlim());
        _ = queue.Change(state =>
        {
            entered.SetResult();
            leave.Wait();
            return state;
        });
        await entered.Task;
        var read = queue.Read(state => Task.FromResult(begun = true), cancellation.Token);
        await cancellation.CancelAsync();
        leave.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.False(begun);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_cancelled()
    {
        var queue = new RequestQueue<int>(0);
        await queue.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.Read(state => Task.FromResult(state)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.Change(state => state));
    }
}
