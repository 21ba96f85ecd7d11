using System.Numerics.Tensors;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Running text to take passages from: at random, near to a question, or around a sentence.</summary>
internal sealed class Library
{
    private const int Looked = 3000;
    private const int LongestLooked = 600;

    private readonly WordVectors _vectors;
    private readonly float[] _embedded;

    public Library(TextCorpus text, WordVectors vectors)
    {
        Lines = [.. text.Sources.SelectMany(source => source.Lines)];
        _vectors = vectors;
        _embedded = new float[Lines.Count * vectors.Dimensions];
        for (var i = 0; i < Lines.Count; i++)
            vectors.Embed(Lines[i].Length > LongestLooked ? Lines[i][..LongestLooked] : Lines[i]).CopyTo(_embedded, i * vectors.Dimensions);
    }

    public IReadOnlyList<string> Lines { get; }

    public string RandomLine(Random random) => Lines[random.Next(Lines.Count)];

    /// <summary>Of some thousand lines the one that is nearest to a text by its words.</summary>
    public string NearLine(Random random, string near)
    {
        var vector = _vectors.Embed(near);
        return Lines[Enumerable.Range(0, Looked).Select(_ => random.Next(Lines.Count))
            .MaxBy(line => TensorPrimitives.Dot(vector, _embedded.AsSpan(line * vector.Length, vector.Length)))];
    }

    /// <summary>Some sentences in a row.</summary>
    public static string Part(Random random, IReadOnlyList<string> sentences, int count)
    {
        var from = random.Next(Math.Max(1, sentences.Count - count + 1));
        return string.Join(' ', sentences.Skip(from).Take(count));
    }

    /// <summary>Some sentences in a row, among them the given one.</summary>
    public static string Around(Random random, IReadOnlyList<string> sentences, int sentence, int count)
    {
        var from = Math.Max(0, sentence - random.Next(count));
        return string.Join(' ', sentences.Skip(from).Take(Math.Max(count, sentence - from + 1)));
    }

    public static IReadOnlyList<string> SentencesOf(string line) => Sentences.Split(line);
}
