using System.Text.Json;
using System.Text.Json.Nodes;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Checkpoints;

/// <summary>Writes a model in Hugging Face's layout, with whatever lies beside the weights of the one that it was made of.</summary>
public static class ModelFolder
{
    /// <summary>The types that weights are written in, by their names in `config.json`.</summary>
    public static IReadOnlyDictionary<string, ScalarType> Types { get; } = new Dictionary<string, ScalarType>(StringComparer.Ordinal)
    {
        ["float32"] = ScalarType.Float32, ["bfloat16"] = ScalarType.BFloat16, ["float16"] = ScalarType.Float16,
    };

    /// <param name="origin">The folder whose configuration, tokenizer and licence the model keeps.</param>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <exception cref="ModelLoadException">The origin's configuration cannot be read.</exception>
    public static void Save(string folder, Decoder decoder, string origin, string type)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(origin).Where(IsKept))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        WriteConfig(Path.Combine(origin, "config.json"), Path.Combine(folder, "config.json"), type);

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        TorchTensors.Write(
            Path.Combine(folder, "model.safetensors"),
            decoder.Weights().Select(w => (w.Name, w.Weight.to(Types[type]))),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" });
    }

    /// <summary>Weights are written anew, in one file.</summary>
    private static bool IsKept(string path) =>
        !path.EndsWith(".safetensors", StringComparison.Ordinal) && !path.EndsWith(".index.json", StringComparison.Ordinal)
        && !path.EndsWith(".bin", StringComparison.Ordinal) && Path.GetFileName(path) != "config.json";

    /// <summary>The origin's own, but for the type of the weights.</summary>
    private static void WriteConfig(string from, string to, string type)
    {
        var config = (JsonObject)JsonNode.Parse(File.ReadAllText(from))!;
        // Newer files call it "dtype"; both are read.
        foreach (var key in config.Select(pair => pair.Key).Where(key => key is "torch_dtype" or "dtype").DefaultIfEmpty("torch_dtype").ToArray())
            config[key] = type;
        AtomicFile.Write(to, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            config.WriteTo(json);
        });
    }
}
