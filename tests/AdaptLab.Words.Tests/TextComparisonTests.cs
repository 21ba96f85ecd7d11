namespace AdaptLab.Words.Tests;

public sealed class TextComparisonTests
{
    private static readonly TextComparison Comparison = new(WordVectors.Of(["the", "a", "rain", "sun"], [0.1f, 0, 0, 0.1f, 1, 0, 0.8f, 0.6f]), overlap: 0.5);

    [Theory]
    [InlineData("the rain", "a rainy sun")]
    [InlineData("rain", "")]
    [InlineData("unknown words", "words unknown")]
    public void It_is_the_same_both_ways_and_most_of_a_text_with_itself(string one, string other)
    {
        var (first, second) = (Comparison.KeyOf(one), Comparison.KeyOf(other));
        Assert.Equal(Comparison.Similarity(first, second), Comparison.Similarity(second, first));
        Assert.True(Comparison.Similarity(first, second) <= Comparison.Similarity(first, first) + 1e-6);
    }

    [Fact]
    public void A_text_is_as_like_itself_as_meaning_and_words_count_together() =>
        Assert.Equal(1.5, Comparison.Similarity(Comparison.KeyOf("the rain"), Comparison.KeyOf("The Rain")), 2);

    [Fact]
    public void Without_a_word_in_common_there_is_what_words_mean() =>
        Assert.Equal(0.8, Comparison.Similarity(Comparison.KeyOf("rain"), Comparison.KeyOf("sun")), 2);

    [Fact]
    public void A_rare_word_in_common_counts_for_more_than_a_frequent_one()
    {
        var plain = new TextComparison(WordVectors.Of(["the", "a", "rain"], [0, 0, 0, 0, 0, 1]), overlap: 1);
        double Common(string word) => plain.Similarity(plain.KeyOf($"{word} qwv"), plain.KeyOf($"{word} zyx"));
        Assert.True(Common("unheard") > Common("the") + 0.1, $"{Common("unheard")} against {Common("the")}");
    }

    [Fact]
    public void Forms_of_a_word_have_pieces_in_common_and_words_that_merely_hold_the_same_letters_have_not()
    {
        double Common(string one, string other) => Comparison.Similarity(Comparison.KeyOf(one), Comparison.KeyOf(other)) / 0.5;
        Assert.InRange(Common("refund", "refunded"), 0.5, 0.9);
        Assert.Equal(0, Common("listen", "silent"));
    }

    /// <summary>A long word has more pieces than a short one, and no more to say for it.</summary>
    [Fact]
    public void A_word_counts_for_as_much_whatever_its_length() =>
        Assert.Equal(Comparison.Similarity(Comparison.KeyOf("zyx qwvqwvqwvqwv"), Comparison.KeyOf("zyx")), Comparison.Similarity(Comparison.KeyOf("zyx qwvqwvqwvqwv"), Comparison.KeyOf("qwvqwvqwvqwv")), 1e-6);

    [Fact]
    public void A_text_without_words_is_like_nothing() => Assert.Equal(0, Comparison.Similarity(Comparison.KeyOf("…"), Comparison.KeyOf("…")));
}
