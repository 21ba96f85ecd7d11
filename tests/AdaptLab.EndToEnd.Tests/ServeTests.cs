using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>The built command as a server, and as the client of one.</summary>
public sealed class ServeTests : IDisposable
{
    /// <summary>Each process measures in which type it computes fastest; between float32 and bfloat16 lie so many probabilities.</summary>
    private const double Rounding = 0.02;

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [SkippableFact]
    public async Task A_strategy_that_is_served_answers_as_it_does_in_a_comparison_and_ends_on_Ctrl_C()
    {
        _work.Write("topics.adapt", Workplace.Topics + "compare { seeds: 1 }\n");
        using var process = Command.Start(_work.Folder, [], "serve", "topics.adapt", "--strategy", "prompt", "--port", "0");
        var address = await AddressAsync(process);

        using var http = new HttpClient();
        using var content = new StringContent("""{"model":"prompt","messages":[{"role":"user","content":"Peel the potatoes."}],"logprobs":true,"top_logprobs":2}""", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(address + "/chat/completions"), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var served = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!;

        // The same strategy compared here, and compared through its server: each row has the same answer with the same probability.
        _work.Write("served.adapt", Workplace.Topics.Replace("strategy prompt { shots: 2 }", $$"""
            model served = openai("prompt") { endpoint: "{{address}}", price: { input: 1 }, budget: 1 }
            strategy prompt { shots: 0, template: "{{"{{$input}}"}}" }
            """, StringComparison.Ordinal) + "compare { seeds: 1 }\n");
        var here = await CompareAsync("topics.adapt");
        var there = await CompareAsync("served.adapt");

        // Each row as [label, probability, probability].
        var (own, asked) = (Rows(here), Rows(there));
        Assert.Equal(own.Select(row => row[0]), asked.Select(row => row[0]));
        Assert.Equal(own.SelectMany(row => row), asked.SelectMany(row => row), (one, other) => Math.Abs(one - other) < Rounding);
        Assert.Equal("cooking", (string?)served["message"]!["content"]);
        Assert.InRange(Math.Exp((double)served["logprobs"]!["content"]![0]!["logprob"]!), own[1][2] - Rounding, own[1][2] + Rounding);
        Assert.True(there["candidates"]![0]!["costPerRequest"]!.GetValue<double>() > 0);

        Command.Interrupt(process);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Which_strategy_on_which_set_is_said_where_it_is_not_clear()
    {
        _work.Write("topics.adapt", Workplace.Topics + "examples more {\n  \"Sleet.\" => weather\n  \"Bake it.\" => cooking\n}\n");
        var unclear = await _work.RunAsync("serve", "topics.adapt", "--strategy", "prompt");
        var unknown = await _work.RunAsync("serve", "topics.adapt", "--strategy", "prompt", "--train", "mor");
        var none = await _work.RunAsync("serve", "topics.adapt", "--strategy", "lora");
        Assert.Equal((2, "adaptlab serve: There are 2 training sets. Name one with --train: 'few', 'more'.\n"), (unclear.ExitCode, unclear.Error));
        Assert.Contains("Did you mean 'more'?", unknown.Error);
        Assert.Contains("has no strategy 'lora'. It has prompt.", none.Error);
    }

    [Fact]
    public async Task A_server_s_model_is_refused_offline_without_its_key_and_over_its_budget_before_anything_is_sent()
    {
        // Nothing listens there: whoever asked would be told so.
        _work.Write("cloud.adapt", Workplace.Topics + """
            model cloud = openai("m") { endpoint: "http://127.0.0.1:1/v1", apiKey: env("ADAPTLAB_TEST_KEY"), price: { input: 1000000 }, budget: 1 }

            """);
        var offline = await _work.RunAsync("compare", "cloud.adapt", "--offline");
        var dear = await _work.RunAsync("compare", "cloud.adapt");
        _work.Write("cloud.adapt", (await File.ReadAllTextAsync(_work.Path("cloud.adapt"))).Replace("budget: 1 ", "budget: 100000 ", StringComparison.Ordinal));
        var keyless = await _work.RunAsync("compare", "cloud.adapt");

        Assert.Equal((2, 2, 2), (offline.ExitCode, dear.ExitCode, keyless.ExitCode));
        Assert.Contains("nothing is sent with --offline", offline.Error);
        Assert.Contains("more than the budget of 1.00 of 'cloud'", dear.Error);
        Assert.Contains("requests to http://127.0.0.1:1:", keyless.Error);
        Assert.Contains("'ADAPTLAB_TEST_KEY' is not set", keyless.Error);
    }

    private static async Task<string> AddressAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("serving 'prompt' at http://127.0.0.1:", line);
        return line!.Split(' ')[^1];
    }

    private async Task<JsonNode> CompareAsync(string spec)
    {
        var result = await _work.RunAsync("compare", spec, "--json");
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonNode.Parse(result.Output)!;
    }

    private static double[][] Rows(JsonNode report) =>
        [.. report["record"]!["candidates"]![0]!["seeds"]![0]!["predictions"]!.AsArray().Select(row => row!.AsArray().Select(value => (double)value!).ToArray())];
}
