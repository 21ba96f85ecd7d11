using System.Text.Json;

namespace AdaptLab.EndToEnd.Tests;

public class CheckTests
{
    /// <summary>Ten different mistakes.</summary>
    private const string TenMistakes = """
        task clauses: clasify {
          instruction: "Name the kind of clause."
          labels: { renewal: "How the term is extended", indemnity: "Who pays" }
          colour: "red"
        }

        model base = embeded("nano")

        examples expert {
          "The term extends for a year." => renewl
          "The Vendor pays for claims." => indemnity
        }
        examples expert {
          "Said again." => renewal
        }

        eval {
          "The term goes on." => renewal
        }

        strategy promt { shots: 2 }
        strategy lora { rank: 0 }
        strategy rag { retrieve: "four" }

        compare {
          train: [exprt]
          require: lora.acuracy >= 80%
        }

        """;

    [Fact]
    public async Task What_a_spec_silences_is_not_told_again()
    {
        using var work = new Workplace();
        var leak = Workplace.Topics.Replace("  \"Add a pinch of salt.\" => cooking\n", "  \"Add a pinch of salt.\" => cooking\n  \"Peel the potatoes.\" => cooking\n", StringComparison.Ordinal);
        Assert.Contains("ADAPT2313", (await work.RunAsync("check", work.Write("leak.adapt", leak))).Output);
        var silenced = leak.Replace("  \"Peel the potatoes.\" => cooking\n}\n\neval", "  \"Peel the potatoes.\" => cooking // adapt: allow ADAPT2313\n}\n\neval", StringComparison.Ordinal);
        Assert.DoesNotContain("ADAPT", (await work.RunAsync("check", work.Write("silenced.adapt", silenced))).Output);
        var inVain = Workplace.Topics + "// adapt: allow ADAPT2313\nstrategy rag\n";
        Assert.Contains("ADAPT2401", (await work.RunAsync("check", work.Write("vain.adapt", inVain))).Output);
    }

    [Fact]
    public async Task Ten_mistakes_are_each_named_with_code_place_and_mend()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("check", work.Write("ten.adapt", TenMistakes));
        Assert.Equal(2, result.ExitCode);
        (string Start, string Mend)[] expected =
        [
            ("1:15: error ADAPT2008", "Did you mean 'classify'?"),
            ("4:3: error ADAPT2101", "It has instruction, labels."),
            ("7:14: error ADAPT2008", "Did you mean 'embedded'?"),
            ("10:37: error ADAPT2201", "Did you mean 'renewal'?"),
            ("13:10: error ADAPT2004", "Choose another name."),
            ("21:10: error ADAPT2008", "Did you mean 'prompt'?"),
            ("22:23: error ADAPT2104", "'rank' takes an integer from 1 to 1024."),
            ("23:26: error ADAPT2103", "'retrieve' takes an integer from 1 to 100"),
            ("26:11: error ADAPT2205", "Did you mean 'expert'?"),
            ("27:17: error ADAPT2211", "Did you mean 'accuracy'?"),
        ];
        var lines = result.Output.Split('\n');
        foreach (var (start, mend) in expected)
            Assert.True(
                lines.Any(line => line.StartsWith($"ten.adapt:{start}: ", StringComparison.Ordinal) && line.Contains(mend, StringComparison.Ordinal)),
                $"Nothing at {start} says {mend}:\n{result}");
        foreach (var meant in (string[])["classify", "embedded", "renewal", "prompt", "expert", "accuracy"])
            Assert.Contains($"  help: Change to '{meant}'", lines);
        Assert.EndsWith("\n1 spec checked: 10 errors\n", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task A_right_spec_is_said_to_be_right_and_advice_is_given_on_it_alone()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("check", work.Write("topics.adapt", Workplace.Topics));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("1 spec checked: no problems\nAdvice   ", result.Output, StringComparison.Ordinal);

        work.Write("again.adapt", Workplace.Topics);
        Assert.Equal(new Result(0, "2 specs checked: no problems\n", ""), await work.RunAsync("check", "."));
    }

    [Fact]
    public async Task A_strategy_that_cannot_be_run_is_named_here_too_and_may_be_left_out()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + "strategy rag hybrid { combine: [prompt] }\n");
        foreach (var verb in (string[])["check", "compare"])
        {
            var result = await work.RunAsync(verb, "topics.adapt");
            Assert.Equal(2, result.ExitCode);
            Assert.Matches(@"^topics\.adapt:22:1: error ADAPT2320: 'rag hybrid' combines prompt with rag; what can be combined is lora with rag, or lora with prompt", result.Output + result.Error);
        }

        var left = await work.RunAsync("compare", "topics.adapt", "--strategy", "prompt");
        Assert.True(left.ExitCode == 0, left.ToString());
    }

    [Fact]
    public async Task Every_sample_is_right()
    {
        var result = await Command.RunAsync(Workplace.Repository, "check", "specs");
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_is_said()
    {
        using var work = new Workplace();
        Assert.Equal(
            new Result(2, "no*.adapt: error: No file matches this pattern.\n1 spec checked: 1 error\n", ""),
            await work.RunAsync("check", "no*.adapt"));
    }

    [Fact]
    public async Task A_mistake_in_a_data_file_is_shown_there_and_where_it_is_read()
    {
        using var work = new Workplace();
        work.Write("specs/data.csv", "text,label\nIt rains.,weather\nFry it.,cookin\n");
        work.Write("specs/topics.adapt", Workplace.Topics.Replace("strategy prompt", "examples more from \"data.csv\" { text: \"text\", label: \"label\" }\nstrategy prompt", StringComparison.Ordinal));
        var result = await work.RunAsync("check", "specs");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"(?m)^specs/data\.csv:3:\d+: error ADAPT2306: .*Did you mean 'cooking'\?", result.Output);
        Assert.Matches(@"(?m)^  specs/topics\.adapt:21:\d+: note: read here$", result.Output);
    }

    [Fact]
    public async Task Json_holds_the_same_diagnostics()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("check", "--json", work.Write("ten.adapt", TenMistakes), "missing.adapt");
        Assert.Equal(2, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        var diagnostics = json.RootElement.GetProperty("diagnostics").EnumerateArray().ToArray();
        Assert.Equal(diagnostics.Count(d => d.GetProperty("severity").GetString() == "error"), json.RootElement.GetProperty("errors").GetInt32());
        var misspelt = diagnostics.First(d => d.GetProperty("message").GetString()!.Contains("'classify'", StringComparison.Ordinal));
        Assert.Equal(("ten.adapt", 1, 15, 22), (
            misspelt.GetProperty("path").GetString(), misspelt.GetProperty("line").GetInt32(), misspelt.GetProperty("column").GetInt32(), misspelt.GetProperty("endColumn").GetInt32()));
        Assert.Equal("Change to 'classify'", misspelt.GetProperty("fix").GetString());
        Assert.Contains(diagnostics, d => d.GetProperty("path").GetString() == "missing.adapt");
    }

    [Fact]
    public async Task Nothing_of_Torch_is_loaded()
    {
        using var work = new Workplace();
        var list = work.Path("assemblies.txt");
        var result = await Command.RunAsync(
            work.Folder,
            new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location, [StartupHook.ListVariable] = list },
            "check", work.Write("topics.adapt", Workplace.Topics));
        Assert.True(result.ExitCode == 0, result.ToString());
        var loaded = await File.ReadAllLinesAsync(list);
        Assert.Contains("AdaptLab.Language", loaded);
        Assert.DoesNotContain("TorchSharp", loaded);
    }
}
