using System.Collections.Immutable;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Models.Rows;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Models.Transformer;
using TorchSharp;

namespace AdaptLab.Models;

/// <summary>A decoder with its tokenizer, as a Hugging Face folder holds them. One request at a time: libtorch already
/// uses every core for one.</summary>
public sealed class LanguageModel : IDisposable
{
    private LanguageModel(string folder, Decoder decoder, Tokenizer tokenizer, ImmutableArray<int> endTokens)
    {
        Folder = folder;
        Decoder = decoder;
        Tokenizer = tokenizer;
        EndTokens = endTokens;
    }

    public string Folder { get; }

    /// <summary>Computes in float32.</summary>
    public Decoder Decoder { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>The ids that end a text; may be empty.</summary>
    public ImmutableArray<int> EndTokens { get; }

    public long Parameters => Decoder.Config.Parameters;

    /// <summary>Longest input, in tokens.</summary>
    public int Window => Decoder.Config.Window;

    /// <param name="folder">Holds `config.json`, `tokenizer.json` and safetensors.</param>
    /// <param name="type">Of the weights in memory; null keeps bfloat16 as it is, and widens all else to float32.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static LanguageModel Load(string folder, torch.ScalarType? type = null)
    {
        if (!Directory.Exists(folder))
            throw new ModelLoadException($"{folder}: there is no such folder. A model is a folder with config.json, tokenizer.json and model.safetensors.");
        TorchNative.EnsureLoaded();
        var config = HuggingFaceConfig.Read(folder);
        var tokenizer = Tokenizer.Load(folder);
        if (tokenizer.VocabularySize > config.VocabularySize)
            throw new ModelLoadException($"{folder}: the tokenizer has {tokenizer.VocabularySize} tokens, the model only {config.VocabularySize}. The files belong to two models.");
        using var weights = ModelWeights.Open(folder);
        return new LanguageModel(folder, ReadDecoder(config, weights, type, config.RowMemory is { } rows ? RowMemory.Of(tokenizer, rows) : null), tokenizer, HuggingFaceConfig.ReadEndTokens(folder));
    }

    public void Dispose() => Decoder.Dispose();

    private static Decoder ReadDecoder(DecoderConfig config, ModelWeights weights, torch.ScalarType? type, RowMemory? rows) => DecoderFactory.Build(config, (name, shape) =>
    {
        var (file, entry) = weights.Required(name);
        return entry.Shape.SequenceEqual(shape)
            ? file.ReadTensor(entry, type ?? (entry.DType == DType.BF16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32))
            : throw new ModelLoadException($"{weights.Source}: '{name}' has the shape [{string.Join(", ", entry.Shape)}], but config.json asks for [{string.Join(", ", shape)}].");
    }, rows);
}
