using System.Text.Json;
using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Tests.Tokenizers;

/// <summary>The ids that Hugging Face's tokenizers give, for real tokenizers of every supported kind.</summary>
public sealed class ReferenceCaseTests
{
    [SkippableTheory]
    [InlineData("gpt2")]
    [InlineData("qwen2")]
    [InlineData("mpt")]
    [InlineData("phi-3")]
    [InlineData("bert-base-uncased")]
    public void Every_case_gives_the_reference_ids(string name)
    {
        var tokenizer = Tokenizer.Load(Fixtures.Find("tokenizers", name));
        var wrong = ReadCases(Fixtures.Find("tokenizers", name, "cases.jsonl"))
            .Where(one => !tokenizer.Encode(one.Text).SequenceEqual(one.Ids))
            .Select(one => $"{JsonSerializer.Serialize(one.Text)}: expected {string.Join(' ', one.Ids)}, got {string.Join(' ', tokenizer.Encode(one.Text))}")
            .ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [SkippableTheory]
    [InlineData("gpt2")]
    [InlineData("phi-3")]
    public void Decoding_gives_the_text_back(string name)
    {
        var tokenizer = Tokenizer.Load(Fixtures.Find("tokenizers", name));
        foreach (var one in ReadCases(Fixtures.Find("tokenizers", name, "cases.jsonl")))
            Assert.Equal(one.Text, tokenizer.Decode(one.Ids));
    }

    [SkippableFact]
    public void The_small_llama_checkpoint_gives_the_reference_ids_after_its_beginning_of_text()
    {
        var tokenizer = Tokenizer.Load(Fixtures.Find("stories260K", "hf"));
        Assert.Equal(512, tokenizer.VocabularySize);
        Assert.Equal(1, Assert.Single(tokenizer.Prefix));
        Assert.Empty(tokenizer.Suffix);
        foreach (var one in ReadCases(Fixtures.Find("stories260K", "hf", "cases.jsonl")))
        {
            Assert.Equal(one.Ids, tokenizer.Prefix.Concat(tokenizer.Encode(one.Text)));
            Assert.Equal(one.Text, tokenizer.Decode(one.Ids));
        }
    }

    private static IEnumerable<(string Text, int[] Ids)> ReadCases(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            yield return (
                document.RootElement.GetProperty("text").GetString()!,
                document.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray());
        }
    }
}
