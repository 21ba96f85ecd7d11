using System.Diagnostics;
using static TorchSharp.torch;

namespace AdaptLab.Models.Native;

/// <summary>Which element type this processor computes fastest in.</summary>
public static class ComputeSpeed
{
    private const int Repeats = 3;
    private static readonly Lazy<ScalarType> Measured = new(Measure);

    /// <summary>bfloat16 where that is at least half as fast again as float32. Measured once a
    /// process, by a product of a batch's size: some processors have bfloat16 instructions, others emulate them slowly.</summary>
    public static ScalarType FastestType => Measured.Value;

    private static ScalarType Measure()
    {
        TorchNative.EnsureLoaded();
        return Time(ScalarType.BFloat16) * 1.5 < Time(ScalarType.Float32) ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    private static TimeSpan Time(ScalarType type)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, weight) = (ones(512, 512).to(type), ones(1024, 512).to(type));
        var best = TimeSpan.MaxValue;
        // The first one compiles the kernel.
        for (var i = 0; i <= Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            nn.functional.linear(x, weight).Dispose();
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (i > 0 && elapsed < best) best = elapsed;
        }

        return best;
    }
}
