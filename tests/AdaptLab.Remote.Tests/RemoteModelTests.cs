using System.Collections.Immutable;
using AdaptLab.Remote.Answers;

namespace AdaptLab.Remote.Tests;

public sealed class RemoteModelTests
{
    private static readonly ImmutableArray<string> Labels = ["termination", "renewal", "indemnity"];

    private readonly NoWaiting _time = new();

    [Fact]
    public async Task A_label_is_chosen_by_the_log_probabilities_of_its_first_token_that_differs()
    {
        await using var server = await FakeServer.StartAsync(Answers.Tokens(("ren", 0.6, [("term", 0.3), ("foo", 0.1)]), ("ewal", 1, [])));
        using var model = Open(server);

        var reply = await model.ChooseAsync(AnswerForm.LogProbabilities, "system", "prompt", Labels, default);

        Assert.Equal(1, reply.Label);
        Assert.Equal([0.33333, 0.66667, 0], reply.Probabilities.Select(value => Math.Round(value, 5)));
        Assert.Equal(new TokenUsage(10, 2), reply.Usage);
    }

    [Fact]
    public async Task A_request_says_all_that_shapes_its_answer()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("renewal"));
        using var model = Open(server, options => options with { ApiKey = "secret-1" });

        await model.ChooseAsync(AnswerForm.LogProbabilities, "the system", "the prompt", Labels, default);

        var (path, authorization, body) = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", path);
        Assert.Equal("Bearer secret-1", authorization);
        Assert.Equal("m", (string?)body["model"]);
        Assert.Equal(0, (double?)body["temperature"]);
        Assert.Equal(1, (int?)body["seed"]);
        Assert.Equal(20, (int?)body["top_logprobs"]);
        Assert.Equal(["the system", "the prompt"], body["messages"]!.AsArray().Select(message => (string?)message!["content"]));
        Assert.True((int?)body["max_tokens"] > "termination".Length);
    }

    [Fact]
    public async Task Without_a_key_none_is_sent()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("renewal"));
        using var model = Open(server);
        await model.ChooseAsync(AnswerForm.Text, "s", "p", Labels, default);
        Assert.Null(server.Requests.Single().Authorization);
    }

    [Fact]
    public async Task A_schema_limits_the_answer_to_the_labels()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("""{"label": "indemnity"}"""));
        using var model = Open(server);

        var reply = await model.ChooseAsync(AnswerForm.Schema, "s", "p", Labels, default);

        Assert.Equal(2, reply.Label);
        Assert.True(reply.Probabilities.IsDefault);
        var schema = server.Requests.Single().Body["response_format"]!["json_schema"]!;
        Assert.True((bool?)schema["strict"]);
        Assert.Equal(Labels, schema["schema"]!["properties"]!["label"]!["enum"]!.AsArray().Select(label => (string)label!));
    }

    [Theory]
    [InlineData("renewal", 1)]
    [InlineData(" \"renewal\".\n", 1)]
    [InlineData("renewals", null)]
    [InlineData("It is renewal", null)]
    [InlineData("", null)]
    public async Task Plain_text_is_a_label_or_none(string text, int? label)
    {
        await using var server = await FakeServer.StartAsync(Answers.Text(text));
        using var model = Open(server);
        Assert.Equal(label, (await model.ChooseAsync(AnswerForm.Text, "s", "p", Labels, default)).Label);
    }

    [Fact]
    public async Task The_best_form_is_the_one_that_the_server_can_give()
    {
        await using var withLogProbabilities = await FakeServer.StartAsync(Answers.Tokens(("renewal", 0.9, [])));
        await using var withSchema = await FakeServer.StartAsync(Answers.Error(400, "logprobs is not supported"), Answers.Text("""{"label":"renewal"}"""));
        await using var withText = await FakeServer.StartAsync(Answers.Text("renewal"));
        Assert.Equal(AnswerForm.LogProbabilities, await FormOf(withLogProbabilities));
        Assert.Equal(AnswerForm.Schema, await FormOf(withSchema));
        Assert.Equal(AnswerForm.Text, await FormOf(withText));

        async Task<AnswerForm> FormOf(FakeServer server)
        {
            using var model = Open(server);
            return await model.FindFormAsync("s", "p", Labels, default);
        }
    }

    [Fact]
    public async Task Fields_are_asked_for_by_a_schema_and_a_cut_text_says_so()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("""{"party":"Acme","date":null}"""), Answers.Text("Once upon", isCut: true));
        using var model = Open(server);

        var fields = await model.WriteAsync("s", "p", 50, [("party", "Who signs"), ("date", null)], default);
        var cut = await model.WriteAsync("s", "p", 2, [], default);

        Assert.True(fields.IsWhole);
        Assert.False(cut.IsWhole);
        var properties = server.Requests.First().Body["response_format"]!["json_schema"]!["schema"]!["properties"]!;
        Assert.Equal("Who signs", (string?)properties["party"]!["description"]);
        Assert.Equal(2, (int?)server.Requests.Last().Body["max_tokens"]);
    }

    [Fact]
    public async Task Embeddings_have_length_one_and_the_order_of_their_texts()
    {
        await using var server = await FakeServer.StartAsync(Answers.Vectors([3, 4], [0, 2]));
        using var model = Open(server);

        var (vectors, usage) = await model.EmbedAsync(["one", "two"], default);

        Assert.Equal([0.6, 0.8, 0, 1], vectors.SelectMany(vector => vector).Select(value => Math.Round(value, 5)));
        Assert.Equal(new TokenUsage(7, 0), usage);
        Assert.Equal("/v1/embeddings", server.Requests.Single().Path);
    }

    [Fact]
    public async Task Too_few_embeddings_are_no_answer()
    {
        await using var server = await FakeServer.StartAsync(Answers.Vectors([3, 4]));
        using var model = Open(server);
        Assert.Equal(RemoteFault.Nonsense, (await Assert.ThrowsAsync<RemoteException>(() => model.EmbedAsync(["one", "two"], default))).Fault);
    }

    [Fact]
    public async Task No_more_requests_are_made_at_a_time_than_allowed()
    {
        var (arrived, go) = (new SemaphoreSlim(0), new TaskCompletionSource());
        var text = Answers.Text("renewal");
        await using var server = await FakeServer.StartAsync(async (context, body, end) =>
        {
            arrived.Release();
            await go.Task;
            await text(context, body, end);
        });
        using var model = Open(server, options => options with { Concurrency = 3 });

        var all = Enumerable.Range(0, 9).Select(_ => model.ChooseAsync(AnswerForm.Text, "s", "p", Labels, default)).ToArray();
        for (var i = 0; i < 3; i++)
            await arrived.WaitAsync();
        go.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(3, server.MostAtATime);
    }

    private RemoteModel Open(FakeServer server, Func<RemoteModelOptions, RemoteModelOptions>? with = null)
    {
        var options = new RemoteModelOptions(server.Endpoint, "m");
        return new RemoteModel(with?.Invoke(options) ?? options, _time);
    }
}
