using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Tests.Metrics;

public sealed class WrittenScoreTests
{
    [Theory]
    [InlineData("The Anchor", "anchor", 1)]
    [InlineData("the 24th", "24th.", 1)]
    [InlineData("$5", "5", 1)]
    [InlineData("“Old Hand”", "old hand", 1)]
    [InlineData("every four years", "four years", 0.8)]
    [InlineData("four four five", "four", 0.5)]
    [InlineData("six weeks", "eight days", 0)]
    [InlineData("U.S.", "us", 1)]
    public void Overlap_in_words_is_as_SQuAD_has_it(string expected, string given, double f1)
    {
        Assert.Equal(f1, WrittenScore.TokenF1(expected, given), 1e-12);
        Assert.Equal(f1, WrittenScore.TokenF1(given, expected), 1e-12);
        Assert.Equal(f1 == 1, WrittenScore.IsSame(expected, given));
    }

    [Fact]
    public void The_same_words_in_another_order_overlap_whole_and_are_not_the_same()
    {
        Assert.Equal(1, WrittenScore.TokenF1("May 1", "1 May"));
        Assert.False(WrittenScore.IsSame("May 1", "1 May"));
    }

    [Fact]
    public void Where_nothing_is_expected_only_nothing_is_right()
    {
        Assert.Equal(1, WrittenScore.TokenF1(null, null));
        Assert.Equal(0, WrittenScore.TokenF1(null, "14"));
        Assert.Equal(0, WrittenScore.TokenF1("14", null));
        Assert.True(WrittenScore.IsSame(null, null));
        Assert.False(WrittenScore.IsSame("14", null));
    }

    [Fact]
    public void An_answer_of_another_form_is_wrong_even_where_nothing_is_expected()
    {
        Assert.False(WrittenScore.IsExact([null, null], new WrittenAnswer("gibberish", null)));
        Assert.True(WrittenScore.IsExact([null, null], new WrittenAnswer("none", [null, null])));
        Assert.False(WrittenScore.IsExact(["14", null], new WrittenAnswer("", ["14", "days"])));
    }

    [Fact]
    public void Fields_count_as_right_expected_and_given()
    {
        ImmutableArray<string?> expected = ["Acme Ltd", "1 May", null, "Bath"];
        var answer = new WrittenAnswer("", ["Acme", "1 May", "12", null]);
        Assert.Equal(new FieldCounts(1, 3, 3), WrittenScore.Fields(expected, answer, partly: false));
        var partly = WrittenScore.Fields(expected, answer, partly: true);
        Assert.Equal(1 + (2.0 / 3), partly.Right, 1e-12);
        Assert.Equal(new FieldCounts(0, 3, 0), WrittenScore.Fields(expected, new WrittenAnswer("gibberish", null), partly: true));
    }

    [Theory]
    [InlineData("Wages are paid on the 24th of each month.", "24th", true)]
    [InlineData("Wages are paid on the 24th of each month.", "The 24th.", true)]
    [InlineData("Wages are paid on the 24th of each month.", "24", false)]
    [InlineData("", "24", false)]
    public void A_text_holds_whole_words(string text, string value, bool holds) => Assert.Equal(holds, WrittenScore.Holds(WrittenScore.Words(text), value));

    [Fact]
    public void None_and_nothing_say_that_no_text_gives_it()
    {
        Assert.Null(WrittenAnswer.ValueOf(" None "));
        Assert.Null(WrittenAnswer.ValueOf("  "));
        Assert.Null(WrittenAnswer.ValueOf(null));
        Assert.Equal("none of us", WrittenAnswer.ValueOf(" none of us"));
        Assert.Equal("party: Acme; date: 1 May", WrittenAnswer.Show(["party", "place", "date"], ["Acme", null, "1 May"]));
        Assert.Equal("none", WrittenAnswer.Show([], [null]));
    }
}
