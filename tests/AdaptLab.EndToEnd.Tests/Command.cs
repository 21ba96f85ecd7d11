using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>The built command, run as a process of its own.</summary>
internal static class Command
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "adaptlab.dll");

    // Variables of whoever runs the tests must not change what the command prints.
    private static readonly string[] Unset = ["NO_COLOR", "CI", "COLUMNS", "ADAPTLAB_DEBUG", "DOTNET_STARTUP_HOOKS"];

    public static Task<Result> RunAsync(string folder, params string[] arguments) => RunAsync(folder, [], arguments);

    public static async Task<Result> RunAsync(string folder, Dictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(folder, variables, arguments);
        return await EndAsync(process);
    }

    public static Process Start(string folder, Dictionary<string, string> variables, params string[] arguments) =>
        Start(folder, variables, closeInput: true, arguments);

    /// <param name="closeInput">Whether there is nobody who types.</param>
    public static Process Start(string folder, Dictionary<string, string> variables, bool closeInput, params string[] arguments)
    {
        string[] line = Line(arguments);
        var process = Process.Start(Described(line[0], folder, variables, line[1..]))!;
        if (closeInput)
            process.StandardInput.Close();
        return process;
    }

    /// <summary>The command as a shell would be given it, a word each.</summary>
    public static string[] Line(params string[] arguments) =>
        [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", Program, .. arguments];

    /// <summary>How a program is started so that nothing of whoever runs the tests reaches the command, in it or below it.</summary>
    public static ProcessStartInfo Described(string program, string folder, Dictionary<string, string> variables, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in Unset)
            start.Environment.Remove(name);
        // A sample's results shall not come from an earlier run of the tests.
        start.Environment["ADAPTLAB_CACHE_DIR"] = Path.Combine(folder, ".adaptlab");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>The language server, and a client of it.</summary>
    public static LspClient Serve(string folder, Dictionary<string, string>? variables = null) =>
        new(Start(folder, variables ?? [], closeInput: false, "lsp", "--stdio"));

    public static async Task<Result> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Result(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    /// <summary>Ctrl+C, as a terminal sends it.</summary>
    public static void Interrupt(Process process)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows sends Ctrl+C to a whole console only");
        Assert.Equal(0, Kill(process.Id, 2));
    }

    [DllImport("libc", EntryPoint = "kill")]
    internal static extern int Kill(int process, int signal);
}

/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Result(int ExitCode, string Output, string Error)
{
    /// <summary>For messages of failed assertions: everything at once.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}--- error\n{Error}";
}
