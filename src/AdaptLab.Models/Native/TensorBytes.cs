using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AdaptLab.Models.Native;

/// <summary>Tensors as float32, one after the other, without names or shapes: for who writes and reads the very same ones.</summary>
public static class TensorBytes
{
    public static void Write(BinaryWriter writer, IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            writer.Write(MemoryMarshal.AsBytes(tensor.detach().contiguous().to(ScalarType.Float32).data<float>().ToArray().AsSpan()));
        }
    }

    /// <summary>Into tensors of the shapes that were written.</summary>
    /// <exception cref="EndOfStreamException">They were fewer or smaller.</exception>
    public static void Read(BinaryReader reader, IEnumerable<Tensor> tensors)
    {
        using var noGrad = no_grad();
        foreach (var target in tensors)
        {
            using var scope = NewDisposeScope();
            var values = new float[target.NumberOfElements];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            target.copy_(tensor(values).reshape(target.shape));
        }
    }
}
