using System.Runtime;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Gives memory back while nobody waits for it: after an answer to a key what the last few keys have left behind, and once
/// nobody has typed for a while all that there is. An editor is open all day, and typed in for minutes.</summary>
/// <remarks>How much the runtime lets gather by itself depends on the processor's cache, and may be hundreds of megabytes.</remarks>
internal sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    /// <summary>Less than this is not worth the collection of everything.</summary>
    private const long Worth = 24 << 20;

    /// <summary>What two keys in a text of ten thousand lines leave behind.</summary>
    private const long Gathered = 12 << 20;

    private readonly ITimer _timer;
    private long _allocated;

    public IdleMemory(TimeProvider clock) => _timer = clock.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something is going on.</summary>
    public void Busy() => _timer.Change(Wait, Timeout.InfiniteTimeSpan);

    /// <summary>An answer is out, and the next key is some time away.</summary>
    public void Pause()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - Interlocked.Read(ref _allocated) < Gathered)
            return;
        Interlocked.Exchange(ref _allocated, allocated);
        GC.Collect(1, GCCollectionMode.Forced, blocking: true);
    }

    public void Dispose() => _timer.Dispose();

    private static void Collect()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) < Worth)
            return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
