using System.Text;
using AdaptLab.Experiments.Prompting;
using TextEncoder = AdaptLab.Pretraining.Vocabulary.TextEncoder;

namespace AdaptLab.Pretraining.Tests.Vocabulary;

public sealed class TextEncoderTests
{
    [Fact]
    public void Any_text_comes_back_as_it_was()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var text = RandomText(new Random(seed));
            Assert.Equal(text, TinyCorpus.Encoder.Decode(TinyCorpus.Encoder.Encode(text)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n\t  \u00a0\u2003x")]
    [InlineData("e\u0301 ﷺ 👩‍👩‍👧 \u0000 \ufeff")]
    public void So_do_the_odd_ones(string text) => Assert.Equal(text, TinyCorpus.Encoder.Decode(TinyCorpus.Encoder.Encode(text)));

    [Fact]
    public void A_saved_vocabulary_encodes_the_same_when_loaded()
    {
        using var folder = new TemporaryFolder();
        TinyCorpus.Encoder.Save(folder.File("vocabulary.json"));
        var loaded = TextEncoder.Load(folder.File("vocabulary.json"));
        Assert.Equal(TinyCorpus.Encoder.Vocabulary.Vocabulary.AsEnumerable(), loaded.Vocabulary.Vocabulary);
        Assert.Equal(TinyCorpus.Encoder.Vocabulary.Merges.AsEnumerable(), loaded.Vocabulary.Merges);
        Assert.Equal(TinyCorpus.Encoder.EndOfTextId, loaded.EndOfTextId);
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(TinyCorpus.Encoder.Encode(RandomText(new Random(seed))), loaded.Encode(RandomText(new Random(seed))));
    }

    [Fact]
    public void Frequent_words_are_one_token_and_the_spelled_out_mark_of_the_end_is_none()
    {
        Assert.Single(TinyCorpus.Encoder.Encode(" river"));
        Assert.DoesNotContain(TinyCorpus.Encoder.EndOfTextId, TinyCorpus.Encoder.Encode($"a {TextEncoder.EndOfText} b"));
    }

    [Fact]
    public void Rows_encoded_one_by_one_are_the_tokens_of_the_whole_prompt()
    {
        var encode = TinyCorpus.Encoder.Encode;
        var (header, row, request) = (PromptLayout.Labels([("river", null), ("garden", "plants")]) + "\n", PromptLayout.Row("the cat sees it!", "river"), PromptLayout.Request("a dog"));
        int[] parts = [.. encode(header), .. encode(row), .. encode(request)];
        Assert.Equal(encode(header + row + request), parts);
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(40); text.Length < length;)
        {
            var rune = random.Next(6) switch
            {
                0 => random.Next(0x110000),
                1 => random.Next(0x3000),
                2 => " \n\t'"[random.Next(4)],
                _ => random.Next(32, 127),
            };
            if (Rune.IsValid(rune)) text.Append(new Rune(rune));
        }

        return text.ToString();
    }
}
