namespace AdaptLab.Serving.Tests;

public sealed class RequestQueueTests
{
    [Fact]
    public async Task Who_goes_away_while_waiting_costs_nothing()
    {
        var (go, worked) = (new TaskCompletionSource(), new List<string>());
        using var impatience = new CancellationTokenSource();
        await using var queue = new RequestQueue(8, 1);
        Assert.True(queue.TryAdd(token => WorkAsync("first", token), default, out var first));
        Assert.True(queue.TryAdd(token => WorkAsync("second", token), impatience.Token, out var second));
        Assert.True(queue.TryAdd(token => WorkAsync("third", token), default, out var third));

        await impatience.CancelAsync();
        go.SetResult();

        Assert.Equal("first", await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal("third", await third);
        Assert.Equal(["first", "third"], worked);

        async ValueTask<string> WorkAsync(string name, CancellationToken cancellation)
        {
            await go.Task;
            worked.Add(name);
            return name;
        }
    }

    [Fact]
    public async Task A_failure_is_that_request_s_alone()
    {
        await using var queue = new RequestQueue(8, 1);
        Assert.True(queue.TryAdd<int>(_ => throw new InvalidOperationException("no"), default, out var broken));
        Assert.True(queue.TryAdd(_ => ValueTask.FromResult(2), default, out var whole));
        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(2, await whole);
    }

    [Fact]
    public async Task As_many_are_worked_on_at_a_time_as_there_are_workers()
    {
        var (begun, go) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var queue = new RequestQueue(8, 3);
        var all = Enumerable.Range(0, 5).Select(_ =>
        {
            Assert.True(queue.TryAdd(WorkAsync, default, out var result));
            return result;
        }).ToArray();
        for (var i = 0; i < 3; i++)
            await begun.WaitAsync();

        Assert.Equal(2, queue.Waiting);
        go.SetResult();
        await Task.WhenAll(all);

        async ValueTask<int> WorkAsync(CancellationToken cancellation)
        {
            begun.Release();
            await go.Task;
            return 0;
        }
    }
}
