using AdaptLab.Pretraining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Training;

public sealed class TensorFileTests
{
    [Fact]
    public void Tensors_come_back_as_they_were_written()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        (string, Tensor)[] tensors =
        [
            ("matrix", randn(3, 5)), ("turned", randn(3, 5).t()), ("trained", randn(4).requires_grad_()), ("a name with ünïcode", randn(2, 1, 3)),
            ("number", tensor(1.5f)), ("nothing", empty(0, 2)), ("extremes", tensor([float.NaN, float.NegativeInfinity, float.Epsilon, -0f])),
        ];
        TensorFile.Write(folder.File("x"), tensors);
        var read = TensorFile.Read(folder.File("x"));
        Assert.Equal(tensors.Select(pair => pair.Item1).Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal(expected.shape, read[name].shape);
            Assert.Equal(Bits(expected), Bits(read[name]));
        }
    }

    [Fact]
    public void Other_types_become_float32()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var small = randn(4).to(ScalarType.BFloat16);
        TensorFile.Write(folder.File("x"), [("x", small)]);
        Assert.True(TensorFile.Read(folder.File("x"))["x"].eq(small.to(ScalarType.Float32)).all().ToBoolean());
    }

    [Fact]
    public void A_file_is_replaced_in_one_step()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        TensorFile.Write(folder.File("x"), [("x", ones(2))]);
        IEnumerable<(string, Tensor)> Broken()
        {
            yield return ("x", zeros(2));
            throw new InvalidOperationException("halfway");
        }

        Assert.Throws<InvalidOperationException>(() => TensorFile.Write(folder.File("x"), Broken()));
        Assert.Equal([1f, 1f], TensorFile.Read(folder.File("x"))["x"].data<float>().ToArray());
    }

    private static int[] Bits(Tensor tensor) =>
        tensor.numel() == 0 ? [] : [.. tensor.detach().contiguous().data<float>().ToArray().Select(BitConverter.SingleToInt32Bits)];
}
