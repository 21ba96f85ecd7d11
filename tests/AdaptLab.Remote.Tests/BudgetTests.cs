namespace AdaptLab.Remote.Tests;

public sealed class BudgetTests
{
    /// <summary>One for a token, to make sums easy.</summary>
    private static readonly TokenPrice Price = new(1_000_000, 1_000_000);

    private readonly NoWaiting _time = new();

    [Fact]
    public async Task What_is_used_is_what_is_spent()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("a", input: 10, output: 2));
        using var model = Open(server, budget: null);
        await AskAsync(model);
        await AskAsync(model);
        Assert.Equal(24, model.Spent);
    }

    [Fact]
    public async Task A_request_that_might_exceed_the_budget_is_not_made()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("a", input: 10, output: 2));
        // The worst case of a request is 71: a token for each byte, 64 for the template, 5 to be written.
        using var model = Open(server, budget: 80);
        await AskAsync(model);

        var error = await Assert.ThrowsAsync<RemoteException>(() => AskAsync(model));

        Assert.Equal(RemoteFault.OverBudget, error.Fault);
        Assert.Contains("The budget of 80 is used up: 12 is spent, and the next request may cost 71.", error.Message);
        Assert.Single(server.Requests);
        Assert.Equal(12, model.Spent);
    }

    [Fact]
    public async Task Requests_side_by_side_never_exceed_the_budget_together()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("a", input: 60, output: 5));
        using var model = Open(server, budget: 300);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await AskAsync(model);
                return true;
            }
            catch (RemoteException error) when (error.Fault == RemoteFault.OverBudget)
            {
                return false;
            }
        }));

        Assert.InRange(model.Spent, 65, 300);
        Assert.Equal(server.Requests.Count, outcomes.Count(answered => answered));
    }

    [Fact]
    public async Task An_attempt_that_may_have_been_charged_counts_at_its_worst_and_a_refused_one_does_not()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(500, "oops"), Answers.Error(429, "slow", "1"), Answers.Text("a", input: 10, output: 2));
        using var model = Open(server, budget: 1000);
        await AskAsync(model);
        Assert.Equal(71 + 12, model.Spent);
    }

    [Fact]
    public async Task Where_the_server_tells_no_usage_the_worst_counts()
    {
        await using var server = await FakeServer.StartAsync(Answers.Json("""{"id":"1","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"a"}}]}"""));
        using var model = Open(server, budget: 1000);
        await AskAsync(model);
        Assert.Equal(71, model.Spent);
    }

    private RemoteModel Open(FakeServer server, decimal? budget) =>
        new(new RemoteModelOptions(server.Endpoint, "m") { Price = Price, Budget = budget, Concurrency = 8 }, _time);

    private static Task AskAsync(RemoteModel model) => model.WriteAsync("s", "p", 5, [], default);
}
