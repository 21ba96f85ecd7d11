using System.Text.Json;
using AdaptLab.Results;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>What a second run does again, seen from outside, with a real model.</summary>
public class StoreTests
{
    /// <summary>A sample, with a quarter of its eval rows and of its training: it is run seven times.</summary>
    private static readonly string Smoke = Shortened(File.ReadAllText(Path.Combine(Workplace.Repository, "specs", "smoke.adapt")).ReplaceLineEndings("\n"));

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

        Assert.Equal("6 6 6", Reused(second));
        Assert.Equal(Answers(first), Answers(second));
        Assert.Contains(second.Notes, note => note.StartsWith("No answer is new", StringComparison.Ordinal));
        Assert.All(second.Candidates, candidate => Assert.Equal(first.Started, Assert.Single(candidate.Seeds).LatenciesFrom));

        // Another eval row: that row only, of each strategy, and no second training.
        work.Write("smoke.adapt", Smoke.Replace("Sunny spells in the morning, then hail.", "Sunny spells in the afternoon, after hail.", StringComparison.Ordinal));
        var third = await RunAsync(work);
        Assert.Equal("5 5 5", Reused(third));
        Assert.Equal(first.Candidates[2].Seeds[0].PreparationSeconds, third.Candidates[2].Seeds[0].PreparationSeconds);

        // Another property: that strategy only.
        work.Write("smoke.adapt", Smoke.Replace("rank: 4", "rank: 2", StringComparison.Ordinal));
        Assert.Equal("6 6 0", Reused(await RunAsync(work)));

        // And back again: nothing.
        work.Write("smoke.adapt", Smoke);
        Assert.Equal("6 6 6", Reused(await RunAsync(work)));
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
        Assert.StartsWith("6 ", Reused(record), StringComparison.Ordinal);
        Assert.Equal(3, record.Candidates.Length);
    }

    private static string Shortened(string sample)
    {
        var lines = sample.Replace("epochs: 4", "epochs: 1", StringComparison.Ordinal).Replace("  require: best.accuracy >= 40%\n", "", StringComparison.Ordinal).Split('\n').ToList();
        var eval = lines.IndexOf("eval {");
        lines.RemoveRange(eval + 1, lines.IndexOf("}", eval) - eval - 1 - 6);
        return string.Join('\n', lines);
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
