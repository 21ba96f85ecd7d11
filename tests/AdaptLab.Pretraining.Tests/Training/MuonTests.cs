using AdaptLab.Pretraining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Training;

public sealed class MuonTests
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(48, 16)]
    [InlineData(16, 48)]
    public void An_update_keeps_the_directions_of_the_gradient_and_evens_out_their_sizes(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        // Directions of very different sizes.
        var matrix = matmul(randn([rows, 16], generator: generator) * pow(10, linspace(0, -1, 16)), randn([16, columns], generator: generator));
        var update = Muon.Orthogonalise(matrix);
        Assert.Equal([rows, columns], update.shape);
        var (u, s, vh) = linalg.svd(matrix, fullMatrices: false);
        Assert.True((s[0] / s[15]).item<float>() > 8);
        var sizes = matmul(matmul(u.t(), update), vh.t()).narrow(0, 0, 16).narrow(1, 0, 16);   // diagonal where the directions are kept
        Assert.All(sizes.diag().data<float>().ToArray(), size => Assert.InRange(size, 0.6, 1.3));
        Assert.InRange((sizes - diag(sizes.diag())).abs().max().item<float>(), 0, 0.1);
    }

    [Fact]
    public void Matrices_of_blocks_take_even_steps_and_all_else_takes_Adams()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        var before = weights.Select(w => w.Weight.detach().clone()).ToArray();
        using var optimizer = new Muon(weights);
        Backward(weights, 1);
        var gradients = weights.Select(w => w.Weight.grad!.clone()).ToArray();
        optimizer.Step(scale: 1, step: 1);
        var changes = weights.Zip(before, (w, b) => (w.Weight - b).detach()).ToArray();

        // Tall: its update is scaled up by the root of its shape; a hundredth of the weight decays.
        var expected = Muon.Orthogonalise(gradients[0]) * (-0.02 * Math.Sqrt(2)) - before[0] * (0.02 * 0.01);
        Assert.InRange((changes[0] - expected).abs().max().item<float>(), 0, 2e-3);
        // Adam's first step is as long for each number, whatever its gradient.
        Assert.InRange((changes[1] + gradients[1].sign() * 0.003).abs().max().item<float>(), 0, 1e-5);
        Assert.InRange((changes[2] + gradients[2].sign() * 0.003).abs().max().item<float>(), 0, 1e-5);
        Assert.All(weights, w => Assert.Equal(0, w.Weight.grad!.abs().max().item<float>()));
    }

    [Fact]
    public void Weights_without_a_gradient_stay()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        using var optimizer = new Muon(weights);
        var before = weights[0].Weight.detach().clone();
        weights[1].Weight.sum().backward();
        optimizer.Step(1, 1);
        Assert.True(weights[0].Weight.eq(before).all().ToBoolean());
    }

    [Fact]
    public void An_optimizer_that_takes_over_the_moments_goes_on_the_same()
    {
        using var scope = NewDisposeScope();
        var (weights, copies) = (Weights(), Weights());
        using var one = new Muon(weights);
        for (var step = 1; step <= 3; step++)
        {
            Backward(weights, step);
            one.Step(0.5, step);
        }

        using var other = new Muon(copies);
        other.Load(one.State.ToDictionary(state => state.Name, state => state.Tensor.clone()));
        using (no_grad())
            foreach (var (copy, weight) in copies.Zip(weights))
                copy.Weight.copy_(weight.Weight);
        for (var step = 4; step <= 6; step++)
        {
            Backward(weights, step);
            one.Step(0.5, step);
            Backward(copies, step);
            other.Step(0.5, step);
        }

        Assert.All(weights.Zip(copies), pair => Assert.True(pair.First.Weight.eq(pair.Second.Weight).all().ToBoolean(), pair.First.Name));
    }

    private static (string Name, Tensor Weight)[] Weights()
    {
        using var generator = new Generator(1, CPU);
        return
        [
            ("layer.q_proj.weight", randn([16, 8], generator: generator).requires_grad_()),
            ("embedding.weight", randn([12, 8], generator: generator).requires_grad_()),
            ("norm.weight", ones(8).requires_grad_()),
        ];
    }

    /// <summary>Gradients of some function of all weights that the number picks.</summary>
    private static void Backward(IReadOnlyList<(string Name, Tensor Weight)> weights, int number)
    {
        using var generator = new Generator((ulong)number, CPU);
        var x = matmul(randn([24, 12], generator: generator), weights[1].Weight * weights[2].Weight);
        (matmul(x, weights[0].Weight.t()).tanh() * randn([24, 16], generator: generator)).sum().backward();
    }
}
