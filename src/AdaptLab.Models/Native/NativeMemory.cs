using System.Runtime.InteropServices;

namespace AdaptLab.Models.Native;

/// <summary>Settings of the C allocator, under which libtorch allocates.</summary>
public static partial class NativeMemory
{
    // glibc's malloc.h
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    /// <summary>
    /// Keeps freed memory in the process. By default glibc gives libtorch's large temporary buffers back to the kernel at
    /// every step, and half of the time of a training step goes into page faults. Call before anything large is allocated.
    /// </summary>
    public static void KeepFreedPages()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            MallocOption(MmapMax, 0);
            MallocOption(TrimThreshold, int.MaxValue);
            MallocOption(TopPad, 256 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt: slower, not wrong.
        }
        catch (DllNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}
