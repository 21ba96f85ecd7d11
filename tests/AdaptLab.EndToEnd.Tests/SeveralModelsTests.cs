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
        // Another model by its hash, and in what it computes nearly the same.
        var copy = Directory.CreateDirectory(_work.Path("copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models", "nano")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var config = Path.Combine(copy, "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("\"rms_norm_eps\": 1E-05", "\"rms_norm_eps\": 2E-05", StringComparison.Ordinal) + "\n");
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
        Assert.Contains("topics.adapt:25:1", result.Error);
        Assert.Contains("'./gone' is not on this machine", result.Error);
        Assert.DoesNotContain("started", result.Error);
    }
}
