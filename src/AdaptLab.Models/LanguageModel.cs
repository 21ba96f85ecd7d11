using System.Collections.Immutable;
using System.Security.Cryptography;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Models.Transformer;
using TorchSharp;

namespace AdaptLab.Models;

/// <summary>A decoder with its tokenizer, as a Hugging Face folder holds them. One request at a time: libtorch already
/// uses every core for one.</summary>
public sealed class LanguageModel : IDisposable
{
    private LanguageModel(string folder, Decoder decoder, Tokenizer tokenizer, ImmutableArray<int> endTokens, string hash)
    {
        Folder = folder;
        Decoder = decoder;
        Tokenizer = tokenizer;
        EndTokens = endTokens;
        Hash = hash;
        Parameters = decoder.Weights().Sum(w => w.Weight.numel());
    }

    public string Folder { get; }

    /// <summary>Weights and activations in float32.</summary>
    public Decoder Decoder { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>The ids that end a text; may be empty.</summary>
    public ImmutableArray<int> EndTokens { get; }

    /// <summary>SHA-256 of the files that shape a result (configuration, tokenizer, weights), hex.</summary>
    public string Hash { get; }

    public long Parameters { get; }

    /// <summary>Longest input, in tokens.</summary>
    public int Window => Decoder.Config.Window;

    /// <param name="folder">Holds `config.json`, `tokenizer.json` and safetensors.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static LanguageModel Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ModelLoadException($"{folder}: there is no such folder. A model is a folder with config.json, tokenizer.json and model.safetensors.");
        TorchNative.EnsureLoaded();
        var config = HuggingFaceConfig.Read(folder);
        var tokenizer = Tokenizer.Load(folder);
        if (tokenizer.VocabularySize > config.VocabularySize)
            throw new ModelLoadException($"{folder}: the tokenizer has {tokenizer.VocabularySize} tokens, the model only {config.VocabularySize}. The files belong to two models.");
        using var weights = ModelWeights.Open(folder);
        return new LanguageModel(folder, ReadDecoder(config, weights), tokenizer, HuggingFaceConfig.ReadEndTokens(folder), HashOf(folder));
    }

    public void Dispose() => Decoder.Dispose();

    private static Decoder ReadDecoder(DecoderConfig config, ModelWeights weights) => DecoderFactory.Build(config, (name, shape) =>
    {
        var (file, entry) = weights.Required(name);
        return entry.Shape.SequenceEqual(shape)
            ? file.ReadTensor(entry, torch.ScalarType.Float32)
            : throw new ModelLoadException($"{weights.Source}: '{name}' has the shape [{string.Join(", ", entry.Shape)}], but config.json asks for [{string.Join(", ", shape)}].");
    });

    private static string HashOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var files = Directory.EnumerateFiles(folder)
            .Where(path => Path.GetFileName(path) is "config.json" or "tokenizer.json" || path.EndsWith(".safetensors", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var path in files)
        {
            using var stream = File.OpenRead(path);
            while (stream.Read(buffer) is var read and > 0) hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
