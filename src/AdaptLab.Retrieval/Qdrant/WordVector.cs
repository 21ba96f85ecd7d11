using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>Texts as sparse vectors of their words, so that the server ranks them by BM25: it knows how rare a word is (`idf`), and what a
/// word weighs in a text is worked out here.</summary>
internal static class WordVector
{
    // The usual constants, and those of the embedded store.
    private const double K1 = 1.2, B = 0.75;

    /// <summary>What a text of usual length has. The true mean is known to nobody while records are added.</summary>
    private const double UsualWords = 64;

    /// <summary>What each word weighs in a text.</summary>
    public static SortedDictionary<uint, float> OfText(string text)
    {
        var counts = new Dictionary<uint, int>();
        var words = 0;
        foreach (var word in KeywordQuery.Words(text))
        {
            var index = IndexOf(word);
            counts[index] = counts.GetValueOrDefault(index) + 1;
            words++;
        }

        var length = K1 * (1 - B + (B * words / UsualWords));
        return new(counts.ToDictionary(pair => pair.Key, pair => (float)(pair.Value * (K1 + 1) / (pair.Value + length))));
    }

    /// <summary>Each word once, as long as there are not too many.</summary>
    public static SortedDictionary<uint, float> OfQuery(IEnumerable<string> texts) =>
        new(texts.SelectMany(KeywordQuery.Words).Distinct(StringComparer.Ordinal).Take(KeywordQuery.MaxWords).Select(IndexOf).Distinct().ToDictionary(index => index, _ => 1f));

    /// <summary>32 bits of a hash: of a hundred thousand words one or two share theirs with another.</summary>
    private static uint IndexOf(string word) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word)));
}
