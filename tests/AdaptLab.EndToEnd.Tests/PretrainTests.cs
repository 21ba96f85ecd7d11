namespace AdaptLab.EndToEnd.Tests;

public class PretrainTests
{
    [Theory]
    [InlineData("--work: there is no folder 'nowhere'.", "--work", "nowhere", "--to", "out")]
    [InlineData("--work: there is no checkpoint in 'work'.", "--work", "work", "--to", "out")]
    [InlineData("--work: there is no checkpoint in 'half'.", "--work", "half", "--to", "out")]
    [InlineData("--to: 'file' is a file, not a folder.", "--work", "damaged", "--to", "file")]
    public async Task What_cannot_be_exported_is_one_line_and_exit_code_2(string message, params string[] options)
    {
        using var work = Folders();
        Assert.Equal(
            new Result(2, "", $"adaptlab pretrain export: {message} See 'adaptlab pretrain export --help'.\n"),
            await work.RunAsync(["pretrain", "export", .. options]));
        Assert.False(Directory.Exists(work.Path("out")));
    }

    [Fact]
    public async Task Export_needs_both_folders_and_nothing_else()
    {
        using var work = Folders();
        var result = await work.RunAsync("pretrain", "export", "--work", "damaged");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^adaptlab pretrain export: [^\n]*--to[^\n]*\n$", result.Error);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_one_line_and_exit_code_1()
    {
        using var work = Folders();
        var result = await work.RunAsync("pretrain", "export", "--work", "damaged", "--to", "out");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^adaptlab: [^\n]+\n$", result.Error);
    }

    [Theory]
    [InlineData("--lessons-from", "-1")]
    [InlineData("--lessons-from", "soon")]
    [InlineData("--steps", "0")]
    [InlineData("--embedding-steps", "-1")]
    public async Task A_step_is_a_whole_number(string option, string value)
    {
        using var work = new Workplace();
        var result = await work.RunAsync("pretrain", "--text", ".", "--tasks", ".", "--probe", ".", option, value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches($@"^adaptlab pretrain: {option} takes a whole number from \d+ to \d+, not '{value}'\.[^\n]*\n$", result.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.5")]
    [InlineData("NaN")]
    public async Task A_rate_is_above_zero(string value)
    {
        using var work = new Workplace();
        var result = await work.RunAsync("pretrain", "--text", ".", "--tasks", ".", "--probe", ".", "--rate", value);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^adaptlab pretrain: --rate takes a number above 0, and at most 10\.[^
]*
$", result.Error);
    }

    [Fact]
    public async Task Text_to_evaluate_on_must_be_there()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("pretrain", "evaluate", "--tasks", ".", "--text", "nowhere");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^adaptlab pretrain evaluate: --text: there is no folder 'nowhere'\.[^
]*
$", result.Error);
    }

    [Fact]
    public async Task Nothing_is_evaluated_without_a_model_or_without_a_task()
    {
        using var work = Folders();
        var noModel = await work.RunAsync("pretrain", "evaluate", "--tasks", "work", "--model", "nowhere");
        Assert.Equal(2, noModel.ExitCode);
        Assert.Matches(@"^adaptlab: The model '[^']*nowhere' is not on this machine\.[^\n]+\n$", noModel.Error);
        var noTask = await work.RunAsync("pretrain", "evaluate", "--tasks", "work");
        Assert.Equal(2, noTask.ExitCode);
        Assert.Equal("adaptlab pretrain evaluate: there is no labelled task in 'work'.\n", noTask.Error);
    }

    [Theory]
    [InlineData("words", "There is no text to read", "--text", "work")]
    [InlineData("names", "There is no labelled task")]
    public async Task Nothing_is_trained_on_an_empty_folder(string verb, string message, params string[] options)
    {
        using var work = Folders();
        var result = await work.RunAsync(["pretrain", verb, "--tasks", "work", "--to", "made.safetensors", .. options]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches($@"^adaptlab: {message}[^\n]+\n$", result.Error);
        Assert.False(File.Exists(work.Path("made.safetensors")));
    }

    private static Workplace Folders()
    {
        var work = new Workplace();
        work.Write("file", "");
        work.Write("work/log.txt", "nothing yet");
        work.Write("half/vocabulary.json", "{}");
        work.Write("damaged/vocabulary.json", """{ "Vocabulary": ["a", "<|endoftext|>"], "Merges": [] }""");
        work.Write("damaged/checkpoint.bin", "cut short");
        return work;
    }
}
