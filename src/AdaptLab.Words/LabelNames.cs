using System.Numerics.Tensors;
using System.Text;
using System.Text.RegularExpressions;

namespace AdaptLab.Words;

/// <summary>
/// What labels say by their names: a vector for each word that labels of many tasks were called by. Its product with what a text
/// means is how well the word fits the text, in nats. So texts are known to be "positive" or a "greeting" before there is an example.
/// </summary>
public sealed partial class LabelNames
{
    private const string MadeFor = "made_for";

    /// <summary>So many of the most frequent words say nothing of a label: "of", "and", "other". Neither does a letter.</summary>
    private const int Frequent = 100;

    private static readonly Lazy<LabelNames> ShippedOnce =
        new(() => Read(Path.Combine(AppContext.BaseDirectory, "models", "nano-words", "names.safetensors"), WordVectors.Shipped));

    private readonly WordVectors _words;
    private readonly WordVectors _vectors;

    /// <param name="words">A vector for each word of a name, of the dimensions of a text's meaning.</param>
    /// <param name="vectors">That tell what a text means: for others they say nothing.</param>
    /// <exception cref="ArgumentException">They are of other dimensions.</exception>
    public LabelNames(WordVectors words, WordVectors vectors)
    {
        (_words, _vectors) = (words, vectors);
        if (words.Dimensions != vectors.Dimensions)
            throw new ArgumentException($"Names of {words.Dimensions} numbers do not fit word vectors of {vectors.Dimensions}.", nameof(words));
    }

    /// <summary>Those that ship with the project, for <see cref="WordVectors.Shipped"/>; read once for the process.</summary>
    /// <exception cref="InvalidDataException">This build lacks them, or the file is damaged.</exception>
    public static LabelNames Shipped => ShippedOnce.Value;

    /// <exception cref="InvalidDataException">There is no such file, or it is not one of names, or these were made for other word vectors.</exception>
    public static LabelNames Read(string path, WordVectors vectors)
    {
        var (words, madeFor) = TensorFile.Read(
            path, "labels' names", tensors => (WordVectorsFile.Of(tensors), Encoding.UTF8.GetString(tensors[MadeFor].BytesOf("U8").Span)));
        return madeFor == vectors.Fingerprint
            ? new LabelNames(words, vectors)
            : throw new InvalidDataException($"{path}: made for word vectors {madeFor}, and these are {vectors.Fingerprint}: make it anew with adaptlab pretrain names.");
    }

    /// <summary>Writes the file that <see cref="Read"/> reads: word vectors, and "made_for" (U8: the fingerprint of those that texts are read with).</summary>
    public void Write(string path)
    {
        var madeFor = Encoding.UTF8.GetBytes(_vectors.Fingerprint);
        TensorFile.Write(path, [.. _words.Tensors(), (MadeFor, new StoredTensor("U8", [madeFor.Length], madeFor))]);
    }

    /// <summary>The words of a name that may say something. "BookFlight" has two, as "book_flight" has.</summary>
    /// <param name="vectors">By whose order words are known to be frequent.</param>
    public static IEnumerable<string> WordsOf(string name, WordVectors vectors) =>
        WordSplitter.Split(InnerCapital().Replace(name, " ")).Where(word => word.Length > 1 && !(vectors.RankOf(word) < Frequent));

    /// <param name="names">Of all labels to choose among.</param>
    /// <returns>For each name as many numbers as a text's meaning has. Their product with it is what speaks for the label, in nats, against
    /// the mean of all; zeros where no word of a name is known.</returns>
    /// <remarks>The fewer of the words are known, the less they say: that a text is "news" tells little where the other label may be anything.</remarks>
    public float[][] Weights(IReadOnlyList<string> names)
    {
        var split = names.Select(name => WordsOf(name, _vectors).ToArray()).ToArray();
        var known = (float)split.Select(name => name.Length == 0 ? 0 : name.Count(word => _words.RankOf(word) is not null) / (double)name.Length).DefaultIfEmpty().Average();
        var weights = split.Select(name => Sum(name, known)).ToArray();
        var mean = new float[_words.Dimensions];
        foreach (var row in weights) TensorPrimitives.MultiplyAdd<float>(row, 1f / weights.Length, mean, mean);
        foreach (var row in weights) TensorPrimitives.Subtract<float>(row, mean, row);
        return weights;
    }

    /// <summary>Divided by the root of its length, so that a name of many words is no surer than one of few.</summary>
    private float[] Sum(string[] name, float factor)
    {
        var sum = new float[_words.Dimensions];
        foreach (var word in name)
            if (_words.RankOf(word) is { } rank)
                _words.Add(rank, sum);
        TensorPrimitives.Multiply(sum, factor / MathF.Sqrt(Math.Max(1, name.Length)), sum);
        return sum;
    }

    [GeneratedRegex(@"(?<=\p{Ll})(?=\p{Lu})")]
    private static partial Regex InnerCapital();
}
