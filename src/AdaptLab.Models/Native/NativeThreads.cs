using System.Runtime.InteropServices;
using TorchSharp;

namespace AdaptLab.Models.Native;

/// <summary>Settings of OpenMP, whose threads libtorch computes with.</summary>
public static partial class NativeThreads
{
    private const long SmallModel = 50_000_000;

    /// <summary>
    /// Lets threads sleep while they wait for each other. By default they spin, which gains a little on an idle machine; on
    /// one that also builds or runs an editor they burn the very time that the thread they wait for needs, and the same
    /// work takes many times as long. What the user's environment says stays. Call before OpenMP is loaded, which is when it
    /// reads its settings.
    /// </summary>
    public static void SleepWhileWaiting()
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            // .NET's own environment is a copy that native code does not see.
            _ = SetVariable("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
            _ = SetVariable("KMP_BLOCKTIME", "0", overwrite: 0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Slower, not wrong.
        }
    }

    /// <summary>One thread for a small model: each of its operations takes less time than waking a second thread does, and
    /// one thread keeps its pace on a busy machine. More where the work of an operation is worth it.</summary>
    /// <param name="parameters">Of the model that is about to compute.</param>
    public static void FitTo(long parameters) =>
        torch.set_num_threads(parameters < SmallModel ? 1 : Environment.ProcessorCount);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
