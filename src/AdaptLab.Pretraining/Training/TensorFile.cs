using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>Float32 tensors by name, as the trainer's checkpoints hold them.</summary>
internal static class TensorFile
{
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var temporary = path + ".new";
        using (var writer = new BinaryWriter(File.Create(temporary)))
        {
            foreach (var (name, tensor) in tensors)
            {
                using var scope = NewDisposeScope();
                var data = tensor.numel() == 0 ? [] : tensor.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
                writer.Write(name);
                writer.Write(tensor.shape.Length);
                foreach (var size in tensor.shape) writer.Write(size);
                writer.Write(MemoryMarshal.AsBytes<float>(data));
            }
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using var reader = new BinaryReader(File.OpenRead(path));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var name = reader.ReadString();
            var shape = new long[reader.ReadInt32()];
            for (var i = 0; i < shape.Length; i++) shape[i] = reader.ReadInt64();
            var data = new float[shape.Aggregate(1L, (a, b) => a * b)];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(data.AsSpan()));
            tensors[name] = tensor(data, shape);
        }

        return tensors;
    }
}
