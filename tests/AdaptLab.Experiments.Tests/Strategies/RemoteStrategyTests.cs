using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Remote;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Remote;
using AdaptLab.Remote.Tests;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>Strategies on a model behind a server, as the server sees them.</summary>
public sealed class RemoteStrategyTests
{
    private readonly NoWaiting _time = new();

    [Fact]
    public async Task The_prompt_has_the_examples_and_the_server_s_probabilities_are_the_labels()
    {
        await using var server = await FakeServer.StartAsync(Answers.Tokens(("sport", 0.7, [("weather", 0.2), ("cook", 0.1)])));
        using var session = Open(server, "");
        using var predictor = await PrepareAsync(session, Topics.Context("strategy prompt { shots: 2, select: first }"));

        var result = await predictor.PredictAsync("Who won?", default);

        Assert.Equal(1, result.Prediction.Label);
        Assert.Equal([0.2, 0.7, 0.1], result.Prediction.Probabilities.Select(value => Math.Round(value, 5)));
        Assert.Equal((10, 1), (result.PromptTokens, result.CompletionTokens));
        Assert.NotNull(result.Took);
        Assert.Equal("shots 2, labels by log-probabilities", predictor.Detail);
        var prompt = MessageOf(server.Requests.Last(), 1);
        Assert.Contains($"{Topics.Examples[1].Text} => weather\nWho won? =>", prompt);
        Assert.Contains("weather, sport, cooking", MessageOf(server.Requests.Last(), 0));
    }

