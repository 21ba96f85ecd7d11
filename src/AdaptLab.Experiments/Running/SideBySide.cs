using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace AdaptLab.Experiments.Running;

/// <summary>Works on items, so many at a time.</summary>
internal static class SideBySide
{
    /// <summary>Once one item has failed none is begun, and those that are under way are finished: their answers are paid for.</summary>
    /// <exception cref="Exception">What the first one that failed has thrown.</exception>
    public static async Task RunAsync<T>(IEnumerable<T> items, int most, Func<T, Task> work)
    {
        var left = new ConcurrentQueue<T>(items);
        ExceptionDispatchInfo? failure = null;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(most, left.Count)).Select(_ => WorkAsync()));
        failure?.Throw();

        async Task WorkAsync()
        {
            while (Volatile.Read(ref failure) is null && left.TryDequeue(out var item))
            {
                try
                {
                    await work(item);
                }
                catch (Exception error)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                }
            }
        }
    }
}
