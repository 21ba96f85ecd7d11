using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

public class CacheTests
{
    [Fact]
    public async Task Explain_says_of_each_result_whether_it_holds_and_why_not()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        Assert.Equal(
            new Result(0, "prompt on few, seed 1  stale  0 of 2 rows: not run yet\nprompt on few, seed 2  stale  0 of 2 rows: not run yet\nprompt on few, seed 3  stale  0 of 2 rows: not run yet\nA run would work on 3 of 3 results.\n", ""),
            await work.RunAsync("cache", "explain", "topics.adapt"));

        Assert.Equal(0, (await work.RunAsync("compare", "topics.adapt")).ExitCode);
        work.Write("topics.adapt", "// A comment.\n" + Workplace.Topics.Replace("on the coast", "on the coast", StringComparison.Ordinal));
        var fresh = await work.RunAsync("cache", "explain", "topics.adapt");
        Assert.EndsWith("prompt on few, seed 3  fresh  2 of 2 rows\nA run would ask nothing.\n", fresh.Output);

        work.Write("topics.adapt", Workplace.Topics.Replace("shots: 2", "shots: 3", StringComparison.Ordinal).Replace("Add a pinch of salt.", "Add a pinch of pepper.", StringComparison.Ordinal));
        Assert.Contains("prompt on few, seed 1  stale  0 of 2 rows: examples and shots changed\n", (await work.RunAsync("cache", "explain", "topics.adapt")).Output);

        work.Write("topics.adapt", Workplace.Topics.Replace("Peel the potatoes.", "Peel the carrots.", StringComparison.Ordinal));
        Assert.Contains("prompt on few, seed 1  stale  1 of 2 rows: 1 eval row changed or not answered yet\n", (await work.RunAsync("cache", "explain", "topics.adapt")).Output);
        using var json = JsonDocument.Parse((await work.RunAsync("cache", "explain", "topics.adapt", "--json")).Output);
        Assert.Equal(1, json.RootElement.GetProperty("results")[0].GetProperty("answered").GetInt32());
    }

    [Fact]
    public async Task What_is_in_the_store_is_listed_pruned_and_cleared()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        Assert.Equal(0, (await work.RunAsync("compare", "topics.adapt")).ExitCode);
        var list = await work.RunAsync("cache", "list");
        Assert.Matches(@"^([0-9a-f]{12}  prompt +2 rows +1 MB  [0-9: -]+\n){3}3 results, 1 MB, in .+\n$", list.Output);
        Assert.Equal("0 results removed, 0 MB.\n", (await work.RunAsync("cache", "prune")).Output);
        Assert.Equal("3 results removed, 1 MB.\n", (await work.RunAsync("cache", "prune", "--limit", "0")).Output);
        Assert.Equal(0, (await work.RunAsync("compare", "topics.adapt")).ExitCode);
        Assert.Equal("3 results removed, 1 MB.\n", (await work.RunAsync("cache", "clear")).Output);
        using var json = JsonDocument.Parse((await work.RunAsync("cache", "list", "--json")).Output);
        Assert.Empty(json.RootElement.GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task A_spec_with_errors_is_not_explained()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics.Replace("shots: 2", "shots: many", StringComparison.Ordinal));
        var result = await work.RunAsync("cache", "explain", "topics.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("error ADAPT2", result.Error);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("3TB")]
    public async Task A_size_that_is_none_is_refused(string size)
    {
        using var work = new Workplace();
        Assert.Equal(
            new Result(2, "", $"adaptlab cache prune: --limit takes a size such as 200MB or 2GB, not '{size}'. See 'adaptlab cache prune --help'.\n"),
            await work.RunAsync("cache", "prune", "--limit", size));
    }
}
