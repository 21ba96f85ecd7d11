namespace AdaptLab.Unicode.Tests;

public sealed class FoldedDictionaryTests
{
    [Theory]
    [InlineData("The term ENDS.", "the  term ends!")]
    [InlineData("Müller & Söhne", "MÜLLER SÖHNE")]
    [InlineData("plain", "ｐｌａｉｎ")]
    [InlineData("ｐｌａｉｎ", "plain")]
    [InlineData("?!", " ?! ")]
    public void A_text_is_found_by_any_that_folds_to_the_same_words(string added, string asked)
    {
        var values = new FoldedDictionary<int>();
        Assert.True(values.TryAdd(added, 1));
        Assert.False(values.TryAdd(asked, 2));
        Assert.True(values.TryGetValue(asked, out var found));
        Assert.Equal(1, found);
        Assert.False(values.TryGetValue(asked + " x", out _));
    }
}
