using FsCheck;
using FsCheck.Xunit;

namespace AdaptLab.Unicode.Tests;

public sealed class FoldedWordsTests
{
    [Theory]
    [InlineData("Straße", "STRASSE")]
    [InlineData("caf\u00E9", "CAFE\u0301")]
    [InlineData("ﬁnal oﬀer №５", "final offer no5")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("third-party  claim", "Third party, claim.")]
    [InlineData("co\u00ADop\u200B", "coop")]
    [InlineData("ｶﾞｽ", "ガス")]
    [InlineData("終了。 する", "終了する")]
    public void Texts_that_look_the_same_have_one_key(string one, string other) => Assert.Equal(FoldedWords.Key(one), FoldedWords.Key(other));

    [Theory]
    [InlineData("a party", "party a")]
    [InlineData("café", "cafe")]
    [InlineData("🙂", "🙁")]
    [InlineData("?", "!")]
    [InlineData("10%", "10 €")]
    [InlineData("can not", "cannot")]
    public void Other_texts_have_other_keys(string one, string other) => Assert.NotEqual(FoldedWords.Key(one), FoldedWords.Key(other));

    [Fact]
    public void Words_know_where_they_stand()
    {
        const string text = "  «ﬁne», nai\u0308ve 終了!";

        Assert.Equal(["fine=ﬁne", "na\u00EFve=nai\u0308ve", "終=終", "了=了"], Words(text));
    }

    [Property(MaxTest = 300)]
    public void Folding_is_done_once_and_words_follow_each_other(NonNull<string> text)
    {
        var last = 0;
        var words = new FoldedWords(text.Get);
        while (words.MoveNext())
        {
            Assert.True(words.Start >= last && words.End > words.Start && words.End <= text.Get.Length);
            last = words.Start;
        }

        var key = FoldedWords.Key(text.Get);
        Assert.Equal(key, FoldedWords.Key(key));
        Assert.Equal(key, FoldedWords.Key(text.Get + " "));
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var folded = new FoldedWords(text);
        while (folded.MoveNext())
            words.Add($"{folded.Current}={text[folded.Start..folded.End]}");
        return words;
    }

    /// <summary>They take a shorter way, which must lead to the same place.</summary>
    [Fact]
    public void Keys_of_plain_texts_are_those_of_any_text()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (char)random.Next(128)));
            Assert.Equal(FoldedWords.AnyKey(text), FoldedWords.Key(text));
        }
    }
}
