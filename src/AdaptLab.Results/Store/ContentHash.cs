using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Results.Store;

/// <summary>SHA-256 over a sequence of values, the same on every machine. Each value is written with its length, so that
/// "ab", "c" and "a", "bc" differ.</summary>
public sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Null differs from the empty text.</summary>
    public ContentHash Add(string? text)
    {
        if (text is null)
            return Add(-1);
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    public ContentHash Add(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _hash.AppendData(bytes);
        return this;
    }

    public ContentHash Add(double number) => Add(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>64 hexadecimal digits. What is added afterwards begins anew.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <summary>What a row is known by within a unit: 32 hexadecimal digits of its text's hash.</summary>
    public static string OfRow(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    public void Dispose() => _hash.Dispose();
}
