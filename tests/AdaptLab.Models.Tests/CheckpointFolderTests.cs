using System.Text.Json;
using System.Text.Json.Nodes;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Tests.Tokenizers;
using AdaptLab.Models.Tests.Transformer;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests;

/// <summary>Folders as teams have them: any family, in shards, in bfloat16.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("every bias", "llama")]
    [InlineData("query, key and value biases", "qwen2")]
    [InlineData("norms of queries and keys", "qwen3")]
    [InlineData("a layer without positions", "smollm3")]
    [InlineData("a stretched window", "llama")]
    public void A_checkpoint_in_bfloat16_stays_in_it_and_computes_what_the_formulas_do(string variant, string family)
    {
        using var scope = NewDisposeScope();
        using var original = Write(variant, ScalarType.BFloat16, shards: 3);
        Assert.Contains($"\"{family}\"", File.ReadAllText(_folder.File("config.json")), StringComparison.Ordinal);

        using var model = LanguageModel.Load(_folder.Path);
        Assert.All(model.Decoder.Weights(), weight => Assert.Equal(ScalarType.BFloat16, weight.Weight.dtype));
        Assert.Equal(model.Decoder.Weights().Sum(weight => weight.Weight.numel()), model.Parameters);

        // The reference computes in float64 with the very same rounded weights.
        var ids = TinyDecoder.RandomIds(9, seed: 4);
        Assert.InRange(TinyDecoder.MaxDifference(TinyDecoder.LogitsOf(model.Decoder, ids), Rows(new PlainDecoder(model.Decoder).Logits(ids))), 0, 1e-4);

        // In the type of the weights it shares them, and comes close.
        using (var fast = model.Decoder.ComputingIn(ScalarType.BFloat16))
        {
            Assert.All(fast.Weights().Zip(model.Decoder.Weights()), pair => Assert.Equal(pair.Second.Weight.Handle, pair.First.Weight.Handle));
            Assert.InRange(TinyDecoder.RelativeDifference(TinyDecoder.LogitsOf(fast, ids), TinyDecoder.LogitsOf(model.Decoder, ids)), 0, 0.05);
        }

        // The view is gone, its weights are not.
        Assert.Equal(9, TinyDecoder.LogitsOf(model.Decoder, ids).shape[0]);
    }

    /// <summary>Mistral has Llama's layers, and says so by another name.</summary>
    [Fact]
    public void A_checkpoint_of_mistral_computes_what_the_formulas_do()
    {
        using var scope = NewDisposeScope();
        using var original = Write("plain", ScalarType.BFloat16, shards: 2);
        var config = JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!;
        config["model_type"] = "mistral";
        config["architectures"] = new JsonArray("MistralForCausalLM");
        config["sliding_window"] = null;
        _folder.Write("config.json", config.ToJsonString());

        using var model = LanguageModel.Load(_folder.Path);
        var ids = TinyDecoder.RandomIds(9, seed: 4);
        Assert.InRange(TinyDecoder.MaxDifference(TinyDecoder.LogitsOf(model.Decoder, ids), Rows(new PlainDecoder(model.Decoder).Logits(ids))), 0, 1e-4);
    }

    [Fact]
    public void Its_shape_is_known_without_loading_it()
    {
        using var decoder = Write("norms of queries and keys", ScalarType.BFloat16, shards: 2);
        var shape = CheckpointShape.Read(_folder.Path);
        Assert.Equal((true, 2, decoder.Config.HiddenSize), (shape.IsBfloat16, shape.WeightBytes, shape.Config.HiddenSize));
        Assert.Equal(decoder.Weights().Sum(weight => weight.Weight.numel()), shape.Config.Parameters);

        File.Delete(_folder.File("model-00002-of-00002.safetensors"));
        Assert.Contains("model-00002-of-00002.safetensors", Assert.Throws<ModelLoadException>(() => CheckpointShape.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    public void Other_types_are_widened_to_float32(ScalarType type)
    {
        using var decoder = Write("plain", type, shards: 1);
        using var model = LanguageModel.Load(_folder.Path);
        Assert.All(model.Decoder.Weights(), weight => Assert.Equal(ScalarType.Float32, weight.Weight.dtype));
        Assert.False(CheckpointShape.Read(_folder.Path).IsBfloat16);
    }

    [Fact]
    public void It_writes_and_can_be_adapted()
    {
        using var decoder = Write("norms of queries and keys", ScalarType.BFloat16, shards: 2);
        using var model = LanguageModel.Load(_folder.Path);
        Assert.Equal(4, new TextGenerator(model).Generate([1, 2, 3], 4, default).Count());
        using var adapted = model.Decoder.Adapted((path, projection) => path.EndsWith("q_proj", StringComparison.Ordinal)
            ? new LoraProjection((DenseProjection)projection, zeros(2, decoder.Config.HiddenSize), ones(decoder.Config.Heads * decoder.Config.HeadSize, 2), 1, 0)
            : projection);
        using var scope = NewDisposeScope();
        int[] ids = [5, 6, 7];
        Assert.Equal(0, TinyDecoder.MaxDifference(TinyDecoder.LogitsOf(adapted, ids), TinyDecoder.LogitsOf(model.Decoder, ids)));
    }

    private static Tensor Rows(double[][] rows) => stack(rows.Select(row => tensor(row)));

    private Decoder Write(string variant, ScalarType type, int shards)
    {
        TokenizerJson.WriteByteLevelBpe(_folder.File("tokenizer.json"), TinyTokenizer.Vocabulary, TinyTokenizer.Merges, ["<|end|>"], null);
        var decoder = TinyDecoder.Create(TinyDecoder.Config(variant) with { VocabularySize = 280 }, type: type);
        HuggingFaceConfig.Write(_folder.File("config.json"), decoder.Config, [264]);
        var weights = decoder.Weights().ToArray();
        if (shards == 1)
        {
            TorchTensors.Write(_folder.File("model.safetensors"), weights);
            return decoder;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var shard = 0; shard < shards; shard++)
        {
            var name = $"model-{shard + 1:00000}-of-{shards:00000}.safetensors";
            var held = weights.Where((_, index) => index % shards == shard).ToArray();
            TorchTensors.Write(_folder.File(name), held);
            foreach (var (tensor, _) in held) map[tensor] = name;
        }

        _folder.Write("model.safetensors.index.json", JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map }));
        return decoder;
    }
}
