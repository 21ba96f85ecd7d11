namespace AdaptLab.EndToEnd.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("adaptlab: There is no command 'compaer'. Did you mean 'compare'? See 'adaptlab --help'.", "compaer")]
    [InlineData("adaptlab compare: There is no option '--limt'. Did you mean '--limit'? See 'adaptlab compare --help'.", "compare", "a.adapt", "--limt", "3")]
    [InlineData("adaptlab compare: 'b.adapt' is one argument too many. See 'adaptlab compare --help'.", "compare", "a.adapt", "b.adapt")]
    [InlineData("adaptlab compare: --limit takes a whole number from 1 to 2147483647, not '0'. See 'adaptlab compare --help'.", "compare", "a.adapt", "--limit", "0")]
    [InlineData("adaptlab compare: --seed takes a whole number from 0 to 1000000000, not 'one'. See 'adaptlab compare --help'.", "compare", "a.adapt", "--seed", "one")]
    [InlineData("adaptlab compare: Cannot write a report to \"report.pdf\": its name must end in .md, .html, .json, .xml or .sarif.", "compare", "a.adapt", "--out", "report.pdf")]
    [InlineData("adaptlab report: Cannot write \"run.sarif\" from a stored run: SARIF points into the spec. 'adaptlab compare SPEC --out run.sarif' writes it.", "report", "run.json", "--out", "run.sarif")]
    [InlineData("adaptlab report: Cannot write a report to \"report.pdf\": its name must end in .md, .html, .json or .xml.", "report", "run.json", "--out", "report.pdf")]
    [InlineData("adaptlab pretrain: There is no command 'exprot'. Did you mean 'export'? See 'adaptlab pretrain --help'.", "pretrain", "exprot")]
    [InlineData("adaptlab pretrain: --tasks: there is no folder 'nowhere'. See 'adaptlab pretrain --help'.", "pretrain", "--text", ".", "--tasks", "nowhere", "--probe", ".")]
    public async Task A_mistake_in_the_line_is_one_line_and_exit_code_2(string message, params string[] arguments)
    {
        using var work = new Workplace();
        Assert.Equal(new Result(2, "", message + "\n"), await work.RunAsync(arguments));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("audit")]
    [InlineData("compare")]
    [InlineData("format")]
    [InlineData("prompt")]
    [InlineData("influence")]
    [InlineData("export")]
    [InlineData("report")]
    [InlineData("diff")]
    [InlineData("pretrain")]
    public async Task A_missing_argument_is_one_line_and_exit_code_2(string verb)
    {
        using var work = new Workplace();
        var result = await work.RunAsync(verb);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches($@"^adaptlab {verb}: .+ See 'adaptlab {verb} --help'\.\n$", result.Error);
    }

    [Theory]
    [InlineData("missing.adapt: error: There is no such file.", "missing.adapt")]
    [InlineData("topcs.adapt: error: There is no such file. Did you mean topics.adapt?", "topcs.adapt")]
    [InlineData(".: error: This is a folder. Name a spec in it, such as binary.adapt.", ".")]
    [InlineData("latin.adapt: error: This is not UTF-8 text. Save the spec as UTF-8.", "latin.adapt")]
    [InlineData("binary.adapt:1:5: error ADAPT1002: This is not a text file: it holds a NUL character. Save the spec as UTF-8 text.", "binary.adapt")]
    public async Task What_is_no_spec_is_one_line_and_exit_code_2(string message, string spec)
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        await File.WriteAllBytesAsync(work.Path("latin.adapt"), [.. "task caf"u8, 0xE9, .. ": classify {}"u8]);
        await File.WriteAllBytesAsync(work.Path("binary.adapt"), [.. "\u007FELF"u8, 0, 0xFF, 0xFE]);
        Assert.Equal(new Result(2, "", message + "\n"), await work.RunAsync("compare", spec));
    }

    [Fact]
    public async Task No_argument_at_all_shows_the_help_and_fails()
    {
        using var work = new Workplace();
        var result = await work.RunAsync();
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("compare <SPEC>", result.Error);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        using var work = new Workplace();
        var result = await work.RunAsync("--version");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^adaptlab \d+\.\d+\.\d+\n$", result.Output);
    }

    [Theory]
    [InlineData("adaptlab")]
    [InlineData("compare")]
    [InlineData("check")]
    [InlineData("audit")]
    [InlineData("format")]
    [InlineData("prompt")]
    [InlineData("influence")]
    [InlineData("export")]
    [InlineData("report")]
    [InlineData("diff")]
    [InlineData("pretrain")]
    [InlineData("lsp")]
    [InlineData("worker")]
    [InlineData("cache")]
    [InlineData("cache explain")]
    [InlineData("cache list")]
    [InlineData("cache prune")]
    [InlineData("cache clear")]
    [InlineData("models")]
    [InlineData("models pull")]
    [InlineData("models list")]
    [InlineData("models remove")]
    [InlineData("pretrain export")]
    [InlineData("pretrain evaluate")]
    public async Task Help_is_as_it_was(string verb)
    {
        var result = await Command.RunAsync(Workplace.Repository, verb == "adaptlab" ? ["--help"] : [.. verb.Split(' '), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var path = Path.Combine(Workplace.TestFolder(), "Baselines", $"help-{verb.Replace(' ', '-')}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1" || !File.Exists(path))
        {
            var isNew = !File.Exists(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, result.Output);
            Assert.False(isNew, $"{path} was missing and has been written: look at it, then run the tests again.");
            return;
        }

        Assert.Equal((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n"), result.Output);
    }
}
