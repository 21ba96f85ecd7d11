using System.Diagnostics;

namespace AdaptLab.Benchmarks;

/// <param name="Group">Benchmarks of one group take turns.</param>
/// <param name="Work">How much is done in a call, for the rate.</param>
public sealed record Benchmark(string Group, string Variant, double Work, string Unit, Func<Task> Run)
{
    public string Name => $"{Group} {Variant}";
}

public static class Measurement
{
    private const int Rounds = 15;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    /// <summary>A line for each: the best and the median time of a call, the least time that processors worked for one
    /// (which others on the machine disturb less), and the rate at the best.</summary>
    public static async Task RunAsync(IReadOnlyList<Benchmark> benchmarks, TextWriter output)
    {
        var calls = new int[benchmarks.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            // Twice: the first call compiles, here and in libtorch.
            await benchmarks[i].Run();
            calls[i] = Math.Max(1, (int)(Shortest / (await TimeAsync(benchmarks[i], 1)).Elapsed));
        }

        var times = benchmarks.Select(_ => new List<double>()).ToArray();
        var processor = benchmarks.Select(_ => double.MaxValue).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < calls.Length; i++)
            {
                var (elapsed, worked) = await TimeAsync(benchmarks[i], calls[i]);
                times[i].Add(elapsed.TotalMilliseconds / calls[i]);
                processor[i] = Math.Min(processor[i], worked.TotalMilliseconds / calls[i]);
            }

        for (var i = 0; i < calls.Length; i++)
        {
            var best = times[i].Min();
            await output.WriteLineAsync(
                $"{benchmarks[i].Name,-68} best {best,9:F3} ms   median {times[i].Order().ElementAt(Rounds / 2),9:F3} ms   processor {processor[i],9:F3} ms   {benchmarks[i].Work / best * 1000,12:N0} {benchmarks[i].Unit}/s");
        }
    }

    private static async Task<(TimeSpan Elapsed, TimeSpan Worked)> TimeAsync(Benchmark benchmark, int calls)
    {
        var (start, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        for (var call = 0; call < calls; call++) await benchmark.Run();
        return (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - worked);
    }
}
