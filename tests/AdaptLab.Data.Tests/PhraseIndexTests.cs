using AdaptLab.Data.Leakage;
using FsCheck;
using FsCheck.Xunit;

namespace AdaptLab.Data.Tests;

public sealed class PhraseIndexTests
{
    [Fact]
    public void Short_phrases_are_not_looked_for()
    {
        var index = new PhraseIndex();
        index.Add("may end the lease", 0);
        index.Add("a b c d e", 1);

        Assert.Empty(index.Find("He may end the lease. a b c d e"));
    }

    [Fact]
    public void The_longest_phrase_at_a_place_is_found_and_overlapping_ones_too()
    {
        var index = new PhraseIndex();
        index.Add("alpha beta gamma delta epsilon", 0);
        index.Add("Alpha beta gamma delta epsilon zeta", 1);
        index.Add("delta epsilon zeta eta theta", 2);
        const string text = "Alpha, beta, gamma, delta, epsilon, zeta; eta — theta.";

        Assert.Equal(
            [("Alpha, beta, gamma, delta, epsilon, zeta", 1), ("delta, epsilon, zeta; eta — theta", 2)],
            index.Find(text).Select(found => (text.Substring(found.Span.Start, found.Span.Length), found.Id)));
    }

    /// <summary>Few different words, so that phrases begin alike and overlap.</summary>
    [Property(MaxTest = 200)]
    public void As_a_search_one_by_one_finds_it(byte[][] phrases, byte[] text)
    {
        var index = new PhraseIndex();
        var sought = phrases.Select(Words).Where(words => words.Length >= PhraseIndex.FewestWords).ToList();
        for (var i = 0; i < sought.Count; i++)
            index.Add(string.Join(' ', sought[i]), i);
        var words = Words(text);

        var expected = Enumerable.Range(0, words.Length)
            .Select(at => (at, longest: sought.Where(phrase => words.Skip(at).Take(phrase.Length).SequenceEqual(phrase)).Select(phrase => phrase.Length).DefaultIfEmpty(0).Max()))
            .Where(found => found.longest > 0);

        var found = index.Find(string.Join(' ', words)).Select(f => (at: f.Span.Start / 5, longest: (f.Span.Length + 1) / 5));
        Assert.Equal(expected, found);

        static string[] Words(byte[] bytes) => [.. bytes.Select(b => b % 4 == 0 ? "lorem"[..4] : "abcd")];
    }
}
