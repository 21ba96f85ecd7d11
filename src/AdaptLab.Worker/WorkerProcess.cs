using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace AdaptLab.Worker;

/// <summary>The program that serves as worker.</summary>
/// <param name="Path">An executable.</param>
/// <param name="Arguments">With which it becomes a worker.</param>
public sealed record WorkerProgram(string Path, ImmutableArray<string> Arguments)
{
    private const string Verb = "worker";

    /// <summary>The running program itself, started as `adaptlab worker`.</summary>
    public static WorkerProgram Current
    {
        get
        {
            var path = Environment.ProcessPath ?? throw new InvalidOperationException("The running program has no path.");
            return System.IO.Path.GetFileNameWithoutExtension(path) == "dotnet" && Assembly.GetEntryAssembly() is { Location.Length: > 0 } entry
                ? new WorkerProgram(path, [entry.Location, Verb])
                : new WorkerProgram(path, [Verb]);
        }
    }

    /// <summary>A program built as a library, run by the `dotnet` host.</summary>
    public static WorkerProgram OfLibrary(string dotnet, string library) => new(dotnet, [library, Verb]);
}

/// <summary>A worker as its client sees it: two streams, an end, and a way to bring that about.</summary>
/// <param name="Input">What the worker reads.</param>
/// <param name="Output">What it writes.</param>
/// <param name="Exit">Its exit code, once it has ended.</param>
/// <param name="Kill">Ends it at once, whatever it does; may be called when it has ended.</param>
/// <param name="Complaint">The last that it wrote to standard error, in one line; empty for nothing.</param>
/// <param name="GiveWay">Lets what else runs on the machine go before it.</param>
public sealed record WorkerProcess(int Id, Stream Input, Stream Output, Task<int> Exit, Action Kill, Func<string> Complaint, Action GiveWay)
{
    /// <summary>glibc gives libtorch's large temporary buffers back to the kernel at every step by default, and half of the
    /// time of training goes into page faults. It reads these at the start of a process.</summary>
    private static readonly ImmutableArray<(string Name, string Value)> Allocator =
        [("MALLOC_MMAP_MAX_", "0"), ("MALLOC_TRIM_THRESHOLD_", "17179869184"), ("MALLOC_TOP_PAD_", "268435456")];

    /// <exception cref="WorkerStartException">The program cannot be started.</exception>
    public static WorkerProcess Start(WorkerProgram program)
    {
        var start = new ProcessStartInfo(program.Path)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in program.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in OperatingSystem.IsLinux() ? Allocator : [])
            start.Environment.TryAdd(name, value);

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new WorkerStartException($"The worker cannot be started: {exception.Message}", exception);
        }

        var complaint = "";
        process.ErrorDataReceived += (_, line) => complaint = string.IsNullOrWhiteSpace(line.Data) ? complaint : line.Data.Trim();
        process.BeginErrorReadLine();
        return new WorkerProcess(
            process.Id, process.StandardInput.BaseStream, process.StandardOutput.BaseStream, ExitAsync(process), () => End(process), () => complaint, () => Lower(process));
    }

    private static async Task<int> ExitAsync(Process process)
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static void Lower(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended, or the system does not let it: then it runs as others do.
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}

/// <summary>The machine or the installation keeps the worker from being started.</summary>
public sealed class WorkerStartException(string message, Exception? inner = null) : Exception(message, inner);
