using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Models;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Training;
using AdaptLab.Pretraining.Vocabulary;
using TextEncoder = AdaptLab.Pretraining.Vocabulary.TextEncoder;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining;

/// <summary>A trainer's checkpoint as a model: a folder in Hugging Face's layout, weights in bfloat16.</summary>
public static class Checkpoint
{
    /// <summary>Whether training has left one in its folder.</summary>
    public static bool IsIn(string work) => File.Exists(Path.Combine(work, "vocabulary.json")) && File.Exists(Path.Combine(work, "checkpoint.bin"));

    /// <param name="work">The folder that training works in; <see cref="IsIn"/> says whether there is a checkpoint.</param>
    /// <param name="target">Where `config.json`, `tokenizer.json` and `model.safetensors` go.</param>
    public static void Export(string work, string target)
    {
        TorchNative.EnsureLoaded();
        using var scope = NewDisposeScope();
        var encoder = TextEncoder.Load(Path.Combine(work, "vocabulary.json"));
        var weights = TensorFile.Read(Path.Combine(work, "checkpoint.bin")).Where(pair => IsWeight(pair.Key));
        var config = PretrainingRun.Config with { EmbeddingBlock = PretrainingRun.Config.Layers / 2 };

        Directory.CreateDirectory(target);
        HuggingFaceConfig.Write(Path.Combine(target, "config.json"), config, [encoder.EndOfTextId]);
        WriteTokenizer(Path.Combine(target, "tokenizer.json"), encoder.Vocabulary);
        TorchTensors.Write(
            Path.Combine(target, "model.safetensors"),
            weights.Select(pair => (pair.Key, pair.Value.to(ScalarType.BFloat16))),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" });
        // What cannot be loaded again must not be shipped.
        LanguageModel.Load(target).Dispose();
    }

    /// <summary>The weights of an exported model, for training to go on from.</summary>
    /// <param name="folder">Of a model with the configuration that is trained.</param>
    /// <exception cref="ModelLoadException">It is no such model.</exception>
    public static void ReadWeights(string folder, Decoder decoder)
    {
        using var model = LanguageModel.Load(folder);
        if (model.Decoder.Config with { EmbeddingBlock = decoder.Config.EmbeddingBlock, RowMemory = decoder.Config.RowMemory } != decoder.Config)
            throw new ModelLoadException($"{folder}: a model of another shape than nano's. A run begins with a model that 'adaptlab pretrain export' has written, or with nothing.");
        using var noGrad = no_grad();
        var saved = model.Decoder.Weights().ToDictionary(weight => weight.Name, weight => weight.Weight, StringComparer.Ordinal);
        foreach (var (name, weight) in decoder.Weights()) weight.copy_(saved[name]);
    }

    /// <summary>The vocabulary of an exported model.</summary>
    public static TextEncoder ReadVocabulary(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")));
        var model = json.RootElement.GetProperty("model");
        return new TextEncoder(new BpeVocabulary(
            [.. model.GetProperty("vocab").EnumerateObject().OrderBy(token => token.Value.GetInt32()).Select(token => token.Name)],
            [.. model.GetProperty("merges").EnumerateArray().Select(merge => (merge[0].GetString()!, merge[1].GetString()!))]));
    }

    private static bool IsWeight(string name) => name.EndsWith(".weight", StringComparison.Ordinal) && !name.StartsWith("optimizer.", StringComparison.Ordinal);

    private static void WriteTokenizer(string path, BpeVocabulary vocabulary)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(json, new
        {
            version = "1.0",
            added_tokens = new[]
            {
                new
                {
                    id = vocabulary.Vocabulary.IndexOf(TextEncoder.EndOfText), content = TextEncoder.EndOfText,
                    single_word = false, lstrip = false, rstrip = false, normalized = false, special = true,
                },
            },
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
            decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            model = new
            {
                type = "BPE",
                vocab = vocabulary.Vocabulary.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id, StringComparer.Ordinal),
                merges = vocabulary.Merges.Select(merge => new[] { merge.Left, merge.Right }),
            },
        });
    }
}
