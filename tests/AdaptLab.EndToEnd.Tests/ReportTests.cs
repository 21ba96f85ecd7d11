using AdaptLab.Reporting;
using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.EndToEnd.Tests;

public class ReportTests
{
    private static readonly RunRecord Record = SyntheticRun.Of(
        40, 2, new Wanted("prompt", 0.6, 12) { Tokens = 310 }, new Wanted("lora", 0.82, 3.2) { Tokens = 38, Preparation = 31 })
        with
        { Requirements = [new RequirementOutcome("best.latency.p95 <= 3ms", false, "lora: 4 ms")] };

    [Fact]
    public async Task Every_form_of_the_report_is_written_again_from_the_json_report()
    {
        using var work = new Workplace();
        work.Write("run.json", new JsonReportWriter().Write(Comparison.Of(Record)));
        var result = await work.RunAsync("report", "run.json", "--out", "out/r.md", "--out", "out/r.html", "-o", "out/r.json");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("", result.Output);
        foreach (var name in (string[])["r.md", "r.html", "r.json"])
            Assert.Equal(ReportWriters.ForPath(name).Writer!.Write(Comparison.Of(Record)), await File.ReadAllTextAsync(work.Path($"out/{name}")));
    }

    [Fact]
    public async Task A_bare_run_record_will_do_and_without_out_the_result_is_printed()
    {
        using var work = new Workplace();
        work.Write("run.json", RunRecordJson.Write(Record));
        var result = await work.RunAsync("report", "run.json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("contract-clauses · classify, 8 labels · eval 40 rows · nano (embedded, 10.1 M) · 2 seeds\n", result.Output);
        Assert.Contains("accuracy (95 %)", result.Output);
        Assert.Contains("Failed   require best.latency.p95 <= 3ms   (lora: 4 ms)\n", result.Output);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public async Task COLUMNS_limits_the_width()
    {
        using var work = new Workplace();
        work.Write("run.json", RunRecordJson.Write(Record));
        var result = await Command.RunAsync(work.Folder, new Dictionary<string, string> { ["COLUMNS"] = "70" }, "report", "run.json");
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 70));
        Assert.Contains("(too narrow for ", result.Output);
    }

    [Theory]
    [InlineData("{ \"schemaVersion\": 1 }")]
    [InlineData("{ \"record\": null }")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task What_is_no_run_is_one_line_and_exit_code_2(string json)
    {
        using var work = new Workplace();
        work.Write("run.json", json);
        var result = await work.RunAsync("report", "run.json", "--out", "r.md");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^run\.json: error: [^\n]+\n$", result.Error);
        Assert.False(File.Exists(work.Path("r.md")));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_exit_code_1()
    {
        using var work = new Workplace();
        work.Write("run.json", RunRecordJson.Write(Record));
        work.Write("file", "not a folder");
        var result = await work.RunAsync("report", "run.json", "--out", "file/r.md");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("adaptlab: the report file/r.md cannot be written: ", result.Error);
    }
}
