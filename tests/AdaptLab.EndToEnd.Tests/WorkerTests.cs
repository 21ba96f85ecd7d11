using System.Diagnostics;
using System.Globalization;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>The process that runs a comparison comes to harm, and the command says so in a line.</summary>
public class WorkerTests
{
    private const string LongTraining = "strategy lora { epochs: 1000 }\n";

    private const string Killed =
        "adaptlab: The worker was killed while running lora on few, most likely for lack of memory. Close other programs or take a smaller model. What was answered is kept: run it again to go on.\n";

    [SkippableFact]
    public async Task Killed_in_the_middle_of_a_run_it_is_one_diagnostic_and_the_next_run_goes_on()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + LongTraining);
        using var process = await StartTrainingAsync(work);
        Command.Kill(Worker(process), 9);
        var result = await Command.EndAsync(process);
        Assert.Equal((1, Killed), (result.ExitCode, result.Error));
        Assert.DoesNotContain("accuracy", result.Output);
        Assert.False(File.Exists(work.Path("r.json")));

        work.Write("topics.adapt", Workplace.Topics + "strategy lora { epochs: 2 }\n");
        var next = await work.RunAsync("compare", "topics.adapt");
        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.Contains("Note     Of 12 answers, 6 were given in earlier runs", next.Output);
    }

    [SkippableFact]
    public async Task Stopped_by_Ctrl_C_that_reaches_both_processes_the_run_ends_as_a_whole()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics + LongTraining);
        using var process = await StartTrainingAsync(work);
        // A terminal sends it to every process that it runs.
        Command.Kill(Worker(process), 2);
        Command.Interrupt(process);
        var result = await Command.EndAsync(process);
        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.Contains("Note     The run was stopped: 1 of 2 candidates had finished.\n", result.Output);
    }

    [Fact]
    public async Task What_needs_more_memory_than_there_is_is_refused_in_a_line()
    {
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics);
        var result = await Command.RunAsync(work.Folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["ADAPTLAB_MEMORY"] = "100MB" }, "compare", "topics.adapt");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^adaptlab: The run would need about \d+ MB of memory \(\d+ MB for the weights of nano, \d+ MB for what it has read(, \d+ MB for training)?\), and 100 MB is free\. [^\n]+\n$", result.Error);
    }

    private static async Task<Process> StartTrainingAsync(Workplace work)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The worker is found in /proc.");
        var process = Command.Start(work.Folder, [], "compare", "topics.adapt", "--out", "r.json");
        while (await process.StandardError.ReadLineAsync() is { } line && line != "[2/2] lora on few: started")
        {
        }

        return process;
    }

    /// <summary>The child of a process.</summary>
    private static int Worker(Process parent) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Single(id => id > 0 && ParentOf(id) == parent.Id);

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // After the name, which may hold anything, come the state and the parent.
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
