using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tokenizers;

/// <summary>Writes `tokenizer.json`, so that Hugging Face's libraries read our tokenizers too.</summary>
public static class TokenizerJson
{
    /// <summary>Writes a byte-level BPE tokenizer in GPT-2's style.</summary>
    /// <param name="path">The file, usually `tokenizer.json`; replaced in one step.</param>
    /// <param name="vocabulary">The tokens in the order of their ids, spelled in <see cref="ByteAlphabet"/>.</param>
    /// <param name="merges">The merges, the earliest rule first, in the same spelling.</param>
    /// <param name="specialTokens">Spelled as they are; one that is in <paramref name="vocabulary"/> keeps its id, others take the ids that follow.</param>
    /// <param name="splitPattern">A regular expression that cuts text into words; null is GPT-2's.</param>
    public static void WriteByteLevelBpe(
        string path,
        IReadOnlyList<string> vocabulary,
        IReadOnlyList<(string Left, string Right)> merges,
        IReadOnlyList<string> specialTokens,
        string? splitPattern = null) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WritePropertyName("added_tokens");
        WriteSpecialTokens(json, vocabulary, specialTokens);
        json.WriteNull("normalizer");
        json.WritePropertyName("pre_tokenizer");
        WritePreTokenizer(json, splitPattern);
        json.WriteNull("post_processor");
        json.WritePropertyName("decoder");
        WriteByteLevel(json, useRegex: true);
        json.WritePropertyName("model");
        WriteModel(json, vocabulary, merges);
        json.WriteEndObject();
    });

    private static void WriteSpecialTokens(Utf8JsonWriter json, IReadOnlyList<string> vocabulary, IReadOnlyList<string> specialTokens)
    {
        var ids = Enumerable.Range(0, vocabulary.Count).ToDictionary(id => vocabulary[id], StringComparer.Ordinal);
        json.WriteStartArray();
        foreach (string token in specialTokens)
        {
            if (!ids.TryGetValue(token, out int id))
                ids.Add(token, id = ids.Count);
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", token);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, string? splitPattern)
    {
        if (splitPattern is null)
        {
            WriteByteLevel(json, useRegex: true);
            return;
        }
        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", splitPattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WriteByteLevel(json, useRegex: false);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, bool useRegex)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", useRegex);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, IReadOnlyList<string> vocabulary, IReadOnlyList<(string Left, string Right)> merges)
    {
        json.WriteStartObject();
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        for (int id = 0; id < vocabulary.Count; id++)
            json.WriteNumber(vocabulary[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in merges)
            json.WriteStringValue($"{left} {right}");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
