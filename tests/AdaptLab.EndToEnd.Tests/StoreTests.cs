using System.Text.Json;
using AdaptLab.Results;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>What a second run does again, seen from outside, with a real model.</summary>
public class StoreTests
{
    private static readonly string Smoke = File.ReadAllText(Path.Combine(Workplace.Repository, "specs", "smoke.adapt")).ReplaceLineEndings("\n");

    [Fact]
    public async Task A_second_run_is_answered_from_the_store_whatever_is_said_in_comments()
    {
        using var work = new Workplace();
        work.Write("smoke.adapt", Smoke);
        var first = await RunAsync(work);
        Assert.Equal("0 0 0", Reused(first));

        var declarations = Smoke.IndexOf("strategy prompt", StringComparison.Ordinal);
        var compare = Smoke.IndexOf("compare {", StringComparison.Ordinal);
        work.Write("smoke.adapt", "// Another comment.\n\n" + Smoke[..declarations] + Smoke[compare..] + "\n" + Smoke[declarations..compare].Replace("strategy rag    {", "strategy rag {", StringComparison.Ordinal));
        var second = await RunAsync(work);

        Assert.Equal("24 24 24", Reused(second));
        Assert.Equal(Answers(first), Answers(second));
        Assert.Contains(second.Notes, note => note.StartsWith("No answer is new", StringComparison.Ordinal));
        Assert.All(second.Candidates, candidate => Assert.Equal(first.Started, Assert.Single(candidate.Seeds).LatenciesFrom));

        // Another eval row: that row only, of each strategy, and no second training.
        work.Write("smoke.adapt", Smoke.Replace("Sunny spells in the morning, then hail.", "Sunny spells in the afternoon, after hail.", StringComparison.Ordinal));
        var third = await RunAsync(work);
        Assert.Equal("23 23 23", Reused(third));
        Assert.Equal(first.Candidates[2].Seeds[0].PreparationSeconds, third.Candidates[2].Seeds[0].PreparationSeconds);

        // Another property: that strategy only.
        work.Write("smoke.adapt", Smoke.Replace("rank: 4", "rank: 2", StringComparison.Ordinal));
        Assert.Equal("24 24 0", Reused(await RunAsync(work)));

        // And back again: nothing.
        work.Write("smoke.adapt", Smoke);
        Assert.Equal("24 24 24", Reused(await RunAsync(work)));
        Assert.Equal("0 0 0", Reused(await RunAsync(work, "--fresh")));
        Assert.Equal("0 0 0", Reused(await RunAsync(work, "--no-cache")));
    }

    [SkippableFact]
    public async Task A_run_that_is_killed_goes_on_where_it_was()
    {
        using var work = new Workplace();
        work.Write("smoke.adapt", Smoke);
        using var process = Command.Start(work.Folder, [], "compare", "smoke.adapt");
        while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith("[2/3] rag on topics: started", StringComparison.Ordinal))
        {
        }

        process.Kill(entireProcessTree: true);
        await Command.EndAsync(process);
        var record = await RunAsync(work);
        Assert.StartsWith("24 ", Reused(record), StringComparison.Ordinal);
        Assert.Equal(3, record.Candidates.Length);
    }

    private static async Task<RunRecord> RunAsync(Workplace work, params string[] more)
    {
        var result = await work.RunAsync(["compare", "smoke.adapt", "--json", .. more]);
        Assert.True(result.ExitCode == 0, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        return RunRecordJson.Read(json.RootElement.GetProperty("record").GetRawText()).Record!;
    }

    private static string Reused(RunRecord record) => string.Join(' ', record.Candidates.Select(candidate => candidate.Seeds.Sum(seed => seed.ReusedRows)));

    private static IEnumerable<string> Answers(RunRecord record) => record.Candidates.SelectMany(candidate =>
        candidate.Seeds[0].Predictions.Select(prediction => $"{candidate.Strategy} {string.Join(' ', prediction.Probabilities)}"));
}
