using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class BertLikeTests
{
    private static readonly Tokenizer Bert = TinyTokenizer.LoadText("""
        {"added_tokens":[{"id":1,"content":"[CLS]","special":true},{"id":2,"content":"[SEP]","special":true}],
         "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
         "pre_tokenizer":{"type":"BertPreTokenizer"},
         "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
         "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
         "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":10,
           "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"un":3,"##aff":4,"##able":5,"cafe":6,",":7,"日":8,"i":9,"##s":10}}}
        """);

    [Fact]
    public void Words_become_their_longest_pieces() => Assert.Equal(["un", "##aff", "##able", ",", "cafe", "##s"], Bert.Spell("UNAFFABLE, cafés"));

    [Fact]
    public void Accents_case_and_control_characters_make_no_difference() =>
        Assert.Equal(["cafe", "cafe", "i"], Bert.Spell("CAFÉ\u00A0ca\u200Dfe\u0301\u0001 İ"));

    [Fact]
    public void Chinese_characters_are_words_of_their_own() => Assert.Equal(["un", "日", "日"], Bert.Spell("un日日"));

    [Fact]
    public void A_word_with_a_rest_or_too_long_is_unknown_as_a_whole() => Assert.Equal(["[UNK]", "[UNK]", "[UNK]"], Bert.Spell("unx 🦙🦙 ununununununun"));

    [Fact]
    public void The_template_names_the_tokens_around_a_text()
    {
        Assert.Equal([1], Bert.Prefix.ToArray());
        Assert.Equal([2], Bert.Suffix.ToArray());
    }

    [Fact]
    public void Decoding_joins_pieces_and_tidies_punctuation() => Assert.Equal("unaffable, cafe", Bert.Decode(Bert.Encode("unaffable, cafe")));
}
