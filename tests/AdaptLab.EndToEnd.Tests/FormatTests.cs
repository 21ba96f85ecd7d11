namespace AdaptLab.EndToEnd.Tests;

public class FormatTests
{
    private const string Untidy = "task   topics :classify{\r\n\r\n\r\nlabels:[a,b] // kept\r\n}\r\neval { \"x\"=>a }\r\n";

    [Fact]
    public async Task A_file_is_formatted_in_place_and_stays_so()
    {
        using var work = new Workplace();
        await File.WriteAllBytesAsync(work.Path("a.adapt"), [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Untidy)]);
        Assert.Equal(new Result(0, "a.adapt: formatted\n", ""), await work.RunAsync("format", "a.adapt"));

        var formatted = await File.ReadAllBytesAsync(work.Path("a.adapt"));
        Assert.Equal((byte[])[0xEF, 0xBB, 0xBF], formatted[..3]);
        var text = System.Text.Encoding.UTF8.GetString(formatted);
        Assert.Contains("task topics: classify {\r\n", text);
        Assert.Contains("// kept", text);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));

        Assert.Equal(new Result(0, "", ""), await work.RunAsync("format", "a.adapt"));
        Assert.Equal(formatted, await File.ReadAllBytesAsync(work.Path("a.adapt")));
        Assert.Equal([work.Path("a.adapt")], Directory.GetFiles(work.Folder));
    }

    [Fact]
    public async Task Check_names_what_is_not_formatted_and_changes_nothing()
    {
        using var work = new Workplace();
        work.Write("specs/a.adapt", Untidy);
        work.Write("specs/b.adapt", "task b: classify {}\n");
        Assert.Equal(new Result(2, "specs/a.adapt: not formatted\n", ""), await work.RunAsync("format", "--check", "specs"));
        Assert.Equal(Untidy, await File.ReadAllTextAsync(work.Path("specs/a.adapt")));
        Assert.Equal(0, (await work.RunAsync("format", "specs")).ExitCode);
        Assert.Equal(new Result(0, "", ""), await work.RunAsync("format", "--check", "specs"));
    }

    [Fact]
    public async Task Every_sample_is_formatted() =>
        Assert.Equal(new Result(0, "", ""), await Command.RunAsync(Workplace.Repository, "format", "--check", "specs"));

    [Fact]
    public async Task A_file_with_syntax_errors_is_left_as_it_is()
    {
        const string broken = "task   t: classify {\n  labels: [a,\n";
        using var work = new Workplace();
        work.Write("a.adapt", broken);
        var result = await work.RunAsync("format", "a.adapt");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("a.adapt:", result.Error);
        Assert.Contains(": error ADAPT1", result.Error);
        Assert.Equal(broken, await File.ReadAllTextAsync(work.Path("a.adapt")));
    }

    [SkippableFact]
    public async Task A_folder_that_may_not_be_written_to_is_exit_code_1_and_the_file_stays()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("rights work differently there");
        Skip.If(Environment.UserName == "root", "root may write everywhere");
        using var work = new Workplace();
        work.Write("locked/a.adapt", Untidy);
        File.SetUnixFileMode(work.Path("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var result = await work.RunAsync("format", "locked");
            Assert.Equal(1, result.ExitCode);
            Assert.Equal(Untidy, await File.ReadAllTextAsync(work.Path("locked/a.adapt")));
        }
        finally
        {
            File.SetUnixFileMode(work.Path("locked"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
