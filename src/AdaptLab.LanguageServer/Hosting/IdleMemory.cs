using System.Runtime;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Gives memory back while nobody waits for it: after an answer what the last few have left behind, and once nobody has
/// asked for a while all that there is. An editor is open all day, and typed in for minutes.</summary>
/// <remarks>The runtime does so when it has to, in the middle of what somebody waits for, and keeps what it has had once.</remarks>
internal sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    /// <summary>Less than this is not worth the collection of everything.</summary>
    private const long Worth = 8 << 20;

    /// <summary>What a key in a text of ten thousand lines leaves behind, or fifty hovers.</summary>
    private const long Gathered = 4 << 20;

    private readonly ITimer _timer;
    private long _allocated;

    // Counts what began.
    private int _begun;

    // When everything was last collected.
    private long _allocatedThen;

    public IdleMemory(TimeProvider clock) => _timer = clock.CreateTimer(_ => CollectAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something is going on.</summary>
    public void Busy()
    {
        Interlocked.Increment(ref _begun);
        _timer.Change(Wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Diagnostics are out, and the next key is some time away.</summary>
    /// <remarks>Whoever says so may hold on its stack what nobody needs any more: it is collected elsewhere. And not if something else has
    /// begun by then: of a text that is replaced in this moment, all would be taken for something that stays.</remarks>
    public void Pause()
    {
        var begun = Volatile.Read(ref _begun);
        if (IsDue())
            ThreadPool.UnsafeQueueUserWorkItem(_ => Collect(begun), null);
    }

    /// <summary>An answer is about to go out: it does not wait for what may have to be tidied up.</summary>
    public void Answered()
    {
        Busy();
        Pause();
    }

    private void Collect(int begun)
    {
        if (begun == Volatile.Read(ref _begun))
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
    }

    private bool IsDue()
    {
        var (allocated, before) = (GC.GetTotalAllocatedBytes(), Interlocked.Read(ref _allocated));
        return allocated - before >= Gathered && Interlocked.CompareExchange(ref _allocated, allocated, before) == before;
    }

    public void Dispose() => _timer.Dispose();

    private void CollectAll()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocatedThen < Worth)
            return;
        _allocatedThen = allocated;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
