using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>LoRA, rsLoRA and DoRA against the papers' formulas, worked out with plain loops in float64.</summary>
public sealed class LoraArithmeticTests
{
    private const int In = 6, Out = 5, Rank = 4, Rows = 3;
    private const double Alpha = 7;

    private readonly Random _random = new(11);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Outputs_are_those_of_the_formula_before_and_after_merging(bool rankStabilised, bool dora)
    {
        using var scope = NewDisposeScope();
        var (weight, bias, a, b, m, x) = (Matrix(Out, In), Matrix(1, Out)[0], Matrix(Rank, In), Matrix(Out, Rank), Matrix(1, Out)[0], Matrix(Rows, In));
        var config = new AdapterConfig { Rank = Rank, Alpha = Alpha, UseRankStabilised = rankStabilised, UseDora = dora };
        using var adapter = new LoraProjection(
            new DenseProjection(Tensor2(weight), Tensor1(bias)), Tensor2(a), Tensor2(b), config.ScalingOf("q_proj"), 0, dora ? Tensor1(m) : null);

        var scaling = rankStabilised ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;
        var expected = Outputs(Adapted(weight, a, b, scaling, dora ? m : null), bias, x);
        AssertClose(expected, adapter.Forward(Tensor2(x)));
        using (var merged = adapter.Merged(adapter.Inner)) AssertClose(expected, merged.Forward(Tensor2(x)));
        adapter.Merge();
        AssertClose(expected, adapter.Forward(Tensor2(x)));
    }

    /// <summary>With the norm held constant (section 4.3 of the DoRA paper), a row's output is linear in its magnitude, and the
    /// gradient of B is what LoRA's would be, times m / norm.</summary>
    [Fact]
    public void Gradients_of_DoRA_hold_the_norm_constant()
    {
        using var scope = NewDisposeScope();
        var (weight, a, b, m, x) = (Matrix(Out, In), Matrix(Rank, In), Matrix(Out, Rank), Matrix(1, Out)[0], Matrix(1, In));
        var (ta, tb, tm) = (Tensor2(a).requires_grad_(true), Tensor2(b).requires_grad_(true), Tensor1(m).requires_grad_(true));
        using var adapter = new LoraProjection(new DenseProjection(Tensor2(weight), null), ta, tb, 0.5, 0, tm);
        adapter.Forward(Tensor2(x)).sum().backward();

        var sum = Adapted(weight, a, b, 0.5, null);
        var low = Outputs(a, new double[Rank], x)[0];
        for (var o = 0; o < Out; o++)
        {
            var norm = Math.Sqrt(sum[o].Sum(value => value * value));
            Assert.Equal(sum[o].Zip(x[0], (w, v) => w * v).Sum() / norm, tm.grad![o].item<double>(), 9);
            for (var r = 0; r < Rank; r++) Assert.Equal(m[o] / norm * 0.5 * low[r], tb.grad![o, r].item<double>(), 9);
        }
    }

    /// <summary>What dropout leaves out is left out of the adapter's part: with everything dropped, the base's output remains.</summary>
    [Fact]
    public void DoRA_with_all_inputs_dropped_is_the_base()
    {
        using var scope = NewDisposeScope();
        var inner = new DenseProjection(Tensor2(Matrix(Out, In)), Tensor1(Matrix(1, Out)[0]));
        using var adapter = new LoraProjection(inner, Tensor2(Matrix(Rank, In)), Tensor2(Matrix(Out, Rank)), 1, dropout: 1, Tensor1(Matrix(1, Out)[0])) { Training = true };
        var x = Tensor2(Matrix(Rows, In));
        Assert.True(TinyDecoder.BitEqual(inner.Forward(x), adapter.Forward(x)));
    }

    private static double[][] Adapted(double[][] weight, double[][] a, double[][] b, double scaling, double[]? magnitude)
    {
        var result = new double[weight.Length][];
        for (var o = 0; o < weight.Length; o++)
        {
            result[o] = new double[weight[o].Length];
            for (var i = 0; i < weight[o].Length; i++)
            {
                var delta = 0.0;
                for (var r = 0; r < a.Length; r++) delta += b[o][r] * a[r][i];
                result[o][i] = weight[o][i] + scaling * delta;
            }

            if (magnitude is null) continue;
            var norm = Math.Sqrt(result[o].Sum(value => value * value));
            for (var i = 0; i < result[o].Length; i++) result[o][i] *= magnitude[o] / norm;
        }

        return result;
    }

    private static double[][] Outputs(double[][] weight, double[] bias, double[][] x) =>
        [.. x.Select(row => weight.Select((w, o) => bias[o] + w.Zip(row, (left, right) => left * right).Sum()).ToArray())];

    private static void AssertClose(double[][] expected, Tensor found)
    {
        for (var i = 0; i < expected.Length; i++)
            for (var j = 0; j < expected[i].Length; j++)
                Assert.Equal(expected[i][j], found[i, j].item<double>(), 9);
    }

    private double[][] Matrix(int rows, int columns) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => _random.NextDouble() * 2 - 1).ToArray())];

    private static Tensor Tensor1(double[] values) => tensor(values, ScalarType.Float64);

    private static Tensor Tensor2(double[][] rows) => stack(rows.Select(Tensor1));
}
