using AdaptLab.Cli.Rendering;
using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.Cli.Tests.Rendering;

public class ComparisonTextTests
{
    private static readonly Comparison Comparison = Comparison.Of(
        SyntheticRun.Of(60, 3, new Wanted("prompt", 0.6, 12), new Wanted("lora", 0.82, 3.2), new Wanted("rag", 0.7, 14) { Failure = "The index\e[2J is gone.\nIn full." })
        with
        {
            Requirements = [new RequirementOutcome("lora.accuracy >= 60%", true, "lora: 89.6 %"), new RequirementOutcome("best.latency.p95 <= 3ms", false, "lora: 4 ms")],
            Notes = ["1 row was left out."],
        });

    [Fact]
    public void Verdict_requirements_failures_and_notes_follow_the_table()
    {
        var output = Written(ExitCode.RequirementNotMet);
        foreach (var sentence in Comparison.Verdict)
            Assert.Contains(sentence, output);
        Assert.Contains("Met      require lora.accuracy >= 60%   (lora: 89.6 %)\n", output);
        Assert.Contains("Failed   require best.latency.p95 <= 3ms   (lora: 4 ms)   exit code 100\n", output);
        Assert.Contains("Failed   rag: The index·[2J is gone.\n", output);
        Assert.Contains("Note     1 row was left out.\n", output);
    }

    [Fact]
    public void The_exit_code_is_named_only_where_it_is_that_of_the_requirement() =>
        Assert.DoesNotContain("exit code", Written(ExitCode.ToolError));

    [Fact]
    public void A_narrow_table_says_what_it_leaves_out()
    {
        var (screen, console) = Screens.Of(60);
        ComparisonText.Write(screen, Comparison, null);
        Assert.Contains("too narrow for", console.Output);
    }

    [Fact]
    public void The_headline_names_task_model_and_size() =>
        Assert.StartsWith("contract-clauses · classify, 8 labels · eval 60 rows · nano (embedded, 10.1 M) · 3 seeds\n", Written(null));

    private static string Written(int? exitCode)
    {
        var (screen, console) = Screens.Of(null);
        ComparisonText.Write(screen, Comparison, exitCode);
        return console.Output;
    }
}
