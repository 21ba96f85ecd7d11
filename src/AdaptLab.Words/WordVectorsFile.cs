namespace AdaptLab.Words;

/// <summary>Word vectors as a file of three tensors: "scales" (F32 [n]), "vectors" (I8 [n, d]) and "words" (U8: UTF-8, a word a line).</summary>
internal static class WordVectorsFile
{
    /// <exception cref="InvalidDataException">There is no such file, or it is not one of word vectors.</exception>
    public static WordVectors Read(string path) => TensorFile.Read(path, "word vectors", Of);

    /// <remarks>The bytes of the file serve as they are: an editor's server holds them once.</remarks>
    internal static WordVectors Of(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        new(new WordIndex(tensors["words"].BytesOf("U8")), tensors["scales"].ToFloats(), tensors["vectors"].BytesOf("I8"));

    internal static IEnumerable<(string Name, StoredTensor Tensor)> Tensors(WordIndex words, float[] scales, ReadOnlyMemory<byte> values) =>
    [
        ("scales", StoredTensor.Of(scales, scales.Length)),
        ("vectors", new StoredTensor("I8", [scales.Length, values.Length / scales.Length], values)),
        ("words", new StoredTensor("U8", [words.Text.Length], words.Text)),
    ];
}
