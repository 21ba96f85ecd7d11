using System.Text.Json.Nodes;

namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class AddedTokenTests
{
    private static string[] Spell(string tokens, string text, string? normalizer = null) => TinyTokenizer.Load(change: json =>
    {
        json["added_tokens"] = JsonNode.Parse(tokens);
        json["normalizer"] = normalizer is null ? null : JsonNode.Parse(normalizer);
    }).Spell(text);

    [Fact]
    public void The_longest_of_those_that_start_first_is_taken() => Assert.Equal(
        ["<aa>", "<a", "c"],
        Spell("""[{"id":300,"content":"<a"},{"id":301,"content":"<aa>"}]""", "<aa><ac"));

    [Fact]
    public void Stripping_takes_the_white_space_along() => Assert.Equal(
        ["a", "<m>", "c"],
        Spell("""[{"id":300,"content":"<m>","lstrip":true,"rstrip":true}]""", "a  <m> \n c"));

    [Fact]
    public void A_single_word_is_not_found_inside_another() => Assert.Equal(
        ["zz", "Ġ", "z", "z", "z"],
        Spell("""[{"id":300,"content":"zz","single_word":true}]""", "zz zzz"));

    [Fact]
    public void Only_normalised_tokens_are_found_in_normalised_text() => Assert.Equal(
        ["Yes", "n", "o"],
        Spell("""[{"id":300,"content":"Yes","normalized":true},{"id":301,"content":"No","normalized":false}]""", "YESno", """{"type":"Lowercase"}"""));
}
