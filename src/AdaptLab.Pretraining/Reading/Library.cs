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

    /// <summary>Texts of such a name are in articles.</summary>
    private const string Encyclopedia = "wikipedia";

    private readonly WordVectors _vectors;
    private readonly float[] _embedded;

    /// <param name="titles">Of articles, see <see cref="Reading.Articles.Titles"/>.</param>
    public Library(TextCorpus text, IReadOnlyDictionary<string, string> titles, WordVectors vectors)
    {
        Articles = [.. text.Sources.Where(source => source.Name.Contains(Encyclopedia, StringComparison.Ordinal)).SelectMany(source => Reading.Articles.Of(source.Lines, titles))];
        Lines = [.. text.Sources.SelectMany(source => source.Lines)];
        _vectors = vectors;
        _embedded = new float[Lines.Count * vectors.Dimensions];
        for (var i = 0; i < Lines.Count; i++)
            vectors.Embed(Lines[i].Length > LongestLooked ? Lines[i][..LongestLooked] : Lines[i]).CopyTo(_embedded, i * vectors.Dimensions);
    }

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Article> Articles { get; }

    /// <summary>Every line with what its article is about, if it has one.</summary>
    public IEnumerable<(string Title, string Line)> TitledLines()
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var article in Articles)
            foreach (var line in article.Lines) titles.TryAdd(line, article.Title);
        return Lines.Select(line => (titles.GetValueOrDefault(line, ""), line));
    }

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

    /// <summary>Sentences around the given one, as many as make about so many words.</summary>
    public static string Passage(Random random, IReadOnlyList<string> sentences, int sentence, int words)
    {
        static int Count(string text) => text.AsSpan().Count(' ') + 1;
        var (from, to, have) = (sentence, sentence + 1, Count(sentences[sentence]));
        while (true)
        {
            var before = from > 0 && (to == sentences.Count || random.Next(2) == 0);
            if (!before && to == sentences.Count) break;
            var more = Count(sentences[before ? from - 1 : to]);
            if (have + more > words) break;
            have += more;
            if (before) from--;
            else to++;
        }

        return string.Join(' ', sentences.Skip(from).Take(to - from));
    }

    public static IReadOnlyList<string> SentencesOf(string line) => Sentences.Split(line);
}
