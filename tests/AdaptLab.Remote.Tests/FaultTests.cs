using AdaptLab.Remote.Answers;

namespace AdaptLab.Remote.Tests;

/// <summary>What goes wrong at a server, or on the way to it, is told as what it is and never taken for an answer.</summary>
public sealed class FaultTests
{
    private readonly NoWaiting _time = new();

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_when_it_says_so()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(429, "slow down", "7"), Answers.Error(429, "slow down", "3"), Answers.Text("a"));
        using var model = Open(server.Endpoint);

        Assert.Equal("a", (await WriteAsync(model)).Text);

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3)], _time.Waits);
    }

    [Fact]
    public async Task Who_is_told_to_wait_for_an_hour_is_told_so()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(429, "come back later", "3600"));
        var error = await FaultOf(server.Endpoint);
        Assert.Equal(RemoteFault.RateLimited, error.Fault);
        Assert.Contains("come back later", error.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_failing_server_is_asked_six_times_with_growing_waits()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(500, "out of memory"));

        var error = await FaultOf(server.Endpoint);

        Assert.Equal(RemoteFault.ServerFailed, error.Fault);
        Assert.Contains("500: out of memory", error.Message);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(5, _time.Waits.Count);
        Assert.True(_time.Waits[^1] > _time.Waits[0]);
    }

    [Fact]
    public async Task A_cut_connection_is_tried_again()
    {
        await using var server = await FakeServer.StartAsync(Answers.Cut, Answers.Text("a"));
        using var model = Open(server.Endpoint);
        Assert.Equal("a", (await WriteAsync(model)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_is_always_cut_is_a_fault()
    {
        await using var server = await FakeServer.StartAsync(Answers.Cut);
        Assert.Equal(RemoteFault.Unreachable, (await FaultOf(server.Endpoint)).Fault);
    }

    [Fact]
    public async Task A_stream_that_never_ends_runs_out_of_time()
    {
        await using var server = await FakeServer.StartAsync(Answers.Stall);
        var error = await FaultOf(server.Endpoint, options => options with { Timeout = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(RemoteFault.TimedOut, error.Fault);
        Assert.Contains("`timeout`", error.Message);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_fault_that_names_it()
    {
        Uri endpoint;
        await using (var gone = await FakeServer.StartAsync(Answers.Text("a")))
            endpoint = gone.Endpoint;
        var error = await FaultOf(endpoint);
        Assert.Equal(RemoteFault.Unreachable, error.Fault);
        Assert.Contains(endpoint.Authority, error.Message);
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"choices": []}""")]
    [InlineData("""{"choices": [{"message": {"role": "assistant"}}]}""")]
    [InlineData("""{"choices": "none"}""")]
    [InlineData("")]
    public async Task Nonsense_is_no_answer(string body)
    {
        await using var server = await FakeServer.StartAsync(Answers.Json(body));
        var error = await FaultOf(server.Endpoint);
        Assert.Equal(RemoteFault.Nonsense, error.Fault);
        Assert.Contains("endpoint", error.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_wrong_key_is_told_without_it()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(401, "Incorrect API key: secret-1.\nSee the console."));
        var error = await FaultOf(server.Endpoint, options => options with { ApiKey = "secret-1" });
        Assert.Equal(RemoteFault.Unauthorized, error.Fault);
        Assert.Contains("Incorrect API key: [key]. See the console.", error.Message);
        Assert.DoesNotContain("secret-1", error.ToString());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_named()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(404, "The model 'm' does not exist"));
        var error = await FaultOf(server.Endpoint);
        Assert.Equal(RemoteFault.NotFound, error.Fault);
        Assert.Contains("has no model 'm'", error.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_since_the_key_would_go_along()
    {
        await using var elsewhere = await FakeServer.StartAsync(Answers.Text("a"));
        await using var server = await FakeServer.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = elsewhere.Endpoint + "/chat/completions";
            return Task.CompletedTask;
        });
        Assert.Equal(RemoteFault.Refused, (await FaultOf(server.Endpoint)).Fault);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Whoever_cancels_gets_a_cancellation()
    {
        await using var server = await FakeServer.StartAsync(Answers.Stall);
        using var model = Open(server.Endpoint);
        using var stop = new CancellationTokenSource();
        var asked = model.WriteAsync("s", "p", 5, [], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private async Task<RemoteException> FaultOf(Uri endpoint, Func<RemoteModelOptions, RemoteModelOptions>? with = null)
    {
        using var model = Open(endpoint, with);
        return await Assert.ThrowsAsync<RemoteException>(() => WriteAsync(model));
    }

    private RemoteModel Open(Uri endpoint, Func<RemoteModelOptions, RemoteModelOptions>? with = null)
    {
        var options = new RemoteModelOptions(endpoint, "m");
        return new RemoteModel(with?.Invoke(options) ?? options, _time);
    }

    private static Task<TextReply> WriteAsync(RemoteModel model) => model.WriteAsync("s", "p", 5, [], default);
}
