using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Running;

/// <summary>How fast a model reads on this machine, for an estimate of what a run will take.</summary>
public static class SpeedMeasurement
{
    /// <summary>About as long as a request, whose cost is not that of its tokens alone.</summary>
    private const int Tokens = 64;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(0.3);

    public static ModelSpeed Of(ModelSession session, TimeProvider time)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var length = Math.Min(Tokens, session.Model.Window);
        var ids = zeros(1, length, ScalarType.Int64);
        // The first reading pays for memory that the others find at hand.
        Read();
        var (start, times) = (time.GetTimestamp(), 0);
        do
        {
            Read();
            times++;
        }
        while (time.GetElapsedTime(start) < Long);
        return new ModelSpeed(times * length / Math.Max(1e-6, time.GetElapsedTime(start).TotalSeconds), session.Model.Parameters);

        void Read()
        {
            using var reading = NewDisposeScope();
            session.Decoder.Forward(ids);
        }
    }
}
