using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>An eval row among what is learned from, or looked up in, is reported wherever it could pass unseen.</summary>
public class LeakTests
{
    private const string Judged = "A storm blew down the trees all along the road to the coast.";

    private static readonly string Spec = Workplace.Topics
        .Replace("\"A storm blew down the trees.\"", $"\"{Judged}\"", StringComparison.Ordinal)
        .Replace("\"Add a pinch of salt.\" => cooking", "\"Add a pinch of salt.\" => cooking\n  \"peel  the potatoes\" => cooking", StringComparison.Ordinal)
        .Replace("strategy prompt { shots: 2 }", "documents notes from \"notes/*.md\"\nstrategy rag { retrieve: 2 }", StringComparison.Ordinal);

    [Fact]
    public async Task Check_names_both_places()
    {
        using var work = Planted();
        var result = await work.RunAsync("check", "topics.adapt");
        Assert.True(result.ExitCode == 0, result.ToString());
        AssertReported(result.Output);
        Assert.Contains("1 spec checked: 2 warnings\n", result.Output);
    }

    [Fact]
    public async Task Compare_names_them_leaves_them_out_and_counts_them_in_the_report()
    {
        using var work = Planted();
        var result = await work.RunAsync("compare", "topics.adapt", "--out", "r.md", "--json");
        Assert.True(result.ExitCode == 0, result.ToString());
        AssertReported(result.Error);

        using var json = JsonDocument.Parse(result.Output);
        string[] notes = [.. json.RootElement.GetProperty("record").GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
        Assert.Contains("examples few: 1 of 5 have the text of an eval row and were left out.", notes);
        Assert.Contains("documents notes: 1 passage repeats an eval row and was cut out (notes/weather.md).", notes);
        Assert.Equal(4, json.RootElement.GetProperty("candidates")[0].GetProperty("examples").GetInt32());
        var report = await File.ReadAllTextAsync(work.Path("r.md"));
        Assert.Contains("1 of 5 have the text of an eval row and were left out.", report);
        Assert.Contains("1 passage repeats an eval row and was cut out", report);
    }

    private static Workplace Planted()
    {
        var work = new Workplace();
        work.Write("topics.adapt", Spec);
        work.Write("notes/weather.md", $"# Weather\n\nThe log of last week says this. {Judged} Nobody was hurt.\n");
        return work;
    }

    private static void AssertReported(string output)
    {
        Assert.Matches(@"(?m)^topics\.adapt:14:\d+: warning ADAPT2313: The example at topics\.adapt:14:\d+ has the text of the eval row at topics\.adapt:19:\d+", output);
        Assert.Matches(@"(?m)^notes/weather\.md:3:\d+: warning ADAPT2314: The text at notes/weather\.md:3:\d+ repeats the eval row at topics\.adapt:18:\d+", output);
    }
}
