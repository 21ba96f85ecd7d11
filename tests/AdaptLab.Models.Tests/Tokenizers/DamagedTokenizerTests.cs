using System.Text.Json.Nodes;
using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Tests.Tokenizers;

public sealed class DamagedTokenizerTests
{
    [Fact]
    public void A_missing_file_is_named_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("tokenizer.json", OneLine(() => Tokenizer.Load(folder.Path)), StringComparison.Ordinal);
        folder.Write("tokenizer.model", "");
        Assert.Contains("AutoTokenizer", OneLine(() => Tokenizer.Load(folder.Path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"model\":")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"a\":1},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":2000000000},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"\\ud83d\":1},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}}")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":[\"a\"],\"merges\":[]}}")]
    public void A_damaged_file_gives_one_line(string json)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tokenizer.json", json);
        Assert.StartsWith(path, OneLine(() => Tokenizer.Load(path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.type", "\"Unigram\"", "Unigram")]
    [InlineData("model.dropout", "0.1", "dropout")]
    [InlineData("model.merges", "[\"t zz\"]", "'zz' is not in the vocabulary")]
    [InlineData("model.merges", "[\"t\"]", "merges[0]")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "end_of_word_suffix")]
    [InlineData("normalizer", "{\"type\":\"NFKC\"}", "NFKC")]
    [InlineData("pre_tokenizer", "{\"type\":\"UnicodeScripts\"}", "UnicodeScripts")]
    [InlineData("pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},\"behavior\":\"Isolated\"}", "pattern")]
    [InlineData("pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a\"},\"behavior\":\"Merged\"}", "Merged")]
    [InlineData("decoder", "{\"type\":\"CTC\"}", "CTC")]
    [InlineData("post_processor", "{\"type\":\"Other\"}", "Other")]
    [InlineData("added_tokens", "[{\"id\":1,\"content\":\"x\"},{\"id\":1,\"content\":\"y\"}]", "occurs twice")]
    public void What_is_not_supported_is_refused_by_name(string field, string value, string expected)
    {
        string message = OneLine(() => TinyTokenizer.Load(change: json =>
        {
            var parent = field.Contains('.', StringComparison.Ordinal) ? json["model"]!.AsObject() : json;
            parent[field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..]] = JsonNode.Parse(value);
        }));
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    private static string OneLine(Func<Tokenizer> load)
    {
        string message = Assert.Throws<ModelLoadException>(load).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
