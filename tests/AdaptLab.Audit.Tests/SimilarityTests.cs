using AdaptLab.Audit.Similarity;

namespace AdaptLab.Audit.Tests;

public sealed class SimilarityTests
{
    [Fact]
    public void Near_pairs_are_those_that_a_look_at_all_pairs_finds()
    {
        var random = new Random(5);
        string[] words = ["rain", "wind", "match", "race", "night", "minute", "north", "team", "goal", "snow"];
        var texts = Enumerable.Range(0, 120).Select(_ => TextFeatures.Of(string.Join(' ', Enumerable.Range(0, random.Next(3, 9)).Select(_ => words[random.Next(words.Length)])))).ToArray();
        var firsts = Enumerable.Range(0, texts.Length).Where(i => Array.FindIndex(texts, text => text.Key == texts[i].Key) == i).ToArray();

        var found = NearPairs.Among(texts, 0.6, CancellationToken.None);

        var expected =
            from i in firsts
            from j in firsts
            where i < j && Jaccard(texts[i].Shingles, texts[j].Shingles) >= 0.6
            select (i, j);
        Assert.NotEmpty(found);
        Assert.Equal(expected, found.Select(pair => (pair.First, pair.Second)).Order());
    }

    [Fact]
    public void Pairs_known_from_before_an_edit_are_those_that_a_first_look_finds()
    {
        var random = new Random(8);
        string[] words = ["rain", "wind", "match", "race", "night", "minute", "north", "team", "goal", "snow", "and", "the"];
        var texts = Enumerable.Range(0, 150).Select(_ => Drawn()).ToList();
        var memory = new PairMemory();
        for (var edit = 0; edit < 40; edit++)
        {
            var found = memory.Among(texts, 0.6, CancellationToken.None);
            Assert.Equal<NearPair>([.. NearPairs.Among(texts, 0.6, CancellationToken.None)], [.. found]);
            texts[random.Next(texts.Count)] = Drawn();
            if (edit % 3 == 0)
                texts.RemoveAt(random.Next(texts.Count));
            if (edit % 4 == 0)
                texts.Insert(random.Next(texts.Count), texts[random.Next(texts.Count)]);
        }

        TextFeatures Drawn() => TextFeatures.Of(string.Join(' ', Enumerable.Range(0, random.Next(3, 9)).Select(_ => words[random.Next(words.Length)])));
    }

    [Fact]
    public void Where_a_text_has_too_many_near_ones_no_pair_is_lost_by_an_edit()
    {
        // Each like all others: of these, a text is told of some pairs only.
        var texts = Enumerable.Range(0, 60).Select(i => TextFeatures.Of($"the wind turned to the north in the last night of may {i}")).ToList();
        var memory = new PairMemory();
        memory.Among(texts, 0.6, CancellationToken.None);
        texts.RemoveRange(0, 30);

        Assert.Equal<NearPair>([.. NearPairs.Among(texts, 0.6, CancellationToken.None)], [.. memory.Among(texts, 0.6, CancellationToken.None)]);
    }

    [Fact]
    public void Texts_that_differ_in_case_spacing_and_punctuation_have_one_key() =>
        Assert.Equal(TextFeatures.Of("Either party, may  END it.").Key, TextFeatures.Of("either party may end it").Key);

    [Fact]
    public void Cosines_are_1_with_itself_and_0_with_what_shares_nothing()
    {
        var space = new TermSpace([.. new[] { "rain and wind", "rain and wind", "goal", "goal" }.Select(TextFeatures.Of)]);
        var cosines = space.Cosines([0], [0, 1, 2], CancellationToken.None).Single();

        Assert.Equal(1, cosines[0], 1e-5);
        Assert.Equal(1, cosines[1], 1e-5);
        Assert.Equal(0, cosines[2], 1e-9);
    }

    [Fact]
    public void Only_texts_that_have_changed_are_read_again()
    {
        var cache = new FeatureCache();
        var before = cache.Of(["rain", "wind"]);
        var after = cache.Of(["rain", "wind and snow"]);

        Assert.Same(before[0], after[0]);
        Assert.NotSame(before[1], after[1]);
        // What is not asked for is forgotten.
        Assert.NotSame(before[1], cache.Of(["wind"])[0]);
    }

    private static double Jaccard(ulong[] first, ulong[] second) => (double)first.Intersect(second).Count() / first.Union(second).Count();
}
