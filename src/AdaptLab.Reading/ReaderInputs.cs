using System.Numerics.Tensors;
using AdaptLab.Words;

namespace AdaptLab.Reading;

/// <summary>A question beside a passage: the words of both, and how each word of the passage stands to the question.</summary>
/// <param name="Matches">[words of the passage, <see cref="MatchCount"/>].</param>
/// <param name="Room">For each word of the passage how many may stand in a span that begins with it: those to the sentence's end, at most <see cref="LongestSpan"/>.</param>
/// <param name="Ends">For each word of the passage whether a span may end with it.</param>
public sealed record ReaderInputs(WordInputs Question, WordInputs Passage, float[] Matches, int[] Room, bool[] Ends)
{
    public const int MatchCount = 16;

    /// <summary>Words of an answer, at most.</summary>
    public const int LongestSpan = 10;

    private const int LongestQuestion = 40;
    private const int Far = 15;

    public static ReaderInputs Of(string question, PassageText passage, WordVectors vectors)
    {
        var asked = Shortened(PassageText.Of(question));
        var (q, p) = (WordInputs.Of(asked, vectors, isQuestion: true), WordInputs.Of(passage, vectors, isQuestion: false));
        var words = passage.Sentences.SelectMany(sentence => sentence).ToArray();
        var room = new int[words.Length];
        var at = 0;
        foreach (var sentence in passage.Sentences)
            for (var i = 0; i < sentence.Length; i++) room[at++] = Math.Min(LongestSpan, sentence.Length - i);
        return new ReaderInputs(q, p, MatchesOf(asked, q, passage, p, vectors), room, [.. words.Select(MayEnd)]);
    }

    /// <summary>Whether a span may end with a word: not where it wants another after it.</summary>
    public static bool MayEnd(PassageWord word) => word is { IsContent: true } or { Lower: "off" or "out" or "up" };

    /// <summary>Whether a place of the network's scores, [words, <see cref="LongestSpan"/>] row after row, is that of a span.</summary>
    public bool IsSpan(int place)
    {
        var (first, more) = (place / LongestSpan, place % LongestSpan);
        return more < Room[first] && Ends[first + more];
    }

    private static PassageText Shortened(PassageText question)
    {
        var left = LongestQuestion;
        return question with { Sentences = [.. question.Sentences.Select(sentence =>
        {
            var kept = sentence.Length <= left ? sentence : [.. sentence.Take(left)];
            left -= kept.Length;
            return kept;
        }).Where(sentence => sentence.Length > 0)] };
    }

    private static float[] MatchesOf(PassageText asked, WordInputs q, PassageText passage, WordInputs p, WordVectors vectors)
    {
        var d = vectors.Dimensions;
        var question = asked.Sentences.SelectMany(sentence => sentence).ToArray();
        var content = Enumerable.Range(0, question.Length).Where(i => question[i].IsContent).ToArray();
        var rarity = question.Select(word => Rarity(word, vectors)).ToArray();
        var all = Math.Max(1e-6f, content.Sum(i => rarity[i]));
        var matches = new float[p.Count * MatchCount];

        // How much of the question each sentence says, by its words and by what they mean.
        var sentences = passage.Sentences;
        var (said, soft) = (new float[sentences.Length], new float[sentences.Length]);
        var (exact, stem, near) = (new float[p.Count], new float[p.Count], new float[p.Count]);
        var at = 0;
        for (var s = 0; s < sentences.Length; s++)
        {
            var (found, nearest) = (new bool[question.Length], new float[question.Length]);
            foreach (var word in sentences[s])
            {
                foreach (var i in content)
                {
                    var isSame = word.Lower == question[i].Lower;
                    var isStem = isSame || word.Stem == question[i].Stem;
                    var cosine = isStem ? 1 : TensorPrimitives.Dot(p.Vectors.AsSpan(at * d, d), q.Vectors.AsSpan(i * d, d));
                    if (isSame) exact[at] = 1;
                    if (isStem) stem[at] = Math.Max(stem[at], rarity[i]);
                    found[i] |= isStem;
                    near[at] = Math.Max(near[at], cosine);
                    nearest[i] = Math.Max(nearest[i], cosine);
                }

                at++;
            }

            said[s] = content.Where(i => found[i]).Sum(i => rarity[i]) / all;
            soft[s] = content.Sum(i => nearest[i] * rarity[i]) / all;
        }

        var (mostSaid, mostSoft) = (Math.Max(1e-6f, said.DefaultIfEmpty().Max()), Math.Max(1e-6f, soft.DefaultIfEmpty().Max()));
        at = 0;
        for (var s = 0; s < sentences.Length; s++)
        {
            var first = at;
            for (var i = 0; i < sentences[s].Length; i++, at++)
            {
                var row = matches.AsSpan(at * MatchCount, MatchCount);
                row[0] = exact[at];
                row[1] = stem[at] > 0 ? 1 : 0;
                row[2] = stem[at];
                row[3] = near[at];
                row[4] = said[s];
                row[5] = said[s] / mostSaid;
                row[6] = soft[s];
                row[7] = soft[s] / mostSoft;
                row[8] = s > 0 ? said[s - 1] : 0;
                row[9] = s + 1 < said.Length ? said[s + 1] : 0;
                row[10] = 1f / (1 + Distance(stem, first, first + sentences[s].Length, at, -1));
                row[11] = 1f / (1 + Distance(stem, first, first + sentences[s].Length, at, 1));
                row[12] = Rarity(sentences[s][i], vectors);
                row[13] = s == 0 ? 1 : 0;
                row[14] = Math.Min(1, at / 100f);
                row[15] = Math.Min(1, i / 20f);
            }
        }

        return matches;
    }

    private static int Distance(float[] stem, int from, int to, int at, int step)
    {
        for (var i = at + step; i >= from && i < to && Math.Abs(i - at) < Far; i += step)
            if (stem[i] > 0) return Math.Abs(i - at);
        return Far;
    }

    /// <summary>From 0 for the most frequent word to about 1 for one that is not known.</summary>
    private static float Rarity(PassageWord word, WordVectors vectors)
    {
        var rank = WordSplitter.Split(word.Lower).Select(piece => vectors.RankOf(piece) ?? vectors.Count).DefaultIfEmpty(0).Max();
        return (float)(Math.Log(1 + rank) / Math.Log(1 + vectors.Count));
    }
}
