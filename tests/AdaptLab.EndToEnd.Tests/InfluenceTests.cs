using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

public sealed class InfluenceTests
{
    private const string Lora = "strategy lora { epochs: 1, rank: 2, targets: [q_proj] }\n";

    [Fact]
    public async Task Every_example_has_an_influence_and_what_harms_can_be_left_out_and_compared()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics.Replace("\"Peel the potatoes.\" => cooking", "\"Peel the potatoes.\" => cooking\n  \"Hail broke the windows.\" => weather\n  \"Whisk the eggs.\" => cooking", StringComparison.Ordinal) + Lora);
        var result = await work.RunAsync("influence", "topics.adapt", "--remove", "1", "--draws", "2", "--json");

        Assert.True(result.ExitCode == 0, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(4, json.RootElement.GetProperty("examples").GetArrayLength());
        var removal = json.RootElement.GetProperty("removal");
        Assert.Equal((2, 1, 2), (removal.GetProperty("rows").GetInt32(), removal.GetProperty("removed").GetInt32(), removal.GetProperty("random").GetArrayLength()));
    }

    [Theory]
    [InlineData("--strategy prompt", "'prompt' trains no adapter here.")]
    [InlineData("--strategy lroa", "Did you mean 'lora'?")]
    [InlineData("--remove 9", "--remove: there are only 4 examples.")]
    public async Task What_has_no_influence_of_this_kind_is_refused_in_one_line(string options, string message)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + Lora);
        var result = await work.RunAsync(["influence", "topics.adapt", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }
}
