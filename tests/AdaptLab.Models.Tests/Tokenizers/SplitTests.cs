using AdaptLab.Models.Tokenizers.PreTokenizers;

namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class SplitTests
{
    // The example of Hugging Face's own documentation: splitting "the-final--countdown" at "-".
    [Theory]
    [InlineData("Removed", "the|final|countdown")]
    [InlineData("Isolated", "the|-|final|-|-|countdown")]
    [InlineData("MergedWithPrevious", "the-|final-|-|countdown")]
    [InlineData("MergedWithNext", "the|-final|-|-countdown")]
    [InlineData("Contiguous", "the|-|final|--|countdown")]
    public void Each_behaviour_cuts_as_documented(string behavior, string expected)
    {
        var words = new List<ReadOnlyMemory<char>>();
        RegexSplit.Create("-", Enum.Parse<SplitBehavior>(behavior)).Split("the-final--countdown".AsMemory(), first: true, words);
        Assert.Equal(expected, string.Join('|', words));
    }

    [Fact]
    public void Inverted_the_matches_are_kept()
    {
        var words = new List<ReadOnlyMemory<char>>();
        RegexSplit.Create(@"\p{L}+", SplitBehavior.Removed, invert: true).Split("one, 𝒳two".AsMemory(), first: true, words);
        Assert.Equal("one|𝒳two", string.Join('|', words));
    }
}
