using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

public sealed class AuditTests
{
    private static readonly string Doubtful = Workplace.Topics
        .Replace("examples few {", "examples few {\n  \"Snow lay on the pan.\" => weather\n  \"snow lay on the pan\" => cooking", StringComparison.Ordinal)
        .Replace("  \"Add a pinch of salt.\" => cooking", "  \"Add a pinch of salt.\" => cooking\n  \"add a pinch of salt\" => cooking // adapt: allow ADAPT3003 said twice on purpose", StringComparison.Ordinal);

    [Fact]
    public async Task What_is_doubtful_is_named_with_place_and_reason_and_what_is_silenced_is_counted()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("topics.adapt:10:3: warning ADAPT3001: The same text is 'cooking' at topics.adapt:11", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ADAPT3003", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("7 examples and 2 eval rows audited: 2 warnings; 1 silenced\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_say_the_same_in_every_form()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful), "--json", "--out", "audit.md", "--out", "audit.sarif");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(("ADAPT3001", 10), (finding.GetProperty("code").GetString(), finding.GetProperty("line").GetInt32()));
        Assert.Equal(["Snow lay on the pan.", "snow lay on the pan"], finding.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("text").GetString()));
        Assert.Contains("## ADAPT3001: Contradiction (2)", await File.ReadAllTextAsync(work.Path("audit.md")), StringComparison.Ordinal);

        using var sarif = JsonDocument.Parse(await File.ReadAllTextAsync(work.Path("audit.sarif")));
        var results = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["ADAPT3001", "ADAPT3001", "ADAPT3003"], results.Select(r => r.GetProperty("ruleId").GetString()));
        Assert.Equal([0, 0, 1], results.Select(r => r.GetProperty("suppressions").GetArrayLength()));
        Assert.Equal(3, results.Select(Fingerprint).Distinct().Count());
    }

    [Fact]
    public async Task A_fingerprint_outlives_lines_that_are_added_above()
    {
        using var work = new Workplace();
        var before = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful), "--sarif");
        var after = await work.RunAsync("audit", work.Write("topics.adapt", "// A remark.\n\n" + Doubtful), "--sarif");

        Assert.NotEqual(before.Output, after.Output);
        Assert.Equal(Fingerprints(before.Output), Fingerprints(after.Output));
    }

    [Fact]
    public async Task Without_what_is_doubted_and_without_as_many_random_rows_a_spec_is_written_to_compare()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful), "--remove-into", "without.adapt", "--draws", "2");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("without.adapt, with 3 sets of examples", result.Error, StringComparison.Ordinal);
        Assert.Contains("train: [few, few-kept, few-random-1, few-random-2]", await File.ReadAllTextAsync(work.Path("without.adapt")), StringComparison.Ordinal);
        var kept = await File.ReadAllTextAsync(work.Path("without/few-kept.jsonl"));
        Assert.DoesNotContain("now lay on the pan", kept, StringComparison.Ordinal);
        Assert.Equal(5, kept.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(5, (await File.ReadAllLinesAsync(work.Path("without/few-random-2.jsonl"))).Length);
        Assert.Equal(0, (await work.RunAsync("check", "without.adapt")).ExitCode);
    }

    [Fact]
    public async Task The_spec_that_is_written_asks_for_no_curves()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Doubtful + "\ncompare {\n  curve: [2, all]\n  curveOf: prompt\n  seeds: 1\n}\n");
        await work.RunAsync("audit", "topics.adapt", "--remove-into", "without.adapt", "--draws", "1");

        Assert.EndsWith("compare {\n  seeds: 1\n  train: [few, few-kept, few-random-1]\n}\n", (await File.ReadAllTextAsync(work.Path("without.adapt"))).Split("\n// without")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mine.adapt")]
    [InlineData("mine/few-kept.jsonl")]
    public async Task What_somebody_has_written_is_not_written_over(string there)
    {
        using var work = new Workplace();
        work.Write(there, "by hand");
        var result = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful), "--remove-into", "mine.adapt");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("adaptlab audit: cannot write \"mine.adapt\": it or the folder \"mine\" is there already. Name another file, or delete both.\n", result.Error);
        Assert.Equal("by hand", await File.ReadAllTextAsync(work.Path(there)));
    }

    [Theory]
    [InlineData("adaptlab audit: cannot write \"elsewhere/without.adapt\": it must lie beside topics.adapt", "topics.adapt", "--remove-into", "elsewhere/without.adapt")]
    [InlineData("adaptlab audit: no check has the code \"ADAPT9999\"", "topics.adapt", "--remove-into", "without.adapt", "--remove", "ADAPT9999")]
    [InlineData("adaptlab audit: cannot write a report to \"audit.pdf\": the name must end in .md, .json or .sarif.", "topics.adapt", "--out", "audit.pdf")]
    [InlineData("missing.adapt: error: There is no such file.", "missing.adapt")]
    public async Task What_cannot_be_done_is_said_in_one_line(string message, params string[] arguments)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        var result = await work.RunAsync(["audit", .. arguments]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_spec_with_errors_is_not_audited()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful.Replace("strategy prompt", "strategy promt", StringComparison.Ordinal)));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("error ADAPT2008", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_base_model_is_asked_only_on_demand_and_about_labels_only()
    {
        using var work = new Workplace();
        var asked = await work.RunAsync("audit", work.Write("topics.adapt", Doubtful), "--model");
        Assert.Equal((0, ""), (asked.ExitCode, asked.Error));
        Assert.Contains("7 examples and 2 eval rows audited", asked.Output, StringComparison.Ordinal);

        var written = work.Write("written.adapt", "task t: answer {}\nmodel base = embedded(\"nano\")\nexamples e { \"Who?\" => \"Ann\" }\neval { \"When?\" => \"noon\" }\nstrategy prompt\n");
        var refused = await work.RunAsync("audit", written, "--model");
        Assert.Equal((1, "adaptlab audit: --model is for tasks with labels: this one writes its answers.\n"), (refused.ExitCode, refused.Error));
    }

    private static string? Fingerprint(JsonElement result) => result.GetProperty("partialFingerprints").GetProperty("adaptlab/1").GetString();

    private static string?[] Fingerprints(string sarif)
    {
        using var document = JsonDocument.Parse(sarif);
        return [.. document.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(Fingerprint)];
    }
}
