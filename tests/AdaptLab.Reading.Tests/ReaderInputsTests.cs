using AdaptLab.Words;

namespace AdaptLab.Reading.Tests;

public sealed class ReaderInputsTests
{
    private const string Text = "Greta Holm keeps the spare key. The pump house opens at 7:15.";

    private static ReaderInputs Inputs(string question) => ReaderInputs.Of(question, PassageText.Of(Text), WordVectors.Shipped);

    [Fact]
    public void A_word_that_is_asked_for_is_known_in_the_passage_and_so_is_its_sentence()
    {
        var inputs = Inputs("Who keeps the keys?");
        float[] Match(int trait) => [.. Enumerable.Range(0, inputs.Passage.Count).Select(word => inputs.Matches[(word * ReaderInputs.MatchCount) + trait])];
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], Match(0));
        Assert.Equal([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0], Match(1));
        // All of the question is said in the first sentence, nothing of it in the second.
        Assert.Equal([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], Match(5));
    }

    [Fact]
    public void A_span_stays_within_its_sentence_and_does_not_end_amid_a_phrase()
    {
        var inputs = Inputs("Who keeps the keys?");
        Assert.Equal([6, 5, 4, 3, 2, 1, 6, 5, 4, 3, 2, 1], inputs.Room);
        Assert.False(inputs.Ends[3]);
        Assert.True(inputs.Ends[1] && inputs.Ends[11]);
    }

    [Fact]
    public void Capitals_of_a_question_make_no_difference()
    {
        var (one, other) = (Inputs("WHO keeps Greta's key?"), Inputs("who keeps greta's key"));
        Assert.Equal(one.Question.Traits, other.Question.Traits);
        Assert.Equal(one.Matches, other.Matches);
    }

    [Fact]
    public void Of_a_question_without_end_the_beginning_is_read() => Assert.Equal(40, Inputs(string.Concat(Enumerable.Repeat("who knows? ", 300))).Question.Count);
}
