using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using AdaptLab.Remote;
using AdaptLab.Remote.Answers;

namespace AdaptLab.Serving.Tests;

public sealed class ModelServerTests
{
    [Fact]
    public async Task A_text_is_answered_with_its_label_and_the_log_probabilities_of_all()
    {
        await using var served = await Served.StartAsync();

        var answer = await served.AskAsync("/v1/chat/completions", Served.Chat("ant", ""","logprobs":true,"top_logprobs":5"""));

        Assert.Equal("chat.completion", (string?)answer["object"]);
        var choice = answer["choices"]![0]!;
        Assert.Equal("animal", (string?)choice["message"]!["content"]);
        Assert.Equal("stop", (string?)choice["finish_reason"]);
        var token = choice["logprobs"]!["content"]!.AsArray().Single()!;
        Assert.Equal(Math.Log(0.75), (double)token["logprob"]!, 6);
        Assert.Equal(["animal", "berry"], token["top_logprobs"]!.AsArray().Select(top => (string?)top!["token"]));
        Assert.Equal(3, (int?)answer["usage"]!["prompt_tokens"]);
    }

    [Fact]
    public async Task Without_being_asked_no_log_probabilities_are_told()
    {
        await using var served = await Served.StartAsync();
        Assert.Null((await served.AskAsync("/v1/chat/completions", Served.Chat("ant")))["choices"]![0]!["logprobs"]);
    }