    [Fact]
    public async Task Without_log_probabilities_an_answer_counts_in_full_and_that_is_noted()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("cooking"));
        using var session = Open(server, "concurrency: 3");
        using var predictor = await PrepareAsync(session, Topics.Context("strategy prompt { shots: 0 }"));

        Assert.Equal([0f, 0f, 1f], (await predictor.PredictAsync("Fry it.", default)).Prediction.Probabilities.AsEnumerable());
        Assert.Equal(3, predictor.Concurrency);
        Assert.Contains(predictor.Notes, note => note.Contains("no log-probabilities"));
        Assert.Contains(predictor.Notes, note => note.Contains("up to 3 at a time"));
    }

    [Fact]
    public async Task An_answer_that_is_none_of_the_labels_is_asked_for_again_and_then_an_error()
    {
        await using var mending = await FakeServer.StartAsync(Answers.Text("?"), Answers.Text("?"), Answers.Text("Let me think."), Answers.Text("weather"));
        await using var stubborn = await FakeServer.StartAsync(Answers.Text("Let me think."));
        using (var session = Open(mending, ""))
        using (var predictor = await PrepareAsync(session, Topics.Context("strategy prompt { shots: 0 }")))
            Assert.Equal((0, 20), (await predictor.PredictAsync("Rain.", default)) is var result ? (result.Prediction.Label, result.PromptTokens) : default);
        using (var session = Open(stubborn, ""))
        using (var predictor = await PrepareAsync(session, Topics.Context("strategy prompt { shots: 0 }")))
            Assert.Contains("'Let me think.', which is none of the labels", (await Assert.ThrowsAsync<StrategyException>(() => predictor.PredictAsync("Rain.", default).AsTask())).Message);
    }

    [Fact]
    public async Task A_cascade_asks_on_where_the_server_is_unsure_and_counts_what_both_steps_cost()
    {
        await using var server = await FakeServer.StartAsync(
            Answers.Tokens(("sport", 0.9, [("weather", 0.1)])), Answers.Tokens(("sport", 0.9, [("weather", 0.1)])),
            Answers.Tokens(("weather", 0.9, [("sport", 0.1)])), Answers.Tokens(("sport", 0.6, [("weather", 0.4)])), Answers.Tokens(("weather", 0.9, [("sport", 0.1)])));
        using var session = Open(server, "concurrency: 2");
        var context = Topics.Context("strategy cascade { steps: [prompt few, prompt many], confidence: 80% }\nstrategy prompt few { shots: 1, select: first }\nstrategy prompt many { shots: 3, select: first }");
        using var predictor = await StrategyList.For(session, session).First(strategy => strategy.Traits.Kind == "cascade").PrepareAsync(context, null, default);

        var sure = await predictor.PredictAsync("It will rain.", default);
        var unsure = await predictor.PredictAsync("It may rain.", default);
        Assert.Equal((0, 10, 1), (sure.Prediction.Label, sure.PromptTokens, sure.CompletionTokens));
        Assert.Equal((0, 20, 2), (unsure.Prediction.Label, unsure.PromptTokens, unsure.CompletionTokens));
        Assert.True(unsure.Took > TimeSpan.Zero);
        Assert.Equal((2, false), (predictor.Concurrency, predictor.NeedsWarmUp));
    }

    [Fact]
    public async Task A_server_that_fails_is_an_error_and_no_answer()
    {
        await using var server = await FakeServer.StartAsync(Answers.Tokens(("sport", 0.7, [])), Answers.Error(401, "no"));
        using var session = Open(server, "");
        using var predictor = await PrepareAsync(session, Topics.Context("strategy prompt { shots: 0 }"));
        Assert.Equal(RemoteFault.Unauthorized, (await Assert.ThrowsAsync<RemoteException>(() => predictor.PredictAsync("Rain.", default).AsTask())).Fault);
    }

    [Fact]
    public async Task Retrieval_searches_by_the_server_s_vectors()
    {
        // The second example is the one that lies in the input's direction.
        var vectors = Topics.Examples.Select((_, index) => index == 1 ? new float[] { 0, 1 } : [1, 0]).ToArray();
        await using var server = await FakeServer.StartAsync(
            Answers.Vectors(vectors), Answers.Vectors([1, 0]), Answers.Tokens(("sport", 0.7, [])), Answers.Vectors([0, 1]), Answers.Tokens(("sport", 0.7, [])));
        using var session = Open(server, "");
        using var predictor = await PrepareAsync(session, Topics.Context("strategy rag { retrieve: 1, search: vector }"));

        var result = await predictor.PredictAsync("Who won?", default);

        Assert.Equal([Topics.Examples[1].Source], result.Citations.Select(citation => citation.Source));
        Assert.Contains($"{Topics.Examples[1].Text} => weather\nWho won? =>", MessageOf(server.Requests.Last(), 1));
        Assert.Equal(2, server.Requests.Count(request => request.Path.EndsWith("/embeddings", StringComparison.Ordinal) && request.Body["input"]!.AsArray().Count == 1));
    }

    [Fact]
    public async Task A_search_by_words_asks_for_no_vectors()
    {
        await using var server = await FakeServer.StartAsync(Answers.Tokens(("sport", 0.7, [])));
        using var session = Open(server, "");
        using var predictor = await PrepareAsync(session, Topics.Context("strategy rag { retrieve: 1, search: keyword }"));
        await predictor.PredictAsync("Snow?", default);
        Assert.DoesNotContain(server.Requests, request => request.Path.EndsWith("/embeddings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_without_embeddings_is_told_with_what_to_do()
    {
        await using var server = await FakeServer.StartAsync(Answers.Error(404, "no such route"));
        using var session = Open(server, "");
        var error = await Assert.ThrowsAsync<StrategyException>(() => PrepareAsync(session, Topics.Context("strategy rag { search: vector }")));
        Assert.Contains("search: keyword", error.Message);
    }

    [Fact]
    public async Task A_question_is_answered_with_a_text_or_with_none()
    {
        await using var server = await FakeServer.StartAsync(Answers.Text("14 days"), Answers.Text("none"));
        using var session = Open(server, "");
        using var predictor = await PrepareAsync(session, Written("answer", "", "strategy prompt { shots: 1 }", ["30 days"]));

        Assert.Equal(["14 days"], (await predictor.PredictAsync("How long?", default)).Prediction.Written!.Values!.Value.AsEnumerable());
        Assert.Equal([null], (await predictor.PredictAsync("How long?", default)).Prediction.Written!.Values!.Value.AsEnumerable());
    }

    [Fact]
    public async Task Fields_come_as_json_where_the_server_can_and_else_on_a_line()
    {
        const string fields = "fields: [party, date]";
        await using var withSchema = await FakeServer.StartAsync(Answers.Text("""{"party":"Acme Ltd","date":null}"""));
        await using var without = await FakeServer.StartAsync(Answers.Error(400, "response_format"), Answers.Text("party: Acme Ltd"), Answers.Text("I see Acme Ltd"));
        using var session = Open(withSchema, "");
        using var other = Open(without, "");
        using var bySchema = await PrepareAsync(session, Written("extract", fields, "strategy prompt { shots: 1 }", ["Beta", null]));
        using var byLine = await PrepareAsync(other, Written("extract", fields, "strategy prompt { shots: 1 }", ["Beta", null]));

        var answer = (await bySchema.PredictAsync("Signed by Acme Ltd.", default)).Prediction.Written!;
        Assert.Equal(["Acme Ltd", null], answer.Values!.Value.AsEnumerable());
        Assert.Equal("party: Acme Ltd", answer.Text);
        Assert.Equal(["Acme Ltd", null], (await byLine.PredictAsync("Signed by Acme Ltd.", default)).Prediction.Written!.Values!.Value.AsEnumerable());
        // What is not of the form is wrong, as it is from any model.
        Assert.Null((await byLine.PredictAsync("Signed by Acme Ltd.", default)).Prediction.Written!.Values);
    }

    [Fact]
    public void A_key_comes_from_its_variable_and_must_be_there()
    {
        var model = ModelOf("""openai("m") { endpoint: "https://x.example/v1/", apiKey: env("KEY"), price: { output: 2 }, budget: 3, timeout: 2s }""");
        var options = RemoteSession.OptionsOf(model, name => name == "KEY" ? "secret" : null);
        Assert.Equal(("secret", 3m, TimeSpan.FromSeconds(2), new TokenPrice(0, 2)), (options.ApiKey, options.Budget, options.Timeout, options.Price));
        Assert.Equal("https://x.example/v1", options.Endpoint.ToString());
        Assert.Equal("ADAPT2311", Assert.Throws<StrategyException>(() => RemoteSession.OptionsOf(model, _ => null)).Diagnostic!.Code);
    }

    [Theory]
    [InlineData("""ollama("m")""", "http://localhost:11434/v1")]
    [InlineData("""ollama("m") { endpoint: "http://gpu:11434/v1" }""", "http://gpu:11434/v1")]
    [InlineData("""openai("m")""", "https://api.openai.com/v1")]
    public void The_address_is_that_of_the_protocol(string model, string address) =>
        Assert.Equal(address, RemoteSession.OptionsOf(ModelOf(model), _ => null).Endpoint.ToString());

    private static string MessageOf((string Path, string? Authorization, System.Text.Json.Nodes.JsonObject Body) request, int index) =>
        (string)request.Body["messages"]![index]!["content"]!;

    private static ModelSpec ModelOf(string model) => Compilation.Parse($"model m = {model}\nstrategy prompt").Spec.Models[0];

    private RemoteSession Open(FakeServer server, string properties) =>
        RemoteSession.Open(ModelOf($$"""openai("m") { endpoint: "{{server.Endpoint}}", {{properties}} }"""), _time);

    private static Task<IPredictor> PrepareAsync(RemoteSession session, StrategyContext context) =>
        StrategyList.For(session, session).First(strategy => strategy.Traits.Kind == context.Strategy.Kind).PrepareAsync(context, null, default);

    private static StrategyContext Written(string kind, string properties, string strategy, ImmutableArray<string?> example)
    {
        var spec = Compilation.Parse($$"""task t: {{kind}} { {{properties}} }{{"\n"}}{{strategy}}""").Spec;
        return new StrategyContext(spec.Task, [], [new TrainingRow("An example.", -1, "e:1") { Values = example }], [], spec.Strategies[0], new RunSeed(1));
    }
}
