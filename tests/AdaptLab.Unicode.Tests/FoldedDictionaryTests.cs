namespace AdaptLab.Unicode.Tests;

public sealed class FoldedDictionaryTests
{
    [Theory]
    [InlineData("The term ENDS.", "the  term ends!")]
    [InlineData("Müller & Söhne", "MÜLLER SÖHNE")]
    [InlineData("plain", "ｐｌａｉｎ")]
    [InlineData("ｐｌａｉｎ", "plain")]
    [InlineData("?!", " ?! ")]
    [InlineData("a1", "A1.")]
    [InlineData("Costs: $5 + $6 = $11 in all.", "costs, $5+$6=$11 (in all)")]
    public void A_text_is_found_by_any_that_folds_to_the_same_words(string added, string asked)
    {
        var values = new FoldedDictionary<int>();
        Assert.True(values.TryAdd(added, 1));
        Assert.False(values.TryAdd(asked, 2));
        Assert.True(values.TryGetValue(asked, out var found));
        Assert.Equal(1, found);
        Assert.False(values.TryGetValue(asked + " x", out _));
    }

    [Fact]
    public void Texts_that_differ_only_between_their_ends_are_told_apart()
    {
        var values = new FoldedDictionary<int>();
        Assert.True(values.TryAdd("Beginnings are one, and here it ends alike", 1));
        Assert.False(values.TryGetValue("Beginnings are two, and here it ends alike", out _));
        Assert.True(values.TryAdd("Beginnings are two, and here it ends alike", 2));
        Assert.True(values.TryGetValue("beginnings ARE two and here it ends alike", out var found));
        Assert.Equal(2, found);
    }
}
