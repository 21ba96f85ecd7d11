using System.Text.Json.Nodes;
using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Tests.Tokenizers;

/// <summary>Small tokenizers written by the test, for tests that run anywhere.</summary>
internal static class TinyTokenizer
{
    public static readonly (string Left, string Right)[] Merges =
        [("t", "h"), ("th", "e"), ("Ġ", "the"), ("o", "l"), ("Ġ", "c"), ("Ġc", "ol"), ("a", "a"), ("aa", "aa")];

    /// <summary>Every byte, then the merged tokens.</summary>
    public static string[] Vocabulary =>
        [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.ToText([(byte)value])), .. Merges.Select(merge => merge.Left + merge.Right)];

    public static Tokenizer Load(string? splitPattern = null, Action<JsonObject>? change = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("tokenizer.json");
        TokenizerJson.WriteByteLevelBpe(path, Vocabulary, Merges, ["<|end|>", "<|pad|>"], splitPattern);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change?.Invoke(json);
        File.WriteAllText(path, json.ToJsonString());
        return Tokenizer.Load(folder.Path);
    }

    public static Tokenizer LoadText(string json)
    {
        using var folder = new TemporaryFolder();
        return Tokenizer.Load(folder.Write("tokenizer.json", json));
    }

    /// <summary>The tokens of a text by their spelling.</summary>
    public static string[] Spell(this Tokenizer tokenizer, string text, bool recogniseSpecial = true) =>
        [.. tokenizer.Encode(text, recogniseSpecial).Select(id => tokenizer.Token(id)!)];
}
