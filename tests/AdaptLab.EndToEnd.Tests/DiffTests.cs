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
        // Two seeds say little of how far seeds lie apart, so that p cannot be very small.
        Assert.Matches(@"\*\*lora gained [0-9.]+ points \(p (= 0\.0[0-9]+|< 0\.001)\): [0-9]+ rows won, [0-9]+ lost\.\*\*", result.Output);
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

    [Fact]
    public async Task A_spec_is_compared_with_itself_at_a_commit()
    {
        using var work = new Workplace();
        work.Write("specs/topics.adapt", Workplace.Topics);
        await work.GitAsync("init", "-q");
        await work.GitAsync("add", ".");
        await work.GitAsync("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "Begin");
        work.Write("specs/topics.adapt", Workplace.Topics.Replace("shots: 2", "shots: 4", StringComparison.Ordinal));

        var missing = await work.RunAsync("diff", "HEAD:specs/topics.adapt", "specs/topics.adapt");
        Assert.Equal((2, ""), (missing.ExitCode, missing.Output));
        Assert.Contains("HEAD:specs/topics.adapt: error: The store does not hold all results of this version: prompt on few (not run yet). With --run,", missing.Error, StringComparison.Ordinal);

        var run = await work.RunAsync("diff", "--run", "HEAD:specs/topics.adapt", "specs/topics.adapt");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("- prompt: shots 2 before, 4 after\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Compared on 2 rows", run.Output, StringComparison.Ordinal);
        // Now the store knows both, and nothing of the commit is left lying about.
        Assert.Equal(run.Output, (await work.RunAsync("diff", "HEAD:specs/topics.adapt", "specs/topics.adapt")).Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(work.Path(".adaptlab/commits")));
    }

    [Theory]
    [InlineData("nowhere:specs/topics.adapt", "There is no commit 'nowhere'.")]
    [InlineData("--upload-pack=x:specs/topics.adapt", "")]
    [InlineData("HEAD:specs/other.adapt", "There is no specs/other.adapt at HEAD.")]
    public async Task What_is_no_commit_or_not_in_it_is_said(string reference, string problem)
    {
        using var work = new Workplace();
        work.Write("specs/topics.adapt", Workplace.Topics);
        await work.GitAsync("init", "-q");
        await work.GitAsync("add", ".");
        await work.GitAsync("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "Begin");

        var result = await work.RunAsync("diff", reference, "specs/topics.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    private static RunRecord Distinct(RunRecord record) =>
        record with { Rows = [.. record.Rows.Select((row, index) => row with { Text = $"{index}: {row.Text}" })] };
}
