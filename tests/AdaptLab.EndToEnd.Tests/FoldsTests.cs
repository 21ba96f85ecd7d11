using AdaptLab.Results;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>Without eval rows: `eval { folds: 5 }`, from the spec to the reports, the store and the diff.</summary>
public class FoldsTests
{
    private static readonly string Start = Workplace.Topics[..Workplace.Topics.IndexOf("eval {", StringComparison.Ordinal)];

    private static string Examples(int each) => string.Join('\n', Enumerable.Range(0, each).Select(i =>
        $"  \"{Nouns[i]} fell over the hills all day.\" => weather\n  \"Cook the {Nouns[i].ToLowerInvariant()} in butter.\" => cooking"));

    private static readonly string[] Nouns = ["Rain", "Snow", "Hail", "Mist", "Fog", "Sleet", "Leek", "Bean", "Corn", "Rice"];

    [Fact]
    public async Task A_few_examples_are_held_out_one_by_one_and_every_strategy_answers_the_same_ones()
    {
        using var work = new Workplace();
        var spec = Start + "eval { folds: 4 }\nstrategy prompt { shots: 2 }\nstrategy rag { retrieve: 1 }\ncompare { seeds: 1 }\n";
        work.Write("topics.adapt", spec);

        var result = await work.RunAsync("compare", "topics.adapt", "--out", "a.json", "--out", "a.md");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains(" · eval 4 examples, one by one · ", result.Output, StringComparison.Ordinal);
        Assert.Contains("Leave-one-out over the 4 examples: there is no separate eval set.", result.Output, StringComparison.Ordinal);
        var record = await ReadAsync(work, "a.json");
        Assert.Equal([0, 1, 2, 3], record.Rows.Select(row => row.Fold!.Value).Order());
        Assert.All(record.Candidates, run => Assert.All(run.Seeds, seed => Assert.Equal(4, seed.Predictions.Length)));
        Assert.Contains("held out one by one: models of different folds learn from much the same examples, and intervals and tests are widened for it", await File.ReadAllTextAsync(work.Path("a.md")), StringComparison.Ordinal);

        // The store knows every fold: a comment changes nothing, another property runs that strategy alone.
        work.Write("topics.adapt", "// A word.\n" + spec);
        Assert.Contains("every answer is in the store", (await work.RunAsync("compare", "topics.adapt")).Error, StringComparison.Ordinal);
        work.Write("topics.adapt", spec.Replace("shots: 2", "shots: 1", StringComparison.Ordinal));
        var second = await work.RunAsync("compare", "topics.adapt", "--out", "b.json");
        Assert.Contains("4 requests", second.Error, StringComparison.Ordinal);

        var diff = await work.RunAsync("diff", "a.json", "b.json");
        Assert.Equal(0, diff.ExitCode);
        Assert.Contains("Compared on 4 rows", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_twenty_examples_on_there_are_as_many_folds_as_asked_for()
    {
        using var work = new Workplace();
        var start = Start[..Start.IndexOf("examples few", StringComparison.Ordinal)];
        work.Write("topics.adapt", $"{start}examples few {{\n{Examples(10)}\n}}\neval {{ folds: 2 }}\nstrategy prompt {{ shots: 2 }}\nstrategy rag {{ retrieve: 1 }}\ncompare {{ seeds: 1 }}\n");

        var result = await work.RunAsync("compare", "topics.adapt", "--out", "a.json");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains(" · eval 20 examples in 2 folds · ", result.Output, StringComparison.Ordinal);
        var record = await ReadAsync(work, "a.json");
        Assert.Equal([10, 10], record.Rows.GroupBy(row => row.Fold).Select(fold => fold.Count()));
        Assert.All(record.Rows.GroupBy(row => row.Fold), fold => Assert.Equal(5, fold.Count(row => row.Gold == 0)));
        // Half of the examples teach and half are asked: intervals are those of a third of the rows, and wider than without folds.
        var separate = record with { Rows = [.. record.Rows.Select(row => row with { Fold = null })] };
        Assert.All(Comparison.Of(record).Ranked.Zip(Comparison.Of(separate).Ranked), pair => Assert.True(pair.First.Score.High - pair.First.Score.Low > pair.Second.Score.High - pair.Second.Score.Low));
    }

    private static async Task<RunRecord> ReadAsync(Workplace work, string name) =>
        RunRecordJson.Read(System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(work.Path(name))).RootElement.GetProperty("record").GetRawText()).Record!;
}
