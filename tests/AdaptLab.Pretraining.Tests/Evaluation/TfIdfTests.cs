using AdaptLab.Pretraining.Evaluation;

namespace AdaptLab.Pretraining.Tests.Evaluation;

public sealed class TfIdfTests
{
    private static readonly string[] Texts = ["the red fox", "the red hen", "the blue sea"];

    [Fact]
    public void A_text_is_most_similar_to_itself()
    {
        var words = TfIdf.Fit(Texts);
        var vectors = Texts.Select(words.Vector).ToArray();
        for (var i = 0; i < Texts.Length; i++)
        {
            var similarities = TfIdf.Similarities(vectors[i], vectors);
            Assert.Equal(i, Array.IndexOf(similarities, similarities.Max()));
            // Words and characters, each of length one.
            Assert.Equal(2, similarities[i], 4);
        }
    }

    [Fact]
    public void A_rare_word_in_common_counts_more_than_a_frequent_one()
    {
        var words = TfIdf.Fit(Texts);
        var similarities = TfIdf.Similarities(words.Vector("the sea"), [.. Texts.Select(words.Vector)]);
        Assert.True(similarities[2] > similarities[0]);
    }

    [Fact]
    public void Unknown_words_are_nothing() => Assert.Empty(TfIdf.Fit(Texts).Vector("ÄÖÜ"));
}
