using System.Text.Json;
using AdaptLab.Results;

namespace AdaptLab.EndToEnd.Tests;

public class CompareTests
{
    private static readonly string Smoke = Path.Combine(Workplace.Repository, "specs", "smoke.adapt");

    [Fact]
    public async Task Three_strategies_are_compared_and_the_best_one_has_learned_something()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("compare", Smoke, "--json", "--out", "r.md", "--out", "r.html", "-o", "r.json");
        Assert.True(result.ExitCode == 0, result.ToString());

        // Nothing but JSON: it begins and ends with the object, and the report says the same.
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(await File.ReadAllTextAsync(work.Path("r.json")), result.Output);
        var candidates = json.RootElement.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.Equal(["lora", "prompt", "rag"], candidates.Select(candidate => candidate.GetProperty("strategy").GetString()).Order());
        Assert.All(candidates, candidate => Assert.InRange(candidate.GetProperty("accuracy").GetProperty("value").GetDouble(), 0, 1));
        var chance = json.RootElement.GetProperty("chance").GetProperty("share").GetDouble();
        var best = candidates[0].GetProperty("accuracy");
        Assert.True(best.GetProperty("low").GetDouble() > chance, $"The best candidate, {candidates[0]}, is not above chance, {chance}.");
        Assert.Empty(json.RootElement.GetProperty("failed").EnumerateArray());

        var markdown = await File.ReadAllTextAsync(work.Path("r.md"));
        var html = await File.ReadAllTextAsync(work.Path("r.html"));
        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        foreach (var strategy in (string[])["lora", "prompt", "rag"])
        {
            Assert.Contains(strategy, markdown);
            Assert.Contains(strategy, html);
        }

        Assert.Contains("[1/3] prompt on topics: started\n", result.Error);
        Assert.Contains("Report  r.md\nReport  r.html\nReport  r.json\n", result.Error);
        Assert.DoesNotContain(result.Error, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task Without_a_terminal_the_result_is_plain_text()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("compare", work.Write("topics.adapt", Workplace.Topics));
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.StartsWith("topics · classify, 2 labels · eval 2 rows · nano (embedded, ", result.Output);
        Assert.Contains("accuracy (95 %)", result.Output);
        Assert.Contains("  prompt ", result.Output);
        Assert.Matches(@"1 candidate, \d+ requests, about \d+ s \(from a short measurement of the model's speed\)\n", result.Error);
        var again = await work.RunAsync("compare", "topics.adapt");
        Assert.Contains("1 candidate, and every answer is in the store\n", again.Error);
        Assert.DoesNotContain(result.Output + result.Error, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task A_requirement_that_is_not_met_is_exit_code_100_and_said()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + "compare { require: best.latency.p95 <= 0.0001ms }\n");
        var result = await work.RunAsync("compare", "topics.adapt", "--out", "r.json");
        Assert.True(result.ExitCode == 100, result.ToString());
        Assert.Matches(@"\nFailed   require best\.latency\.p95 <= 0\.0001ms   \([^\n]+\)   exit code 100\n", result.Output);
        Assert.True(File.Exists(work.Path("r.json")));
    }

    [Fact]
    public async Task What_the_run_says_stands_in_SARIF_at_the_places_of_the_spec()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + "strategy rag { retrieve: 1 }\ncompare {\n  require: best.latency.p95 <= 0.0001ms\n}\n");
        var result = await work.RunAsync("compare", "topics.adapt", "--out", "r.sarif");
        Assert.True(result.ExitCode == 100, result.ToString());

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(work.Path("r.sarif")));
        var run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToArray();
        var results = run.GetProperty("results").EnumerateArray().ToArray();
        Assert.All(results, found => Assert.Contains(found.GetProperty("ruleId").GetString(), rules));
        var unmet = Assert.Single(results, found => found.GetProperty("ruleId").GetString() == "ADAPT4001");
        var place = unmet.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("topics.adapt", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        var lines = (await File.ReadAllTextAsync(work.Path("topics.adapt"))).Split('\n');
        Assert.Contains("require:", lines[place.GetProperty("region").GetProperty("startLine").GetInt32() - 1], StringComparison.Ordinal);
        Assert.Contains(results, found => found.GetProperty("ruleId").GetString() == "ADAPT4010");
        Assert.Equal(results.Length, results.Select(found => found.GetProperty("partialFingerprints").GetProperty("adaptlab/1").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answers_and_limit_takes_fewer_rows()
    {
        using var work = new Workplace();
        string[] line = ["compare", Smoke, "--strategy", "lora", "--seed", "7", "--limit", "6", "--no-cache", "--out"];
        foreach (var name in (string[])["a.json", "b.json"])
            Assert.Contains((await work.RunAsync([.. line, name])).ExitCode, (int[])[0, 100]);
        var (first, second) = (await RecordAsync(work.Path("a.json")), await RecordAsync(work.Path("b.json")));
        Assert.Equal(6, first.Rows.Length);
        var (run, again) = (Assert.Single(first.Candidates), Assert.Single(second.Candidates));
        Assert.Equal((7, 7), (Assert.Single(run.Seeds).Seed, Assert.Single(again.Seeds).Seed));
        Assert.Equal(run.Seeds[0].Predictions.Select(p => p.Label), again.Seeds[0].Predictions.Select(p => p.Label));
    }

    [SkippableFact]
    public async Task Interrupted_in_training_it_reports_what_had_finished()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + "strategy lora { epochs: 1000 }\n");
        using var process = Command.Start(work.Folder, [], "compare", "topics.adapt", "--out", "r.json");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line == "[2/2] lora on few: started")
                break;
        }

        Assert.False(process.HasExited);
        Command.Interrupt(process);
        var result = await Command.EndAsync(process);
        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.DoesNotContain("lora on few: accuracy", result.Error);
        Assert.Contains("  prompt ", result.Output);
        Assert.Contains("\nNote     The run was stopped: 1 of 2 candidates had finished.\n", result.Output);
        var record = await RecordAsync(work.Path("r.json"));
        Assert.Equal(["prompt"], record.Candidates.Select(candidate => candidate.Strategy));
    }

    [SkippableFact]
    public async Task Interrupted_before_anything_had_finished_it_says_so()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics
            .Replace("\n  \"Rain will reach the coast tonight.\" => weather", "", StringComparison.Ordinal)
            .Replace("\n  \"Add a pinch of salt.\" => cooking", "", StringComparison.Ordinal)
            .Replace("strategy prompt { shots: 2 }", "strategy lora { epochs: 1000 }", StringComparison.Ordinal));
        using var process = Command.Start(work.Folder, [], "compare", "topics.adapt", "--json", "--out", "r.json");
        while (await process.StandardError.ReadLineAsync() is { } line && line != "[1/1] lora on few: started")
        {
        }

        Command.Interrupt(process);
        var result = await Command.EndAsync(process);
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("Stopped before the first candidate had finished: there is nothing to report.\n", result.Error);
        Assert.False(File.Exists(work.Path("r.json")));
    }

    private static async Task<RunRecord> RecordAsync(string path)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        return RunRecordJson.Read(json.RootElement.GetProperty("record").GetRawText()).Record!;
    }
}
