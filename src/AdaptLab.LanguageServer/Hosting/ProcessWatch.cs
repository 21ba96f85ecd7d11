using System.Diagnostics;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Waits for the end of a process that is not a child of this one.</summary>
internal static class ProcessWatch
{
    /// <summary>Ends when the process does; at once where there is no such process.</summary>
    public static async Task EndOfAsync(int processId, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            await process.WaitForExitAsync(cancellation);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
