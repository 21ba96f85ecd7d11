using System.Runtime.InteropServices;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Words;

/// <summary>The most frequent words of a corpus.</summary>
public sealed class WordVocabulary
{
    private readonly Dictionary<string, int> _ids;

    private WordVocabulary(IReadOnlyList<KeyValuePair<string, long>> words)
    {
        Words = [.. words.Select(word => word.Key)];
        Counts = [.. words.Select(word => word.Value)];
        Total = Counts.Sum();
        _ids = Words.Select((word, id) => (word, id)).ToDictionary(pair => pair.word, pair => pair.id, StringComparer.Ordinal);
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>How often each occurred.</summary>
    public IReadOnlyList<long> Counts { get; }

    public long Total { get; }

    /// <param name="size">At most so many words.</param>
    public static WordVocabulary Count(IEnumerable<string> texts, int size)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in texts.SelectMany(WordSplitter.Split))
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        return new WordVocabulary([.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(size)]);
    }

    /// <summary>The ids of the words that it knows, in the text's order.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>();
        foreach (var word in WordSplitter.Split(text))
            if (_ids.TryGetValue(word, out var id))
                ids.Add(id);
        return [.. ids];
    }

    /// <summary>How much each word counts in a sum: rare words more (Arora et al. 2017).</summary>
    public float[] Weights()
    {
        const double smoothing = 1e-3;
        return [.. Counts.Select(count => (float)(smoothing / (smoothing + (double)count / Total)))];
    }
}
