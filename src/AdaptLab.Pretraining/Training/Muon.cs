using AdaptLab.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>
/// Muon (Jordan et al. 2024) for the matrices of the blocks: momentum, made orthogonal by five Newton-Schulz steps; and
/// AdamW (Loshchilov and Hutter 2019) for embeddings, norms and convolutions.
/// </summary>
internal sealed class Muon : IDisposable
{
    private const double MatrixRate = 0.02;
    private const double Momentum = 0.95;
    private const double MatrixDecay = 0.01;
    private const double VectorRate = 0.003;

    /// <summary>Token embeddings have learned by themselves, from a hundred times as many texts, before the network is
    /// trained; at the full rate it makes them lose a part of that.</summary>
    private const double EmbeddingRate = 0.0008;
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.95;

    private readonly IReadOnlyList<(string Name, Tensor Weight)> _weights;
    private readonly Dictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    public Muon(IReadOnlyList<(string Name, Tensor Weight)> weights)
    {
        _weights = weights;
        foreach (var (name, weight) in weights)
        {
            _state[name + ".momentum"] = zeros_like(weight).DetachFromDisposeScope();
            if (!IsMatrix(name)) _state[name + ".square"] = zeros_like(weight).DetachFromDisposeScope();
        }
    }

    /// <summary>Moments by name, to be saved with the weights.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => _state.Select(pair => (pair.Key, pair.Value));

    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        foreach (var (name, tensor) in _state) tensor.copy_(state[name]);
    }

    /// <param name="scale">Of both learning rates, by the schedule.</param>
    /// <param name="step">From 1 on.</param>
    public void Step(double scale, long step)
    {
        using var noGrad = no_grad();
        foreach (var (name, weight) in _weights)
        {
            using var scope = NewDisposeScope();
            if (weight.grad is not { } gradient) continue;
            if (IsMatrix(name)) UpdateMatrix(weight, gradient, _state[name + ".momentum"], scale);
            else UpdateVector(name, weight, gradient, scale, step);
            gradient.zero_();
        }
    }

    private static bool IsMatrix(string name) => name.EndsWith("_proj.weight", StringComparison.Ordinal);

    private static void UpdateMatrix(Tensor weight, Tensor gradient, Tensor momentum, double scale)
    {
        momentum.mul_(Scalars.Of(Momentum)).add_(gradient, alpha: Scalars.Of(1 - Momentum));
        var update = Orthogonalise(gradient.mul(Scalars.Of(1 - Momentum)).Plus(momentum.mul(Scalars.Of(Momentum))));
        var rate = MatrixRate * scale;
        var shape = Math.Sqrt(Math.Max(1.0, (double)weight.shape[0] / weight.shape[1]));
        using var kept = (1 - rate * MatrixDecay).ToScalar();
        using var by = (-rate * shape).ToScalar();
        weight.mul_(kept).add_(update, alpha: by);
    }

    /// <returns>About U Vᵀ of the singular value decomposition U S Vᵀ: singular values between 0.6 and 1.3.</returns>
    internal static Tensor Orthogonalise(Tensor matrix)
    {
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = (tall ? matrix.t() : matrix).to(ScalarType.BFloat16);
        x = x / x.to(ScalarType.Float32).norm().Plus(1e-7).to(ScalarType.BFloat16);
        for (var i = 0; i < 5; i++)
        {
            var a = matmul(x, x.t());
            x = x.mul(Scalars.Of(3.4445)).Plus(matmul(a.mul(Scalars.Of(-4.7750)).Plus(matmul(a, a).mul(Scalars.Of(2.0315))), x));
        }

        return (tall ? x.t() : x).to(ScalarType.Float32);
    }

    private void UpdateVector(string name, Tensor weight, Tensor gradient, double scale, long step)
    {
        var (first, second) = (_state[name + ".momentum"], _state[name + ".square"]);
        first.mul_(Scalars.Of(Beta1)).add_(gradient, alpha: Scalars.Of(1 - Beta1));
        second.mul_(Scalars.Of(Beta2)).addcmul_(gradient, gradient, Scalars.Of(1 - Beta2));
        using var unbiased = (1 - Math.Pow(Beta2, step)).ToScalar();
        var denominator = second.div(unbiased).sqrt().PlusInPlace(1e-8);
        var rate = name == "model.embed_tokens.weight" ? EmbeddingRate : VectorRate;
        using var by = (-rate * scale / (1 - Math.Pow(Beta1, step))).ToScalar();
        weight.addcdiv_(first, denominator, by);
    }

    public void Dispose()
    {
        foreach (var tensor in _state.Values) tensor.Dispose();
    }
}
