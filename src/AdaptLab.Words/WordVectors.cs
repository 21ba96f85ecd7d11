using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Words;

/// <summary>
/// A vector for each of some words; that of a text is their sum, scaled to length one. Microseconds a text and no network,
/// so that an editor can compare texts by what they mean while somebody types.
/// </summary>
/// <remarks>How much a word counts in a sum is in the length of its vector. A vector is held as signed bytes and one scale.</remarks>
public sealed class WordVectors
{
    private static readonly Lazy<WordVectors> ShippedOnce =
        new(() => Read(Path.Combine(AppContext.BaseDirectory, "models", "nano-words", "words.safetensors")));

    private readonly WordIndex _index;
    private readonly float[] _scales;

    /// <summary>[words, dimensions] signed bytes, row after row.</summary>
    private readonly ReadOnlyMemory<byte> _values;

    private string? _fingerprint;

    /// <param name="words">Each once, as <see cref="WordSplitter"/> gives them.</param>
    /// <param name="scales">One for each word.</param>
    /// <param name="values">[words, dimensions] row after row.</param>
    /// <exception cref="ArgumentException">The numbers of words, scales and values do not fit each other, or a word occurs twice.</exception>
    public WordVectors(IReadOnlyList<string> words, float[] scales, sbyte[] values)
        : this(new WordIndex(Encoding.UTF8.GetBytes(string.Join('\n', words))), scales, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())
    {
    }

    internal WordVectors(WordIndex index, float[] scales, ReadOnlyMemory<byte> values)
    {
        if (index.Count == 0 || scales.Length != index.Count || values.Length == 0 || values.Length % index.Count != 0)
            throw new ArgumentException($"{index.Count} words, {scales.Length} scales and {values.Length} values do not fit each other.", nameof(values));
        (_index, _scales, _values) = (index, scales, values);
        Dimensions = values.Length / index.Count;
    }

    /// <summary>Those that ship with the project, read once for the process.</summary>
    /// <exception cref="InvalidDataException">This build lacks them, or the file is damaged.</exception>
    public static WordVectors Shipped => ShippedOnce.Value;

    /// <summary>Numbers in a vector.</summary>
    public int Dimensions { get; }

    /// <summary>How many words are known.</summary>
    public int Count => _index.Count;

    /// <summary>Tells these vectors from others: what is trained on top of them holds for them alone.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(_values.Span)[..8]);

    /// <summary>The words that are known, the most frequent first.</summary>
    /// <remarks>Made anew at each call: who only looks words up is spared a string for each.</remarks>
    public IReadOnlyList<string> Words => _index.Words();

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of word vectors.</exception>
    public static WordVectors Read(string path) => WordVectorsFile.Read(path);

    /// <summary>Writes the file that <see cref="Read"/> reads.</summary>
    public void Write(string path) => TensorFile.Write(path, Tensors());

    /// <summary>As in such a file.</summary>
    internal IEnumerable<(string Name, StoredTensor Tensor)> Tensors() => WordVectorsFile.Tensors(_index, _scales, _values);

    /// <summary>From vectors of full precision.</summary>
    /// <param name="vectors">[words, dimensions] row after row.</param>
    public static WordVectors Of(IReadOnlyList<string> words, ReadOnlySpan<float> vectors)
    {
        var dimensions = vectors.Length / words.Count;
        var scales = new float[words.Count];
        var values = new sbyte[vectors.Length];
        for (var row = 0; row < words.Count; row++)
        {
            var vector = vectors.Slice(row * dimensions, dimensions);
            var scale = scales[row] = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / sbyte.MaxValue;
            for (var i = 0; i < dimensions && scale > 0; i++)
                values[row * dimensions + i] = (sbyte)MathF.Round(vector[i] / scale);
        }

        return new WordVectors(words, scales, values);
    }

    /// <returns>A vector of length one; of a text without a known word, zeros.</returns>
    public float[] Embed(string text)
    {
        var sum = new float[Dimensions];
        foreach (var word in WordSplitter.Split(text))
            if (RankOf(word) is { } rank)
                Add(rank, sum);
        var length = TensorPrimitives.Norm<float>(sum);
        if (length > 0) TensorPrimitives.Divide(sum, length, sum);
        return sum;
    }

    /// <summary>A word's place among <see cref="Words"/>, the most frequent first; null for one that is not known.</summary>
    /// <param name="word">As <see cref="WordSplitter"/> gives it.</param>
    public int? RankOf(string word) => _index.Find(word);

    /// <summary>Adds a word's vector to a sum of <see cref="Dimensions"/> numbers.</summary>
    /// <param name="rank">As <see cref="RankOf"/> gives it.</param>
    public void Add(int rank, Span<float> sum)
    {
        var scale = _scales[rank];
        var values = MemoryMarshal.Cast<byte, sbyte>(_values.Span.Slice(rank * Dimensions, Dimensions));
        for (var i = 0; i < values.Length; i++) sum[i] += scale * values[i];
    }
}
