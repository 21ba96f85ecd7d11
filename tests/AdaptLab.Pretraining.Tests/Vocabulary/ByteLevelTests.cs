using AdaptLab.Pretraining.Vocabulary;

namespace AdaptLab.Pretraining.Tests.Vocabulary;

public sealed class ByteLevelTests
{
    [Fact]
    public void Every_byte_has_a_character_of_its_own_that_can_be_seen()
    {
        Assert.Equal(256, ByteLevel.Alphabet.Distinct().Count());
        Assert.DoesNotContain(ByteLevel.Alphabet, character => char.IsWhiteSpace(character) || char.IsControl(character));
    }

    [Theory]
    [InlineData(" low", "Ġlow")]
    [InlineData("\n", "Ċ")]
    [InlineData("é", "Ã©")]
    [InlineData("🙂", "ðŁĻĤ")]
    [InlineData("", "")]
    public void Words_are_spelled_as_GPT2_spells_them(string word, string expected) => Assert.Equal(expected, ByteLevel.Encode(word));

    [Fact]
    public void Words_of_any_length_are_spelled() =>
        Assert.Equal(new string('Ġ', 3_000_000), ByteLevel.Encode(new string(' ', 3_000_000)));

    [Theory]
    [InlineData("Hello world", "Hello| world")]
    [InlineData("it's 12 o'clock!!", "it|'s| 12| o|'|clock|!!")]
    [InlineData("a  b\n\nc", "a| | b|\n|\n|c")]
    [InlineData("end  ", "end|  ")]
    public void Text_is_cut_as_GPT2_cuts_it(string text, string expected) =>
        Assert.Equal(expected.Split('|'), ByteLevel.Words().Matches(text).Select(match => match.Value));
}
