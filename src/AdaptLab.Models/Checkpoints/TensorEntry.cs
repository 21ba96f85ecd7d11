using System.Collections.Immutable;

namespace AdaptLab.Models.Checkpoints;

/// <summary>The element types of safetensors, in the format's own order, which is that of writing backwards.</summary>
public enum DType { Bool, U8, I8, F8E5M2, F8E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64 }

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Shape">Its sizes, outermost first; empty for a single number. The data is row-major and little-endian.</param>
/// <param name="Offset">Where its bytes start, from the start of the file.</param>
/// <param name="Length">How many bytes there are.</param>
public sealed record TensorEntry(string Name, DType DType, ImmutableArray<long> Shape, long Offset, long Length);

/// <summary>The format's spelling and size of each type.</summary>
internal static class DTypes
{
    private static readonly (DType Type, string Name, int Size)[] All =
    [
        (DType.Bool, "BOOL", 1), (DType.U8, "U8", 1), (DType.I8, "I8", 1), (DType.F8E5M2, "F8_E5M2", 1), (DType.F8E4M3, "F8_E4M3", 1),
        (DType.I16, "I16", 2), (DType.U16, "U16", 2), (DType.F16, "F16", 2), (DType.BF16, "BF16", 2),
        (DType.I32, "I32", 4), (DType.U32, "U32", 4), (DType.F32, "F32", 4),
        (DType.F64, "F64", 8), (DType.I64, "I64", 8), (DType.U64, "U64", 8),
    ];

    public static DType? Parse(string name) => All.Where(one => one.Name == name).Select(one => (DType?)one.Type).FirstOrDefault();

    public static string NameOf(DType type) => All[(int)type].Name;

    /// <summary>The bytes of a tensor, or null where they are more than can be counted or a size is negative.</summary>
    public static long? Bytes(DType type, IEnumerable<long> shape)
    {
        Int128 bytes = All[(int)type].Size;
        foreach (long size in shape)
        {
            // Checked at each step: a zero further on would hide an overflow, which the reference refuses too.
            bytes *= size;
            if (size < 0 || bytes > long.MaxValue)
                return null;
        }
        return (long)bytes;
    }
}
