namespace AdaptLab.Reading.Tests;

public sealed class PassageTextTests
{
    [Theory]
    [InlineData("Dr. Ada F. Voss came. She stayed.", 2)]
    [InlineData("It is in the U.S. and in Mr. Reed's shop.", 1)]
    [InlineData("So did I. He left.", 2)]
    [InlineData("One line\n\nanother", 2)]
    public void A_full_stop_after_a_shortened_word_ends_no_sentence(string text, int sentences) => Assert.Equal(sentences, PassageText.Of(text).Sentences.Length);
}
