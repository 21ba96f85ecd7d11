using AdaptLab.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>AdamW (Loshchilov and Hutter 2019) over plain tensors that take gradients, with a rate for each group.</summary>
/// <remarks>TorchSharp's own wants parameters, and a tensor that becomes one gives its handle away.</remarks>
public sealed class AdamWOptimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private readonly double _beta2;
    private readonly (Tensor Weight, Tensor First, Tensor Second, double Rate, double Decay)[] _weights;
    private int _step;

    /// <param name="groups">Weights, their learning rate and their weight decay.</param>
    public AdamWOptimizer(params (IReadOnlyList<Tensor> Weights, double Rate, double Decay)[] groups) : this(0.999, groups)
    {
    }

    /// <param name="beta2">How long squared gradients are remembered: less where they change quickly.</param>
    /// <param name="groups">Weights, their learning rate and their weight decay.</param>
    public AdamWOptimizer(double beta2, params (IReadOnlyList<Tensor> Weights, double Rate, double Decay)[] groups)
    {
        _beta2 = beta2;
        using var noGrad = no_grad();
        _weights =
        [
            .. from trained in groups
               from weight in trained.Weights
               select (weight, zeros_like(weight).DetachFromDisposeScope(), zeros_like(weight).DetachFromDisposeScope(), trained.Rate, trained.Decay),
        ];
    }

    /// <summary>Moves every weight by its gradient, which is zero afterwards.</summary>
    /// <param name="scale">Of every rate, by the schedule.</param>
    /// <param name="largestNorm">Gradients are scaled down together where their norm is larger.</param>
    public void Step(double scale, double largestNorm = double.PositiveInfinity)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _step++;
        var clip = double.IsInfinity(largestNorm) ? 1 : Math.Min(1, largestNorm / Norm());
        using var clipped = clip.ToScalar();
        using var unbiased = (1 - Math.Pow(_beta2, _step)).ToScalar();
        foreach (var (weight, first, second, rate, decay) in _weights)
        {
            if (weight.grad is not { } gradient) continue;
            if (clip < 1) gradient.mul_(clipped);
            using var decayed = (1 - (rate * scale * decay)).ToScalar();
            using var moved = (-rate * scale / (1 - Math.Pow(Beta1, _step))).ToScalar();
            first.mul_(Scalars.Of(Beta1)).add_(gradient, alpha: Scalars.Of(1 - Beta1));
            second.mul_(Scalars.Of(_beta2)).addcmul_(gradient, gradient, Scalars.Of(1 - _beta2));
            var denominator = second.div(unbiased).sqrt_().PlusInPlace(1e-8);
            weight.mul_(decayed).addcdiv_(first, denominator, moved);
            gradient.zero_();
        }
    }

    /// <summary>Writes what it has learnt of the gradients, for <see cref="Read"/> of an optimizer of the same weights to go on with.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_step);
        TensorBytes.Write(writer, Moments());
    }

    /// <exception cref="EndOfStreamException">It is of other weights.</exception>
    public void Read(BinaryReader reader)
    {
        _step = reader.ReadInt32();
        TensorBytes.Read(reader, Moments());
    }

    private IEnumerable<Tensor> Moments() => _weights.SelectMany(weight => new[] { weight.First, weight.Second });

    /// <summary>Of all gradients together.</summary>
    private double Norm() => Math.Sqrt(_weights.Select(w => w.Weight.grad).OfType<Tensor>().Sum(gradient => (double)(gradient * gradient).sum().item<float>()));

    public void Dispose()
    {
        foreach (var (_, first, second, _, _) in _weights)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
