using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.EndToEnd.Tests;

public class DiffTests
{
    private static RunRecord Run(double accuracy) => SyntheticRun.Of(80, 2, new Wanted("lora", accuracy, 3), new Wanted("rag", 0.6, 9));

    [Fact]
    public async Task Two_runs_are_told_apart_in_markdown()
    {
        using var work = new Workplace();
        // Texts repeat in an invented run; rows are the same by their texts.
        work.Write("before.json", RunRecordJson.Write(Distinct(Run(0.5))));
        work.Write("after.json", RunRecordJson.Write(Distinct(Run(0.9))));
        var result = await work.RunAsync("diff", "before.json", "after.json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("# contract-clauses: ", result.Output);
        Assert.Matches(@"\*\*lora gained [0-9.]+ points \(p < 0\.001\): [0-9]+ rows won, [0-9]+ lost\.\*\*", result.Output);
        Assert.Contains("Compared on 80 rows", result.Output);
        var json = await work.RunAsync("diff", "before.json", "after.json", "--json");
        Assert.Equal(80, System.Text.Json.JsonDocument.Parse(json.Output).RootElement.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task What_is_no_run_is_one_line_and_exit_code_2()
    {
        using var work = new Workplace();
        work.Write("before.json", RunRecordJson.Write(Run(0.5)));
        work.Write("after.json", "not a run");
        var result = await work.RunAsync("diff", "before.json", "after.json");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^after\.json: error: [^\n]+\n$", result.Error);
    }

    private static RunRecord Distinct(RunRecord record) =>
        record with { Rows = [.. record.Rows.Select((row, index) => row with { Text = $"{index}: {row.Text}" })] };
}
