using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>Rotary position embeddings (Su et al. 2021) in the half-split layout of Hugging Face checkpoints.</summary>
internal sealed class RotaryTable : IDisposable
{
    private readonly Tensor _cos;
    private readonly Tensor _sin;

    public RotaryTable(int headSize, double theta, int window)
    {
        using var scope = NewDisposeScope();
        var frequencies = pow(theta, arange(0, headSize, 2, ScalarType.Float64) * (-1.0 / headSize));   // [s / 2]
        var angles = outer(arange(0, window, ScalarType.Float64), frequencies);                        // [window, s / 2]
        angles = cat([angles, angles], 1);                                                             // [window, s]
        _cos = angles.cos().to(ScalarType.Float32).DetachFromDisposeScope();
        _sin = angles.sin().to(ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <returns>Two tables of [t, s] for the positions from <paramref name="offset"/> on.</returns>
    public (Tensor Cos, Tensor Sin) Slice(int offset, int length, ScalarType type) =>
        (_cos.narrow(0, offset, length).to(type), _sin.narrow(0, offset, length).to(type));

    /// <param name="x">[b, heads, t, s]</param>
    public static Tensor Rotate(Tensor x, (Tensor Cos, Tensor Sin) rotary)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return x * rotary.Cos + turned * rotary.Sin;
    }

    public void Dispose()
    {
        _cos.Dispose();
        _sin.Dispose();
    }
}
