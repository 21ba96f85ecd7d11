using AdaptLab.Models.Native;
using TorchSharp;

namespace AdaptLab.Models.Checkpoints;

/// <summary>Between safetensors files and torch tensors.</summary>
public static class TorchTensors
{
    private const int BufferSize = 1 << 20;

    private static readonly (DType File, torch.ScalarType Torch)[] Types =
    [
        (DType.Bool, torch.ScalarType.Bool), (DType.U8, torch.ScalarType.Byte), (DType.I8, torch.ScalarType.Int8),
        (DType.I16, torch.ScalarType.Int16), (DType.I32, torch.ScalarType.Int32), (DType.I64, torch.ScalarType.Int64),
        (DType.F16, torch.ScalarType.Float16), (DType.BF16, torch.ScalarType.BFloat16),
        (DType.F32, torch.ScalarType.Float32), (DType.F64, torch.ScalarType.Float64),
    ];

    /// <summary>A new tensor on the processor with the bytes of <paramref name="entry"/>, copied once, straight from the mapped file.</summary>
    /// <param name="type">The type to have them in; null keeps the file's.</param>
    /// <exception cref="ModelLoadException">Torch has no such element type.</exception>
    public static torch.Tensor ReadTensor(this SafetensorsFile file, TensorEntry entry, torch.ScalarType? type = null)
    {
        TorchNative.EnsureLoaded();
        var stored = Types.Where(pair => pair.File == entry.DType).Select(pair => (torch.ScalarType?)pair.Torch).FirstOrDefault()
            ?? throw new ModelLoadException($"{file.Path}: the tensor '{entry.Name}' has the element type {DTypes.NameOf(entry.DType)}, which is not supported. Convert the weights to BF16 or F32.");
        var tensor = torch.empty([.. entry.Shape], stored);
        if (entry.Length > 0)
            CopyBytes(file, entry, tensor);
        if (type is null || type == stored)
            return tensor;
        using (tensor)
            return tensor.to(type.Value);
    }

    /// <summary>Writes tensors, from whatever device; they are left as they are.</summary>
    public static void Write(string path, IEnumerable<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, tensors.Select(pair => Describe(pair.Name, pair.Tensor)), metadata);

    internal static TensorData Describe(string name, torch.Tensor tensor)
    {
        var type = Types.Where(pair => pair.Torch == tensor.dtype).Select(pair => (DType?)pair.File).FirstOrDefault()
            ?? throw new ArgumentException($"The tensor '{name}' has the type {tensor.dtype}, which cannot be written.", nameof(tensor));
        return new TensorData(name, type, tensor.shape, stream => WriteBytes(tensor, stream));
    }

    private static void CopyBytes(SafetensorsFile file, TensorEntry entry, torch.Tensor tensor)
    {
        if (entry.Length <= int.MaxValue)
        {
            file.Bytes(entry).CopyTo(tensor.bytes);
            return;
        }
        using var stream = file.OpenStream(entry);
        tensor.ReadBytesFromStream(stream, BufferSize);
    }

    private static void WriteBytes(torch.Tensor tensor, Stream stream)
    {
        if (tensor.NumberOfElements == 0)
            return;
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        tensor.detach().cpu().contiguous().WriteBytesToStream(stream, BufferSize);
    }
}
