using AdaptLab.Pretraining.Vocabulary;

namespace AdaptLab.Pretraining.Tests.Vocabulary;

public sealed class BpeTrainerTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abcdé")]
    public void Merges_are_those_of_counting_everything_anew_each_time(string alphabet)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var words = RandomWords(alphabet, new Random(seed));
            var trained = BpeTrainer.Train(words, 256 + 40, ["<s>"]);
            var (vocabulary, merges) = TrainNaively(words, 256 + 40, "<s>");
            Assert.Equal(merges, trained.Merges.AsEnumerable());
            Assert.Equal(vocabulary, trained.Vocabulary.AsEnumerable());
        }
    }

    [Fact]
    public void No_token_is_listed_twice()
    {
        // Runs of one character are where two pairs might come to spell the same token.
        for (var seed = 0; seed < 200; seed++)
        {
            var vocabulary = BpeTrainer.Train(RandomWords(seed % 2 == 0 ? "a" : "ab", new Random(seed)), 400, []).Vocabulary;
            Assert.Equal(vocabulary.Length, vocabulary.Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public void The_order_of_the_words_does_not_matter()
    {
        var words = RandomWords("abcd", new Random(5)).ToArray();
        var one = BpeTrainer.Train(new Dictionary<string, long>(words), 300, []);
        var other = BpeTrainer.Train(new Dictionary<string, long>(words.Reverse()), 300, []);
        Assert.Equal(one.Merges.AsEnumerable(), other.Merges);
    }

    [Fact]
    public void Special_tokens_come_first_then_the_bytes_then_the_merges()
    {
        var trained = BpeTrainer.Train(new Dictionary<string, long> { ["low"] = 5, ["lower"] = 2, ["new"] = 1 }, 260, ["<s>", "</s>"]);
        Assert.Equal(["<s>", "</s>", "Ā"], trained.Vocabulary.Take(3));
        Assert.Equal(260, trained.Vocabulary.Length);
        Assert.Equal([("l", "o"), ("lo", "w")], trained.Merges.AsEnumerable());
        Assert.Equal(["lo", "low"], trained.Vocabulary.TakeLast(2));
    }

    [Fact]
    public void Training_ends_where_no_pair_occurs_twice() =>
        Assert.Equal([("a", "b")], BpeTrainer.Train(new Dictionary<string, long> { ["ab"] = 2, ["cd"] = 1 }, 1000, []).Merges.AsEnumerable());

    [Fact]
    public void Text_that_spells_a_special_token_does_not_become_it()
    {
        var trained = BpeTrainer.Train(new Dictionary<string, long> { ["<s>"] = 100 }, 300, ["<s>"]);
        Assert.Equal([("<", "s")], trained.Merges.AsEnumerable());
    }

    private static Dictionary<string, long> RandomWords(string alphabet, Random random)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < 30; i++)
            words[string.Concat(Enumerable.Range(0, 1 + random.Next(14)).Select(_ => alphabet[random.Next(alphabet.Length)]))] = 1 + random.Next(6);
        return words;
    }

    private static (List<string> Vocabulary, List<(string, string)> Merges) TrainNaively(Dictionary<string, long> words, int size, string special)
    {
        var vocabulary = new List<string> { special };
        vocabulary.AddRange(ByteLevel.Alphabet.Select(c => c.ToString()));
        var merges = new List<(string, string)>();
        var cut = words.Select(word => (Pieces: ByteLevel.Encode(word.Key).Select(c => c.ToString()).ToList(), word.Value)).ToList();
        while (vocabulary.Count < size)
        {
            var best = cut
                .SelectMany(word => word.Pieces.Zip(word.Pieces.Skip(1)).Select(pair => (Pair: pair, word.Value)))
                .GroupBy(pair => pair.Pair, pair => pair.Value)
                .Select(group => (Pair: group.Key, Count: group.Sum()))
                .Where(pair => pair.Count > 1)
                .OrderByDescending(pair => pair.Count)
                .ThenBy(pair => vocabulary.IndexOf(pair.Pair.First))
                .ThenBy(pair => vocabulary.IndexOf(pair.Pair.Second))
                .FirstOrDefault();
            if (best.Count == 0) break;
            var (left, right) = best.Pair;
            merges.Add((left, right));
            vocabulary.Add(left + right);
            foreach (var (pieces, _) in cut)
                for (var i = 0; i + 1 < pieces.Count; i++)
                    if (pieces[i] == left && pieces[i + 1] == right)
                    {
                        pieces[i] = left + right;
                        pieces.RemoveAt(i + 1);
                    }
        }

        return (vocabulary, merges);
    }
}
