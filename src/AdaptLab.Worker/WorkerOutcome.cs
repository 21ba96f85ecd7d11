using AdaptLab.Results.Running;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Worker;

/// <summary>What came of asking a worker: exactly one of the three.</summary>
/// <param name="Outcome">The run, as far as it came.</param>
/// <param name="Refusal">Why nothing was run.</param>
/// <param name="Fault">Why nothing is known of the run; what it had answered is in the store all the same.</param>
public sealed record WorkerOutcome(RunOutcome? Outcome, RefusalMessage? Refusal, WorkerFault? Fault);

public enum WorkerFaultKind { Crashed, Hung, OutOfMemory }

/// <param name="Message">One line, with what to do.</param>
public sealed record WorkerFault(WorkerFaultKind Kind, string Message)
{
    private const string GoOn = "What was answered is kept: run it again to go on.";

    /// <summary>As shells write it: 128 + SIGKILL.</summary>
    private const int Killed = 137;

    /// <param name="exitCode">Null where the connection ended and the process has not.</param>
    /// <param name="complaint">What the worker said last; may be empty.</param>
    public static WorkerFault Ended(int? exitCode, string doing, string complaint)
    {
        var why = complaint.Length > 0 ? $" It said: {complaint}" : "";
        // Nobody else kills a process without a word; whoever does by hand knows it.
        return exitCode == Killed && OperatingSystem.IsLinux()
            ? new(WorkerFaultKind.OutOfMemory, $"The worker was killed while {doing}, most likely for lack of memory. Close other programs or take a smaller model. {GoOn}")
            : new(WorkerFaultKind.Crashed, $"The worker ended unexpectedly while {doing}{(exitCode is { } code ? $" (exit code {code})" : "")}.{why} {GoOn}");
    }

    public static WorkerFault Silent(TimeSpan silence, string doing) =>
        new(WorkerFaultKind.Hung, $"The worker did not answer for {silence.TotalSeconds:0} s while {doing}, and was ended. {GoOn}");

    public static WorkerFault Stuck(TimeSpan standstill, string doing) =>
        new(WorkerFaultKind.Hung, $"The worker made no progress for {standstill.TotalMinutes:0} min while {doing}, and was ended. {GoOn}");

    public static WorkerFault Failed(string message, string doing) =>
        new(WorkerFaultKind.Crashed, $"The worker failed while {doing}: {message} {GoOn}");
}
