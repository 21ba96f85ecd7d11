namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class SentencePieceLikeTests
{
    private const string Prepended = """[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]""";

    private static string Json(string normalizer, string preTokenizer, string extraMerges = "", string unknown = "\"byte_fallback\":true") => $$$"""
        {"added_tokens":[{"id":0,"content":"<s>","special":true,"normalized":false}],
         "normalizer":{{{normalizer}}},"pre_tokenizer":{{{preTokenizer}}},
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
            "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]} } },
         "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
         "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,{{{unknown}}},
            "vocab":{"<s>":0,"<unk>":1,"<0xC3>":2,"<0xAB>":3,"▁":4,"t":5,"o":6,"n":7,"▁t":8,"on":9,"n▁":10,"<0x0A>":11},
            "merges":["▁ t","o n"{{{extraMerges}}}]} }
        """;

    [Fact]
    public void Spaces_start_words_and_unknown_characters_fall_back_to_bytes()
    {
        var tokenizer = TinyTokenizer.LoadText(Json($$"""{"type":"Sequence","normalizers":{{Prepended}}}""", "null"));
        Assert.Equal(["▁t", "on", "▁", "▁", "n", "<0xC3>", "<0xAB>", "<0x0A>"], tokenizer.Spell("ton  në\n"));
        Assert.Equal("ton  në\n", tokenizer.Decode(tokenizer.Encode("ton  në\n")));
        Assert.Equal([0], tokenizer.Prefix.ToArray());
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void What_goes_on_from_a_text_has_the_spaces_that_it_has_there()
    {
        var tokenizer = TinyTokenizer.LoadText(Json($$"""{"type":"Sequence","normalizers":{{Prepended}}}""", "null"));
        int[] Ids(params string[] tokens) => [.. tokens.Select(token => tokenizer.TokenId(token)!.Value)];
        Assert.Equal(Ids("▁", "▁", "on"), tokenizer.Encode(" on"));
        Assert.Equal(Ids("▁", "on"), tokenizer.EncodeAfter("t", " on"));
        // "n ▁" joins over the seam: there is no saying which tokens are the text's.
        var joining = TinyTokenizer.LoadText(Json($$"""{"type":"Sequence","normalizers":{{Prepended}}}""", "null", ",\"n ▁\""));
        Assert.Equal(joining.Encode(" o"), joining.EncodeAfter("n", " o"));
    }

    [Fact]
    public void Characters_without_their_bytes_are_one_unknown_token_together()
    {
        var tokenizer = TinyTokenizer.LoadText(Json("null", "null"));
        Assert.Equal(["t", "<unk>", "o"], tokenizer.Spell("t日本o"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_decoded_one_by_one()
    {
        var tokenizer = TinyTokenizer.LoadText(Json("null", "null"));
        Assert.Equal("\uFFFDt", tokenizer.Decode([2, 5]));
    }

    [Fact]
    public void A_merge_across_a_space_is_not_lost()
    {
        // "n ▁" joins over the start of a word, so the text must not be cut there.
        var tokenizer = TinyTokenizer.LoadText(Json($$"""{"type":"Sequence","normalizers":{{Prepended}}}""", "null", ",\"n ▁\""));
        Assert.Equal(["▁", "n▁", "o"], tokenizer.Spell("n o"));
    }

    [Theory]
    [InlineData("always", true)]
    [InlineData("first", false)]
    public void Metaspace_prepends_as_its_scheme_says(string scheme, bool afterSpecial)
    {
        var tokenizer = TinyTokenizer.LoadText(Json("null", $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":true}"""));
        string[] rest = afterSpecial ? ["▁", "on"] : ["on"];
        Assert.Equal(["▁t", "on", "▁t", "<s>", .. rest], tokenizer.Spell("ton t<s>on"));
    }
}
