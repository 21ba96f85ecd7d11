using System.Collections.Immutable;

namespace AdaptLab.Pretraining.Vocabulary;

/// <param name="Vocabulary">Token to id: special tokens first, then the 256 bytes, then merges in order.</param>
public sealed record BpeVocabulary(ImmutableArray<string> Vocabulary, ImmutableArray<(string Left, string Right)> Merges);

/// <summary>Byte-pair encoding (Sennrich et al. 2016) over GPT-2's byte alphabet: the most frequent pair of neighbouring
/// tokens becomes a token, over and over.</summary>
public static class BpeTrainer
{
    /// <param name="words">Words as cut by <see cref="ByteLevel.Words"/>, with their counts.</param>
    public static BpeVocabulary Train(IReadOnlyDictionary<string, long> words, int size, IReadOnlyList<string> specialTokens)
    {
        var tokens = new List<string>(specialTokens);
        tokens.AddRange(ByteLevel.Alphabet.Select(character => character.ToString()));
        var idOf = tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id, StringComparer.Ordinal);

        var ordered = words.OrderBy(word => word.Key, StringComparer.Ordinal).ToArray();
        var pieces = ordered.Select(word => ByteLevel.Encode(word.Key).Select(c => idOf[c.ToString()]).ToList()).ToArray();
        var counts = ordered.Select(word => word.Value).ToArray();

        var pairs = new PairTable();
        for (var w = 0; w < pieces.Length; w++) pairs.AddWord(w, pieces[w], counts[w]);

        var merges = new List<(string, string)>();
        while (tokens.Count < size && pairs.TakeMostFrequent() is { } best)
        {
            var merged = tokens[best.Left] + tokens[best.Right];
            // What is spelled like a special token stays text.
            if (specialTokens.Contains(merged)) continue;
            var id = tokens.Count;
            tokens.Add(merged);
            merges.Add((tokens[best.Left], tokens[best.Right]));
            foreach (var w in pairs.WordsOf(best))
            {
                pairs.RemoveWord(w, pieces[w], counts[w]);
                Merge(pieces[w], best, id);
                pairs.AddWord(w, pieces[w], counts[w]);
            }
        }

        return new BpeVocabulary([.. tokens], [.. merges]);
    }

    private static void Merge(List<int> pieces, (int Left, int Right) pair, int id)
    {
        var to = 0;
        for (var from = 0; from < pieces.Count; from++)
        {
            if (from + 1 < pieces.Count && pieces[from] == pair.Left && pieces[from + 1] == pair.Right)
            {
                pieces[to++] = id;
                from++;
            }
            else
            {
                pieces[to++] = pieces[from];
            }
        }

        pieces.RemoveRange(to, pieces.Count - to);
    }

    /// <summary>How often each pair occurs, in which words, and which is the most frequent.</summary>
    private sealed class PairTable
    {
        private readonly Dictionary<(int, int), long> _counts = [];
        private readonly Dictionary<(int, int), HashSet<int>> _words = [];
        private readonly PriorityQueue<((int Left, int Right) Pair, long Count), (long, int, int)> _queue = new();

        public void AddWord(int word, List<int> pieces, long count) => Change(word, pieces, count);

        public void RemoveWord(int word, List<int> pieces, long count) => Change(word, pieces, -count);

        private void Change(int word, List<int> pieces, long count)
        {
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                var pair = (pieces[i], pieces[i + 1]);
                var total = _counts[pair] = _counts.GetValueOrDefault(pair) + count;
                if (count < 0) continue;
                if (!_words.TryGetValue(pair, out var set)) _words[pair] = set = [];
                set.Add(word);
                // Entries whose count has changed since are recognised and skipped when they come up.
                _queue.Enqueue((pair, total), (-total, pair.Item1, pair.Item2));
            }
        }

        public (int Left, int Right)? TakeMostFrequent()
        {
            while (_queue.TryDequeue(out var entry, out _))
            {
                var now = _counts.GetValueOrDefault(entry.Pair);
                if (now == entry.Count && now > 1) return entry.Pair;
                if (now < entry.Count && now > 1) _queue.Enqueue((entry.Pair, now), (-now, entry.Pair.Left, entry.Pair.Right));
            }

            return null;
        }

        public int[] WordsOf((int, int) pair)
        {
            var words = _words[pair].Order().ToArray();
            _words.Remove(pair);
            return words;
        }
    }
}
