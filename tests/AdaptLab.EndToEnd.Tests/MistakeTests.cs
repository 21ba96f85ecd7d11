namespace AdaptLab.EndToEnd.Tests;

/// <summary>Specs and data that cannot be run: one line says what, where and how to mend it.</summary>
public class MistakeTests
{
    private const string InlineEval = """
        eval {
          "A storm blew down the trees." => weather
          "Peel the potatoes." => cooking
        }
        """;

    private static readonly string LongText = string.Join(' ', Enumerable.Repeat("word", 3000));

    [Theory]
    [InlineData("eval from \"nowhere.csv\"", @"topics\.adapt:16:11: error ADAPT2301: There is no file 'nowhere\.csv'\.")]
    [InlineData("eval from \"dta.csv\"", @"topics\.adapt:16:11: error ADAPT2301: There is no file 'dta\.csv'\. Did you mean 'data\.csv'\?")]
    [InlineData("eval from \"data.csv\" { text: \"txt\", label: \"label\" }", @"topics\.adapt:16:11: error ADAPT2303: 'data\.csv' has no column 'txt'\. Did you mean 'text'\?")]
    [InlineData("eval from \"wrong.csv\"", @"wrong\.csv:2:\d+: error ADAPT2306: The label 'cookin' at wrong\.csv:2:\d+ is not declared in the task\. Did you mean 'cooking'\?")]
    [InlineData("eval from \"empty.csv\"", @"[a-z]+\.[a-z]+:\d+:\d+: error ADAPT2307: 'eval' has no rows: 'empty\.csv' holds none\.")]
    [InlineData("eval {\n}", @"topics\.adapt:16:1: error ADAPT2011: .*eval.*")]
    [InlineData("eval { \"Peel the potatoes.\" => cookin }", @"topics\.adapt:16:32: error ADAPT2201: .* Did you mean 'cooking'\?")]
    public async Task Eval_rows_that_cannot_be_read_are_named(string eval, string message)
    {
        using var work = new Workplace();
        work.Write("data.csv", "text,label\nPeel the potatoes.,cooking\n");
        work.Write("wrong.csv", "text,label\nPeel the potatoes.,cookin\n");
        work.Write("empty.csv", "text,label\n");
        Assert.Contains(InlineEval, Workplace.Topics);
        work.Write("topics.adapt", Workplace.Topics.Replace(InlineEval, eval, StringComparison.Ordinal));
        var result = await work.RunAsync("compare", "topics.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches($"^{message}", OneLine(result));
    }

    [Fact]
    public async Task A_set_without_examples_is_named()
    {
        using var work = new Workplace();
        var start = Workplace.Topics.IndexOf("examples few {", StringComparison.Ordinal) + "examples few {".Length;
        work.Write("topics.adapt", Workplace.Topics.Remove(start, Workplace.Topics.IndexOf("\n}", start, StringComparison.Ordinal) - start));
        var result = await work.RunAsync("compare", "topics.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^topics\.adapt:9:\d+: error ADAPT2011: .*few.*", OneLine(result));
    }

    [Theory]
    [InlineData("prompt { shots: 2 }")]
    [InlineData("rag")]
    public async Task An_instruction_longer_than_the_window_is_named(string strategy)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics
            .Replace("Name the topic.", LongText, StringComparison.Ordinal)
            .Replace("prompt { shots: 2 }", strategy, StringComparison.Ordinal));
        var result = await work.RunAsync("compare", "topics.adapt");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches(
            @"^topics\.adapt:21:1: error ADAPT2309: A prompt of '(prompt|rag)' takes 3\d\d\d tokens, but the model reads at most 1024\. Use fewer shots, shorter chunks or a shorter instruction\.$",
            OneLine(result));
        Assert.Matches(@"^[^\n]+\n$", result.Output);
    }

    [Theory]
    [InlineData("prompt { shots: 2 }")]
    [InlineData("rag")]
    [InlineData("lora { epochs: 1 }")]
    public async Task An_eval_row_longer_than_the_window_is_named(string strategy)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics
            .Replace("Peel the potatoes.", LongText, StringComparison.Ordinal)
            .Replace("prompt { shots: 2 }", strategy, StringComparison.Ordinal));
        var result = await work.RunAsync("compare", "topics.adapt");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"^topics\.adapt:21:1: error ADAPT2309: With the eval row at topics\.adapt:18(:\d+)?, a prompt of '\w+' does not fit", OneLine(result));
    }

    [Fact]
    public async Task One_strategy_that_cannot_run_leaves_the_others_running()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics.Replace("Name the topic.", LongText, StringComparison.Ordinal) + "strategy lora { epochs: 1 }\n");
        var result = await work.RunAsync("compare", "topics.adapt");
        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"^topics\.adapt:21:1: error ADAPT2309: A prompt of 'prompt'", OneLine(result));
        Assert.Contains("  lora ", result.Output);
        Assert.Contains("\nFailed   prompt: A prompt of 'prompt' takes ", result.Output);
    }

    [Fact]
    public async Task An_unknown_strategy_is_named_with_those_there_are()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        Assert.Equal(
            new Result(2, "", "adaptlab compare: topics.adapt has no strategy 'promt'. Did you mean 'prompt'? It has prompt.\n"),
            await work.RunAsync("compare", "topics.adapt", "--strategy", "promt"));
    }

    /// <summary>The one thing that is said: progress aside, and without the notes beneath it.</summary>
    private static string OneLine(Result result) =>
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            !line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith('[') && !line.Contains(" candidate", StringComparison.Ordinal));
}
