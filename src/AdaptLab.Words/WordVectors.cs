using System.Numerics.Tensors;

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

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _rows;
    private readonly float[] _scales;
    private readonly sbyte[] _values;

    /// <param name="words">Each once, as <see cref="WordSplitter"/> gives them.</param>
    /// <param name="scales">One for each word.</param>
    /// <param name="values">[words, dimensions] row after row.</param>
    /// <exception cref="ArgumentException">The numbers of words, scales and values do not fit each other, or a word occurs twice.</exception>
    public WordVectors(IReadOnlyList<string> words, float[] scales, sbyte[] values)
    {
        if (words.Count == 0 || scales.Length != words.Count || values.Length == 0 || values.Length % words.Count != 0)
            throw new ArgumentException($"{words.Count} words, {scales.Length} scales and {values.Length} values do not fit each other.", nameof(values));
        var rows = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        foreach (var word in words)
            if (!rows.TryAdd(word, rows.Count))
                throw new ArgumentException($"The word '{word}' occurs twice.", nameof(words));
        (Words, _scales, _values) = (words, scales, values);
        _rows = rows.GetAlternateLookup<ReadOnlySpan<char>>();
        Dimensions = values.Length / words.Count;
    }

    /// <summary>Those that ship with the project, read once for the process.</summary>
    /// <exception cref="InvalidDataException">This build lacks them, or the file is damaged.</exception>
    public static WordVectors Shipped => ShippedOnce.Value;

    /// <summary>Numbers in a vector.</summary>
    public int Dimensions { get; }

    /// <summary>The words that are known, the most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of word vectors.</exception>
    public static WordVectors Read(string path) => WordVectorsFile.Read(path);

    /// <summary>Writes the file that <see cref="Read"/> reads.</summary>
    public void Write(string path) => WordVectorsFile.Write(path, Words, _scales, _values);

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
            if (_rows.TryGetValue(word, out var row))
                Add(row, sum);
        var length = TensorPrimitives.Norm<float>(sum);
        if (length > 0) TensorPrimitives.Divide(sum, length, sum);
        return sum;
    }

    private void Add(int row, Span<float> sum)
    {
        var scale = _scales[row];
        var values = _values.AsSpan(row * Dimensions, Dimensions);
        for (var i = 0; i < values.Length; i++) sum[i] += scale * values[i];
    }
}
