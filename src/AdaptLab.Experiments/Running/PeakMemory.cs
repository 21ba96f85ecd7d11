namespace AdaptLab.Experiments.Running;

/// <summary>The highest resident memory of this process while it is watched.</summary>
/// <remarks>Sampled: the kernel's own high-water mark covers the whole life of the process and would give every later
/// candidate the peak of the greediest one before it.</remarks>
internal sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ITimer _timer;
    private long _highest;

    public PeakMemory(TimeProvider time)
    {
        Sample();
        _timer = time.CreateTimer(_ => Sample(), null, Interval, Interval);
    }

    /// <summary>In bytes, now included.</summary>
    public long Read()
    {
        Sample();
        return Interlocked.Read(ref _highest);
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var now = Environment.WorkingSet;
        var highest = Interlocked.Read(ref _highest);
        while (now > highest)
        {
            var seen = Interlocked.CompareExchange(ref _highest, now, highest);
            if (seen == highest)
                break;
            highest = seen;
        }
    }
}
