using System.ComponentModel;
using System.Diagnostics;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>A client that we have not written, with the built server. `npm test` installs it where it can.</summary>
public sealed class NeovimTests
{
    private const string NotThere = "Neovim is not installed (apt-get install neovim).";

    [SkippableFact]
    public async Task Somebody_who_uses_Neovim_mends_asks_renames_runs_and_stops()
    {
        Skip.IfNot(IsInstalled(), NotThere);
        using var work = new Workplace();
        work.Write("topics.adapt", Workplace.Topics.Replace("shots", "shotz", StringComparison.Ordinal));
        work.Write("long.adapt", Workplace.Topics.Replace("strategy prompt { shots: 2 }", "strategy lora { rank: 4, epochs: 50 }\ncompare { seeds: 10 }", StringComparison.Ordinal));
        var seen = work.Path("seen.txt");
        var script = Path.Combine(Workplace.Repository, "tests", "AdaptLab.EndToEnd.Tests", "Neovim", "session.lua");
        using var process = Process.Start(Command.Described("nvim", work.Folder, new Dictionary<string, string>
        {
            ["ADAPTLAB_SERVER"] = string.Join('\n', Command.Line("lsp", "--stdio")),
            ["ADAPTLAB_FOLDER"] = work.Folder,
            ["ADAPTLAB_SEEN"] = seen,
            ["ADAPTLAB_SCRIPT"] = script,
            ["XDG_STATE_HOME"] = work.Path("state"),
            ["XDG_CACHE_HOME"] = work.Path("cache"),
        }, [
            "--headless", "-u", "NONE", "-i", "NONE", "-n",
            "-c", "lua local ok, e = xpcall(dofile, debug.traceback, vim.env.ADAPTLAB_SCRIPT); if not ok then io.stderr:write(e .. '\\n') vim.cmd('cquit 1') end",
            "-c", "qa!",
        ]))!;
        process.StandardInput.Close();
        var result = await Command.EndAsync(process);
        var steps = File.Exists(seen)
            ? (await File.ReadAllLinesAsync(seen)).Select(line => line.Split('\t', 2)).ToDictionary(step => step[0], step => step[1])
            : [];
        Assert.True(result.ExitCode == 0, $"{result.Error}\nafter {string.Join(", ", steps.Keys)}");
        Assert.Contains("'shotz'", steps["diagnostic"]);
        Assert.Equal(("Change to 'shots'", "strategy prompt { shots: 2 }"), (steps["action"], steps["mended"]));
        Assert.StartsWith("**shots**", steps["hover"], StringComparison.Ordinal);
        Assert.Contains("strategy", steps["completion"].Split(' '));
        Assert.Contains("skies: \"Rain, wind and sun\"", steps["rename"]);
        Assert.DoesNotContain("weather", steps["rename"]);
        Assert.Contains("▷ Run comparison", steps["lens"]);
        Assert.Equal(("finished", "begin 1 report 1 end 1"), (steps["run"], steps["progress"]));
        Assert.Contains("Open report", steps["result"]);
        Assert.Equal(("stopped", "0"), (steps["cancel"], steps["exit"]));
    }

    private static bool IsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvim", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
