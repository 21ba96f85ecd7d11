using System.Text.Json.Nodes;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Models.Tokenizers.WordModels;

namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class ByteLevelTests
{
    private static readonly string[] Texts =
    [
        "", " ", "the cold the", "  \n\t the", "Führer 3.14 don't", "日本語 🦙🦙 𝒳𝒴 e\u0301", "aaaaaaa aaaa", "\0\u0001\uFFFD", "col\u00A0col\u2028",
    ];

    [Fact]
    public void Merges_apply_in_their_order_within_words()
    {
        var tokenizer = TinyTokenizer.Load();
        Assert.Equal(["the", "Ġcol", "d", "Ġthe"], tokenizer.Spell("the cold the"));
    }

    [Fact]
    public void Any_text_comes_back_from_its_ids()
    {
        var tokenizer = TinyTokenizer.Load();
        foreach (string text in Texts)
        {
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            Assert.Equal(tokenizer.Encode(text).Length, tokenizer.Count(text));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_the_replacement_character()
    {
        var tokenizer = TinyTokenizer.Load();
        Assert.Equal(tokenizer.Encode("a\uFFFDb"), tokenizer.Encode("a\uD83Db"));
    }

    [Fact]
    public void Letters_beyond_the_basic_plane_are_letters()
    {
        // Two mathematical letters and a space between: one word each, the second with its space.
        var words = new WordSplitter().Split("𝒳y 𝒴");
        Assert.Equal(["𝒳y", " 𝒴"], words.Select(word => word.ToString()));
    }

    [Fact]
    public void A_pattern_of_its_own_cuts_the_words()
    {
        var tokenizer = TinyTokenizer.Load(splitPattern: @"\p{L}+|\s+");
        Assert.Equal(["the", "Ġ", "c", "ol", "d"], tokenizer.Spell("the cold"));
        Assert.Equal(["the", " ", "cold"], new WordSplitter(@"\p{L}+|\s+").Split("the cold").Select(word => word.ToString()));
    }

    [Fact]
    public void Special_tokens_are_found_in_text_unless_it_is_not_to_be_trusted()
    {
        var tokenizer = TinyTokenizer.Load();
        Assert.Equal(["the", "<|end|>", "the"], tokenizer.Spell("the<|end|>the"));
        Assert.DoesNotContain("<|end|>", tokenizer.Spell("the<|end|>the", recogniseSpecial: false));
        Assert.Equal("thethe", tokenizer.Decode(tokenizer.Encode("the<|end|>the")));
        Assert.Equal("the<|end|>the", tokenizer.Decode(tokenizer.Encode("the<|end|>the"), skipSpecial: false));
        Assert.Equal("the<|end|>the", tokenizer.Decode(tokenizer.Encode("the<|end|>the", recogniseSpecial: false)));
    }

    [Fact]
    public void Special_tokens_take_the_ids_after_the_vocabulary()
    {
        var tokenizer = TinyTokenizer.Load();
        Assert.Equal(TinyTokenizer.Vocabulary.Length, tokenizer.TokenId("<|end|>"));
        Assert.Equal(TinyTokenizer.Vocabulary.Length + 2, tokenizer.VocabularySize);
        Assert.Null(tokenizer.TokenId("no such token"));
        Assert.Null(tokenizer.Token(99_999));
        Assert.Equal("", tokenizer.Decode([99_999, -1]));
    }

    [Fact]
    public void Ignore_merges_prefers_a_whole_word_of_the_vocabulary()
    {
        void AddWord(JsonObject json)
        {
            json["model"]!["vocab"]!["Ġdeep"] = 300;
            json["model"]!["ignore_merges"] = true;
        }

        Assert.Equal(["Ġdeep", "d"], TinyTokenizer.Load(@"\s?deep|.", AddWord).Spell(" deepd"));
        Assert.Equal(["Ġ", "d", "e", "e", "p"], TinyTokenizer.Load().Spell(" deep"));
    }

    [Fact]
    public void Very_long_words_give_what_shorter_ones_would()
    {
        // Beyond a thousand characters another algorithm merges; on such a word both must agree.
        var tokenizer = TinyTokenizer.Load();
        string unit = "thecolaaaa";
        string[] expected = ["the", "c", "ol", "aaaa"];
        Assert.Equal(expected, tokenizer.Spell(unit));
        Assert.Equal(Enumerable.Repeat(expected, 5_000).SelectMany(one => one), tokenizer.Spell(string.Concat(Enumerable.Repeat(unit, 5_000))));
    }

    [Fact]
    public void The_library_and_our_merging_agree_on_random_words()
    {
        var tokenizer = TinyTokenizer.Load();
        var ids = TinyTokenizer.Vocabulary.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);
        var ours = new MergeTable([.. TinyTokenizer.Merges.Select(merge => new Merge(ids[merge.Left], ids[merge.Right], ids[merge.Left + merge.Right]))]);
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            string word = new([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => "thecolaa"[random.Next(8)])]);
            var merged = new List<int>();
            ours.Apply([.. word.Select(character => ids[character.ToString()])], merged);
            Assert.Equal(merged, tokenizer.Encode(word));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(3_000)]
    public void A_byte_that_the_vocabulary_lacks_is_left_out_as_the_reference_does(int times)
    {
        var tokenizer = TinyTokenizer.Load(change: json => json["model"]!["vocab"]!.AsObject().Remove("z"));
        Assert.Equal(Enumerable.Repeat("o", times), tokenizer.Spell(string.Concat(Enumerable.Repeat("oz", times))));
    }

    [Fact]
    public void Threads_may_share_a_tokenizer()
    {
        var tokenizer = TinyTokenizer.Load();
        int[] expected = tokenizer.Encode("the cold the aaaaaa");
        Parallel.For(0, 200, index =>
        {
            tokenizer.Encode($"word{index % 17}");
            Assert.Equal(expected, tokenizer.Encode("the cold the aaaaaa"));
        });
    }

    [Fact]
    public void Digits_and_prefix_space_are_followed()
    {
        var tokenizer = TinyTokenizer.Load(change: json => json["pre_tokenizer"] = JsonNode.Parse("""
            {"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}]}
            """));
        Assert.Equal(["Ġ", "1", "Ġ", "2", "Ġthe"], tokenizer.Spell("12the"));
    }
}
