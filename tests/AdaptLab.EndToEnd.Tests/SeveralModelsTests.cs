using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>Strategies of one comparison on models of their own.</summary>
public sealed class SeveralModelsTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Each_strategy_runs_on_its_model_and_every_model_is_named()
    {
        await CopyNanoAsync("copy");
        _work.Write("topics.adapt", Workplace.Topics + """
            strategy prompt copy { model: copy, shots: 2 }
            strategy rag { embedder: copy, retrieve: 2 }
            model base = embedded("nano")
            model copy = huggingface("./copy")

            """);

        var result = await _work.RunAsync("compare", "topics.adapt", "--out", "r.json");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches(@"^topics · classify, 2 labels · eval 2 rows · nano \(embedded, [^)]+\), \./copy \(huggingface, [^)]+\) · 3 seeds\n", result.Output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_work.Path("r.json")));
        var models = json.RootElement.GetProperty("candidates").EnumerateArray()
            .ToDictionary(candidate => candidate.GetProperty("strategy").GetString()!, candidate => candidate.GetProperty("model").GetString());
        Assert.Equal(("nano", "./copy", "nano"), (models["prompt"], models["prompt copy"], models["rag"]));

        // Each from the store again, whatever the models are called by now.
        _work.Write("topics.adapt", (await File.ReadAllTextAsync(_work.Path("topics.adapt"))).Replace("copy", "twin", StringComparison.Ordinal).Replace("./twin", "./copy", StringComparison.Ordinal));
        var explained = await _work.RunAsync("cache", "explain", "topics.adapt");
        Assert.Contains("A run would ask nothing.", explained.Output);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_said_at_its_declaration_before_anything_runs()
    {
        _work.Write("topics.adapt", Workplace.Topics + """
            model base = embedded("nano")
            model gone = huggingface("./gone")
            strategy prompt gone { model: gone }

            """);
        var result = await _work.RunAsync("compare", "topics.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("topics.adapt:23:1", result.Error);
        Assert.Contains("'./gone' is not on this machine", result.Error);
        Assert.DoesNotContain("started", result.Error);
    }

    [Fact]
    public async Task A_model_of_the_hub_is_read_from_the_cache_listed_and_removed_and_no_network_is_used()
    {
        const string Commit = "0123456789abcdef0123456789abcdef01234567";
        // Nothing listens there: whoever asked would fail.
        var hub = new Dictionary<string, string> { ["HF_HUB_CACHE"] = _work.Path("hub"), ["HF_ENDPOINT"] = "http://127.0.0.1:1" };
        _work.Write("topics.adapt", Workplace.Topics + "model small = huggingface(\"acme/small\")\n");

        var missing = await Command.RunAsync(_work.Folder, hub, "compare", "topics.adapt");
        Assert.Equal((2, ""), (missing.ExitCode, missing.Output));
        Assert.Contains("The model 'acme/small' is not on this machine, or not all of it. Fetch it with: adaptlab models pull acme/small\n", missing.Error);

        await CopyNanoAsync($"hub/models--acme--small/snapshots/{Commit}");
        _work.Write("hub/models--acme--small/refs/main", Commit);
        var result = await Command.RunAsync(_work.Folder, hub, "compare", "topics.adapt");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("acme/small (huggingface, ", result.Output);

        var list = await Command.RunAsync(_work.Folder, hub, "models", "list");
        Assert.Matches(@"^acme/small +main +[\d.]+ MB\n1 model, [\d.]+ MB, in [^\n]+hub\n$", list.Output);
        Assert.Equal(0, (await Command.RunAsync(_work.Folder, hub, "models", "pull", "acme/small", "--offline")).ExitCode);
        Assert.Equal(0, (await Command.RunAsync(_work.Folder, hub, "models", "remove", "acme/small")).ExitCode);
        Assert.False(Directory.Exists(_work.Path("hub/models--acme--small")));
        Assert.Equal(2, (await Command.RunAsync(_work.Folder, hub, "models", "remove", "acme/small")).ExitCode);

        var offline = await Command.RunAsync(_work.Folder, hub, "models", "pull", "acme/small", "--offline");
        Assert.Equal((1, ""), (offline.ExitCode, offline.Output));
        Assert.Matches(@"^adaptlab models: acme/small is not in the cache \([^\n]+\), and nothing is fetched offline\.[^\n]+\n$", offline.Error);
        Assert.Matches(@"^adaptlab models: '\.\./x' is no name on the hub\.[^\n]+\n$", (await Command.RunAsync(_work.Folder, hub, "models", "pull", "../x")).Error);
    }

    /// <summary>Another model by its hash, and in what it computes nearly the same.</summary>
    private async Task CopyNanoAsync(string folder)
    {
        var copy = Directory.CreateDirectory(_work.Path(folder)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models", "nano")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var config = Path.Combine(copy, "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("\"rms_norm_eps\": 1E-05", "\"rms_norm_eps\": 2E-05", StringComparison.Ordinal) + "\n");
    }
}
