using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using AdaptLab.Words;

namespace AdaptLab.Reading;

/// <summary>The numbers that a reader has learned, by name, and which word vectors it learned them with.</summary>
/// <remarks>A safetensors file. A matrix is held as signed bytes with a scale for each row ("name" I8, "name.scales" F32), anything
/// smaller as F32; "words" (U8) is the fingerprint of the word vectors.</remarks>
public sealed class ReaderWeights(string words, ImmutableSortedDictionary<string, ReaderTensor> tensors)
{
    private const string Scales = ".scales";
    private const string WordsName = "words";

    /// <summary>The fingerprint of the word vectors: with others the weights mean nothing.</summary>
    public string Words { get; } = words;

    public ImmutableSortedDictionary<string, ReaderTensor> Tensors { get; } = tensors;

    /// <exception cref="InvalidDataException">There is none of this name, or it is of another shape.</exception>
    public float[] Of(string name, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(shape))
            throw new InvalidDataException($"'{name}' is missing, or not of the shape [{string.Join(", ", shape.ToArray())}]");
        return tensor.Values;
    }

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of a reader.</exception>
    public static ReaderWeights Read(string path) => TensorFile.Read(path, "a reader", stored =>
    {
        var tensors = ImmutableSortedDictionary.CreateBuilder<string, ReaderTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in stored.Where(entry => entry.Key != WordsName && !entry.Key.EndsWith(Scales, StringComparison.Ordinal)))
            tensors[name] = new ReaderTensor(tensor.Shape, tensor.Type == "I8" ? Widened(tensor, stored[name + Scales].ToFloats()) : tensor.ToFloats());
        return new ReaderWeights(Encoding.UTF8.GetString(stored[WordsName].Data.Span), tensors.ToImmutable());
    });

    /// <summary>Writes the file that <see cref="Read"/> reads.</summary>
    public void Write(string path)
    {
        var stored = new List<(string Name, StoredTensor Tensor)>();
        foreach (var (name, tensor) in Tensors)
            if (tensor.Shape.Length == 2)
            {
                var (values, scales) = Narrowed(tensor);
                stored.Add((name, new StoredTensor("I8", tensor.Shape, MemoryMarshal.AsBytes<sbyte>(values).ToArray())));
                stored.Add((name + Scales, StoredTensor.Of(scales, scales.Length)));
            }
            else
            {
                stored.Add((name, StoredTensor.Of(tensor.Values, tensor.Shape)));
            }

        var fingerprint = Encoding.UTF8.GetBytes(Words);
        stored.Add((WordsName, new StoredTensor("U8", [fingerprint.Length], fingerprint)));
        TensorFile.Write(path, stored);
    }

    private static (sbyte[] Values, float[] Scales) Narrowed(ReaderTensor tensor)
    {
        var columns = tensor.Shape[1];
        var (values, scales) = (new sbyte[tensor.Values.Length], new float[tensor.Shape[0]]);
        for (var row = 0; row < scales.Length; row++)
        {
            var numbers = tensor.Values.AsSpan(row * columns, columns);
            foreach (var number in numbers) scales[row] = Math.Max(scales[row], Math.Abs(number) / sbyte.MaxValue);
            for (var i = 0; i < columns && scales[row] > 0; i++) values[(row * columns) + i] = (sbyte)MathF.Round(numbers[i] / scales[row]);
        }

        return (values, scales);
    }

    private static float[] Widened(StoredTensor tensor, float[] scales)
    {
        var values = MemoryMarshal.Cast<byte, sbyte>(tensor.Data.Span);
        var columns = tensor.Shape[1];
        var wide = new float[checked(tensor.Shape[0] * columns)];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i] * scales[i / columns];
        return wide;
    }
}

/// <param name="Values">Row after row.</param>
public sealed record ReaderTensor(int[] Shape, float[] Values);
