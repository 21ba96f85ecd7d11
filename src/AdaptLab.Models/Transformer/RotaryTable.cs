using AdaptLab.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>Rotary position embeddings (Su et al. 2021) in the half-split layout of Hugging Face checkpoints.</summary>
/// <remarks>Made for as many positions as have been asked for, doubling: windows of 131,072 tokens are declared more often than filled.</remarks>
internal sealed class RotaryTable(DecoderConfig config) : IDisposable
{
    private const int FirstLength = 512;

    private (Tensor Cos, Tensor Sin)? _table;
    private int _length;

    /// <returns>Two tables of [t, s] for the positions from <paramref name="offset"/> on.</returns>
    public (Tensor Cos, Tensor Sin) Slice(int offset, int length, ScalarType type)
    {
        if (_table is null || offset + length > _length)
        {
            Dispose();
            _length = Math.Min(config.Window, Math.Max(FirstLength, 2 * (offset + length)));
            _table = Make(_length);
        }

        return (_table.Value.Cos.narrow(0, offset, length).to(type), _table.Value.Sin.narrow(0, offset, length).to(type));
    }

    /// <param name="x">[b, heads, t, s]</param>
    public static Tensor Rotate(Tensor x, (Tensor Cos, Tensor Sin) rotary)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return (x * rotary.Cos).Plus(turned * rotary.Sin);
    }

    public void Dispose()
    {
        _table?.Cos.Dispose();
        _table?.Sin.Dispose();
        _table = null;
    }

    private (Tensor Cos, Tensor Sin) Make(int positions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var frequencies = tensor(Frequencies());                                                       // [s / 2]
        var angles = outer(tensor(Enumerable.Range(0, positions).Select(position => (double)position).ToArray()), frequencies);   // [positions, s / 2]
        angles = cat([angles, angles], 1);                                                             // [positions, s]
        return (angles.cos().to(ScalarType.Float32).DetachFromDisposeScope(), angles.sin().to(ScalarType.Float32).DetachFromDisposeScope());
    }

    private double[] Frequencies() =>
        [.. Enumerable.Range(0, config.HeadSize / 2).Select(pair => Scaled(Math.Pow(config.RopeTheta, -2.0 * pair / config.HeadSize)))];

    private double Scaled(double frequency)
    {
        if (config.RopeScaling is not { } scaling) return frequency;
        // How many whole waves the original window held.
        var waves = scaling.OriginalWindow * frequency / (2 * Math.PI);
        var kept = Math.Clamp((waves - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor), 0, 1);
        return frequency * (kept + ((1 - kept) / scaling.Factor));
    }
}
