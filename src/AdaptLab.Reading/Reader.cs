using AdaptLab.Words;

namespace AdaptLab.Reading;

/// <summary>Finds the words of a passage that answer a question, or that none do. Milliseconds a passage, without torch; it may be
/// asked from several threads.</summary>
public sealed class Reader
{
    private static readonly Lazy<Reader> ShippedOnce =
        new(() => new Reader(ReaderWeights.Read(Path.Combine(AppContext.BaseDirectory, "models", "nano-reader", "reader.safetensors")), WordVectors.Shipped));

    private readonly WordVectors _vectors;
    private readonly ReaderNetwork _network;

    /// <exception cref="InvalidDataException">The weights were learned with other word vectors, or some are missing.</exception>
    public Reader(ReaderWeights weights, WordVectors vectors)
    {
        if (weights.Words != vectors.Fingerprint)
            throw new InvalidDataException($"The reader was trained with word vectors {weights.Words}, and these are {vectors.Fingerprint}: train it anew with adaptlab pretrain reader.");
        (_vectors, _network) = (vectors, new ReaderNetwork(weights, vectors.Dimensions));
    }

    /// <summary>The one that ships with the project, read once for the process.</summary>
    /// <exception cref="InvalidDataException">This build lacks it, or the file is damaged.</exception>
    public static Reader Shipped => ShippedOnce.Value;

    /// <param name="question">In any words; a field's name with "What is the … in the text?" around it does as well.</param>
    public PassageReading Read(string question, PassageText passage)
    {
        var inputs = ReaderInputs.Of(question, passage, _vectors);
        var (spans, none) = _network.Run(inputs);
        return new PassageReading(passage, inputs, spans, none);
    }
}

/// <summary>How likely each span of a passage, and none of them, is the answer to a question.</summary>
public sealed class PassageReading
{
    private readonly PassageText _passage;
    private readonly float[] _logarithms;
    private readonly int[] _firstOf;

    internal PassageReading(PassageText passage, ReaderInputs inputs, float[] spans, float none)
    {
        (_passage, _logarithms) = (passage, spans);
        _firstOf = new int[passage.Sentences.Length];
        for (var i = 1; i < _firstOf.Length; i++) _firstOf[i] = _firstOf[i - 1] + passage.Sentences[i - 1].Length;

        double highest = none, sum = 0;
        for (var i = 0; i < spans.Length; i++)
        {
            if (!inputs.IsSpan(i)) spans[i] = float.NegativeInfinity;
            highest = Math.Max(highest, spans[i]);
        }

        foreach (var span in spans) sum += Math.Exp(span - highest);
        var all = highest + Math.Log(sum + Math.Exp(none - highest));
        for (var i = 0; i < spans.Length; i++) spans[i] -= (float)all;
        LogNone = none - all;
    }

    /// <summary>The logarithm of the probability that the passage does not answer the question.</summary>
    public double LogNone { get; }

    /// <summary>The logarithm of the probability that a span of a sentence is the answer; −∞ for one that is too long or ends amid a phrase.</summary>
    public double Log(int sentence, int first, int count) =>
        count > ReaderInputs.LongestSpan ? double.NegativeInfinity : _logarithms[((_firstOf[sentence] + first) * ReaderInputs.LongestSpan) + count - 1];

    /// <summary>The likeliest span as it stands in the passage with the logarithm of its probability; null where the passage has no words.</summary>
    public (string Text, double Log)? Best()
    {
        var best = Array.IndexOf(_logarithms, _logarithms.DefaultIfEmpty().Max());
        if (best < 0 || float.IsNegativeInfinity(_logarithms[best])) return null;
        var words = _passage.Sentences.SelectMany(sentence => sentence).Skip(best / ReaderInputs.LongestSpan).Take(1 + (best % ReaderInputs.LongestSpan)).ToArray();
        return (_passage.Text[words[0].Start..words[^1].End], _logarithms[best]);
    }

    /// <summary>Whether it is likelier than not that the passage has an answer.</summary>
    public bool Tells => LogNone < Math.Log(0.5);

    /// <summary>The likeliest span; null where it is likelier that the passage has no answer.</summary>
    public string? Answer() => Tells ? Best()?.Text : null;
}
