namespace AdaptLab.Worker.Tests;

public sealed class WorkerProcessTests
{
    [SkippableFact]
    public async Task One_that_gives_way_runs_behind_others()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A process tells its priority in /proc here.");
        Skip.If(NiceOf(Environment.ProcessId) >= 10, "These tests run behind others themselves.");
        var process = WorkerProcess.Start(new WorkerProgram("sleep", ["600"]));
        try
        {
            process.GiveWay();
            Assert.True(NiceOf(process.Id) > NiceOf(Environment.ProcessId));
        }
        finally
        {
            process.Kill();
            await process.Exit;
        }

        // It has ended: nothing happens.
        process.GiveWay();
    }

    // The name, in brackets, may have spaces; the nineteenth field is the seventeenth after it.
    private static int NiceOf(int process) => int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
}
