using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>A linear layer of the decoder: the weights themselves, or an adapter wrapped around another projection.</summary>
public abstract class Projection : IDisposable
{
    /// <param name="x">[…, in]</param>
    /// <returns>[…, out]</returns>
    public abstract Tensor Forward(Tensor x);

    /// <summary>Its weights by name, relative to its path.</summary>
    public abstract IEnumerable<(string Name, Tensor Weight)> Weights();

    /// <summary>Frees the weights that are its own; an adapter leaves those of the layer that it wraps.</summary>
    public abstract void Dispose();
}

/// <summary>y = x Wᵀ + b.</summary>
/// <param name="weight">[out, in]</param>
/// <param name="bias">[out], or null</param>
public sealed class DenseProjection(Tensor weight, Tensor? bias) : Projection
{
    public Tensor Weight { get; } = weight;

    public Tensor? Bias { get; } = bias;

    /// <summary>The adapter whose part <see cref="Weight"/> holds at present.</summary>
    internal LoraProjection? Merged { get; set; }

    public override Tensor Forward(Tensor x) => nn.functional.linear(x, Weight.to(x.dtype), Bias?.to(x.dtype));

    /// <summary>A layer of its own in float32, whose weights take gradients.</summary>
    public DenseProjection TrainableCopy()
    {
        using var noGrad = no_grad();
        Tensor Copy(Tensor from) => from.to(ScalarType.Float32, copy: true).DetachFromDisposeScope().requires_grad_(true);
        return new DenseProjection(Copy(Weight), Bias is null ? null : Copy(Bias));
    }

    public override IEnumerable<(string Name, Tensor Weight)> Weights()
    {
        yield return ("weight", Weight);
        if (Bias is not null) yield return ("bias", Bias);
    }

    public override void Dispose()
    {
        Weight.Dispose();
        Bias?.Dispose();
    }
}