    [Fact]
    public async Task The_text_is_the_last_message_in_one_part_or_several()
    {
        await using var served = await Served.StartAsync();
        var answer = await served.AskAsync("/v1/chat/completions", """
            {"model":"letters","messages":[{"role":"user","content":"ant"},{"role":"assistant","content":"animal"},
             {"role":"user","content":[{"type":"text","text":"bil"},{"type":"text","text":"berry"}]}]}
            """);
        Assert.Equal("berry", (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal("bilberry".Length, (int?)answer["usage"]!["prompt_tokens"]);
    }

    [Fact]
    public async Task A_streamed_answer_comes_in_events_and_has_an_end()
    {
        await using var served = await Served.StartAsync();

        var (_, text) = await served.SendAsync("/v1/chat/completions", Served.Chat("ant", ""","stream":true,"logprobs":true,"stream_options":{"include_usage":true}"""));

        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, line => Assert.StartsWith("data: ", line));
        Assert.Equal("data: [DONE]", events[^1]);
        var pieces = events[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!).ToArray();
        Assert.Equal("animal", string.Concat(pieces.SelectMany(piece => piece["choices"]!.AsArray()).Select(choice => (string?)choice!["delta"]!["content"])));
        Assert.Equal("stop", (string?)pieces[2]["choices"]![0]!["finish_reason"]);
        Assert.Equal(4, (int?)pieces[3]["usage"]!["total_tokens"]);
        Assert.Single(pieces.Select(piece => (string?)piece["id"]).Distinct());
    }

    [Fact]
    public async Task Embeddings_come_as_numbers_or_in_base64()
    {
        await using var served = await Served.StartAsync();

        var numbers = await served.AskAsync("/v1/embeddings", """{"model":"letters","input":["ant","bear"]}""");
        var base64 = await served.AskAsync("/v1/embeddings", """{"model":"letters","input":"bear","encoding_format":"base64"}""");

        Assert.Equal([3f, 0.5f, 4f, 0.5f], numbers["data"]!.AsArray().SelectMany(item => item!["embedding"]!.AsArray()).Select(value => (float)value!));
        Assert.Equal([4f, 0.5f], MemoryMarshal.Cast<byte, float>(Convert.FromBase64String((string)base64["data"]![0]!["embedding"]!)).ToArray());
    }

    [Fact]
    public async Task The_model_and_its_health_are_told()
    {
        await using var served = await Served.StartAsync();
        Assert.Equal("letters", (string?)(await served.AskAsync("/v1/models", null))["data"]!.AsArray().Single()!["id"]);
        Assert.Equal("letters", (string?)(await served.AskAsync("/v1/models/letters", null))["id"]);
        Assert.Equal("ok", (string?)(await served.AskAsync("/healthz", null))["status"]);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "not json", 400, "no JSON object")]
    [InlineData("/v1/chat/completions", "[1]", 400, "no JSON object")]
    [InlineData("/v1/chat/completions", """{"messages":[]}""", 400, "'model' is missing")]
    [InlineData("/v1/chat/completions", """{"model":3,"messages":[]}""", 400, "'model' must be a string")]
    [InlineData("/v1/chat/completions", """{"model":"other","messages":[{"role":"user","content":"a"}]}""", 404, "This server has 'letters'")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[]}""", 400, "must be of the role 'user'")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"assistant","content":"a"}]}""", 400, "must be of the role 'user'")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", 400, "parts of the type 'text'")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"a"}],"top_logprobs":3}""", 400, "needs 'logprobs'")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"a"}],"logprobs":true,"top_logprobs":21}""", 400, "from 0 to 20")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"a"}],"n":2}""", 400, "'n' can only be 1")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"a"}],"tools":[{}]}""", 400, "'tools' is not supported")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"a"}],"stream":"yes"}""", 400, "'stream' must be true or false")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"too long"}]}""", 400, "the model reads 1024")]
    [InlineData("/v1/chat/completions", """{"model":"letters","messages":[{"role":"user","content":"broken"}]}""", 500, "tensor is on fire")]
    [InlineData("/v1/embeddings", """{"model":"letters","input":[]}""", 400, "'input' must be")]
    [InlineData("/v1/embeddings", """{"model":"letters","input":[[1,2]]}""", 400, "'input' must be")]
    [InlineData("/v1/embeddings", """{"model":"letters","input":"a","encoding_format":"int8"}""", 400, "float or base64")]
    [InlineData("/v1/embeddings", """{"model":"letters","input":"a","dimensions":2}""", 400, "'dimensions'")]
    [InlineData("/v1/completions", "{}", 404, "POST /v1/chat/completions")]
    public async Task What_cannot_be_answered_is_said_in_the_form_of_the_protocol(string path, string body, int status, string message)
    {
        await using var served = await Served.StartAsync();

        var (found, text) = await served.SendAsync(path, body);

        Assert.Equal(status, (int)found);
        var error = JsonNode.Parse(text)!["error"]!;
        Assert.Contains(message, (string?)error["message"]);
        Assert.Equal(status == 500 ? "server_error" : "invalid_request_error", (string?)error["type"]);
    }

    [Fact]
    public async Task A_page_of_another_site_is_not_answered()
    {
        await using var served = await Served.StartAsync();
        var (renamed, _) = await served.SendAsync("/v1/chat/completions", Served.Chat("ant"), request => request.Headers.Host = "evil.example");
        var (asForm, _) = await served.SendAsync("/v1/chat/completions", Served.Chat("ant"), request => request.Content!.Headers.ContentType = new("text/plain"));
        Assert.Equal(HttpStatusCode.Forbidden, renamed);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, asForm);
    }

    [Fact]
    public async Task Without_embeddings_it_says_so()
    {
        await using var served = await Served.StartAsync(withEmbeddings: false);
        Assert.Contains("makes no embeddings", (await served.SendAsync("/v1/embeddings", """{"model":"letters","input":"a"}""")).Text);
    }

    [Fact]
    public async Task Who_comes_when_the_queue_is_full_is_told_to_come_again()
    {
        var (begun, go) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var served = await Served.StartAsync(async (_, _) => { begun.Release(); await go.Task; }, capacity: 1);
        var first = served.SendAsync("/v1/chat/completions", Served.Chat("ant"));
        await begun.WaitAsync();
        // One is worked on; of all others one may wait.
        var others = Enumerable.Range(0, 5).Select(_ => served.SendAsync("/v1/chat/completions", Served.Chat("ant"))).ToList();
        var refused = new List<(HttpStatusCode Status, string Text)>();
        while (refused.Count < 4)
        {
            var done = await Task.WhenAny(others);
            others.Remove(done);
            refused.Add(await done);
        }

        go.SetResult();

        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status));
        Assert.Equal("rate_limit_error", (string?)JsonNode.Parse(refused[0].Text)!["error"]!["type"]);
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
        Assert.Equal(HttpStatusCode.OK, (await others.Single()).Status);
    }

    [Fact]
    public async Task Answers_under_way_end_before_the_server_does_and_then_nobody_is_answered()
    {
        var (begun, go) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var served = await Served.StartAsync(async (_, _) => { begun.Release(); await go.Task; });
        var asked = served.SendAsync("/v1/chat/completions", Served.Chat("ant"));
        await begun.WaitAsync();

        var stopped = served.Server.DisposeAsync();
        Assert.False(stopped.IsCompleted);
        go.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await asked).Status);
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => served.SendAsync("/healthz", null));
    }

    [Fact]
    public async Task Only_this_machine_can_reach_it()
    {
        await using var served = await Served.StartAsync();
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(served.Server.Address.Host)));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error()
    {
        await using var served = await Served.StartAsync();
        await Assert.ThrowsAsync<IOException>(() => ModelServer.StartAsync(
            new ServedModel("x", (_, _) => throw new NotSupportedException(), null), served.Server.Address.Port, TimeProvider.System, default));
    }

    /// <summary>What is served can be compared: the provider of remote models reads from it what the model itself says.</summary>
    [Fact]
    public async Task The_client_for_remote_models_gets_the_probabilities_that_the_model_gives()
    {
        await using var served = await Served.StartAsync();
        using var client = new RemoteModel(new RemoteModelOptions(served.Server.Address, "letters"), TimeProvider.System);

        Assert.Equal(AnswerForm.LogProbabilities, await client.FindFormAsync("system", "ant", Served.Labels, default));
        foreach (var text in new[] { "ant", "bilberry", "äöü 漢字 \"quoted\"" })
        {
            var reply = await client.ChooseAsync(AnswerForm.LogProbabilities, "system", text, Served.Labels, default);
            var own = Served.Answer(text);
            Assert.Equal(own.Text, Served.Labels[reply.Label!.Value]);
            Assert.Equal(own.Choices.Select(choice => Math.Round(choice.Probability, 5)), reply.Probabilities.Select(value => Math.Round(value, 5)));
            Assert.Equal(text.Length, reply.Usage.Input);
        }

        Assert.Equal(2, (await client.EmbedAsync(["a", "b"], default)).Vectors.Length);
    }
}
