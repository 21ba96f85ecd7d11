using System.Runtime;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Gives memory back once nobody has typed for a while. A text of ten thousand lines leaves some ten megabytes behind
/// at every key, which the runtime keeps for the keys to come; an editor is open all day, and typed in for minutes.</summary>
internal sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    /// <summary>Less than this is not worth the collection.</summary>
    private const long Worth = 24 << 20;

    private readonly ITimer _timer;

    public IdleMemory(TimeProvider clock) => _timer = clock.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something is going on.</summary>
    public void Busy() => _timer.Change(Wait, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private static void Collect()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) < Worth)
            return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
