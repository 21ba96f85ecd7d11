using System.Text.Json.Nodes;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Rows;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Models.Tests.Checkpoints;

public sealed class HuggingFaceConfigTests
{
    private const string Llama = """
        {"model_type":"llama","hidden_size":64,"intermediate_size":172,"num_hidden_layers":5,"num_attention_heads":8,"num_key_value_heads":4,
         "vocab_size":512,"max_position_embeddings":512,"rms_norm_eps":1e-05,"rope_theta":500000.0,"rope_scaling":null,"hidden_act":"silu",
         "attention_bias":false,"tie_word_embeddings":true,"eos_token_id":2}
        """;

    [SkippableFact]
    public void The_small_llama_checkpoint_is_read()
    {
        string folder = Fixtures.Find("stories260K", "hf");
        Assert.Equal(
            new DecoderConfig
            {
                VocabularySize = 512, HiddenSize = 64, IntermediateSize = 172, Layers = 5, Heads = 8, KeyValueHeads = 4, HeadSize = 8,
                NormEpsilon = 1e-5, RopeTheta = 10_000, Window = 512, TieEmbeddings = true,
            },
            HuggingFaceConfig.Read(folder));
        Assert.Equal([2, 1], HuggingFaceConfig.ReadEndTokens(folder).ToArray());
    }

    [Fact]
    public void Defaults_are_those_of_the_family()
    {
        var llama = Read(json => { json.Remove("num_key_value_heads"); json.Remove("tie_word_embeddings"); json.Remove("rms_norm_eps"); });
        Assert.Equal((8, 8, false, false, 1e-6, 500_000.0), (llama.KeyValueHeads, llama.HeadSize, llama.TieEmbeddings, llama.QkvBias, llama.NormEpsilon, llama.RopeTheta));
        Assert.True(Read(json => { json["model_type"] = "qwen2"; json.Remove("attention_bias"); }).QkvBias);
        Assert.Equal(16, Read(json => json["head_dim"] = 16).HeadSize);
        Assert.Equal(7.0, Read(json => json["rope_parameters"] = JsonNode.Parse("""{"rope_type":"default","rope_theta":7}""")).RopeTheta);
    }

    [Fact]
    public void A_sliding_window_in_use_limits_the_input()
    {
        Assert.Equal(128, Read(json => { json["model_type"] = "mistral"; json["sliding_window"] = 128; }).Window);
        Assert.Equal(512, Read(json => { json["model_type"] = "mistral"; json["sliding_window"] = null; }).Window);
        Assert.Equal(512, Read(json => { json["model_type"] = "qwen2"; json["sliding_window"] = 128; json["use_sliding_window"] = false; }).Window);
        Assert.Equal(128, Read(json => { json["model_type"] = "qwen2"; json["sliding_window"] = 128; json["use_sliding_window"] = true; }).Window);
    }

    [Theory]
    [InlineData("model_type", "\"gpt2\"", "gpt2")]
    [InlineData("model_type", "null", "'model_type' is missing")]
    [InlineData("hidden_act", "\"gelu\"", "gelu")]
    [InlineData("rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8}", "'low_freq_factor' is missing")]
    [InlineData("rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":1,\"original_max_position_embeddings\":64}", "high_freq_factor above low_freq_factor")]
    [InlineData("rope_scaling", "{\"rope_type\":\"yarn\",\"factor\":4}", "yarn")]
    [InlineData("rope_scaling", "{\"type\":\"linear\",\"factor\":2}", "linear")]
    [InlineData("embedding_multiplier", "12", "multipliers")]
    [InlineData("num_local_experts", "8", "experts")]
    [InlineData("quantization_config", "{\"bits\":4}", "quantised")]
    [InlineData("hidden_size", "65", "no multiple")]
    [InlineData("hidden_size", "0", "positive")]
    [InlineData("hidden_size", "\"64\"", "hidden_size: expected a whole number")]
    [InlineData("hidden_size", "null", "'hidden_size' is missing")]
    [InlineData("num_key_value_heads", "3", "no multiple")]
    [InlineData("head_dim", "7", "odd")]
    [InlineData("rms_norm_eps", "-1", "rms_norm_eps")]
    [InlineData("layer_types", "[\"linear_attention\"]", "linear_attention")]
    public void What_the_decoder_does_not_implement_is_refused(string key, string value, string expected)
    {
        string message = Assert.Throws<ModelLoadException>(() => Read(json => json[key] = JsonNode.Parse(value))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("config.json", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mistral", "attention_bias", "true", "attention_bias")]
    [InlineData("mistral", "mlp_bias", "true", "mlp_bias")]
    [InlineData("qwen2", "num_key_value_heads", "null", "'num_key_value_heads' is missing")]
    [InlineData("qwen3", "head_dim", "null", "'head_dim' is missing")]
    [InlineData("smollm3", "no_rope_layers", "[1,1,0,1]", "one entry for each of the 5 layers, found 4")]
    [InlineData("smollm3", "no_rope_layers", "[1,0,1,1,0]", "uneven")]
    public void So_is_what_its_family_does_not_have(string family, string key, string value, string expected)
    {
        string message = Assert.Throws<ModelLoadException>(() => Read(json => (json["model_type"], json[key]) = (family, JsonNode.Parse(value)))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_family_has_its_features()
    {
        var llama = Read(json => { json["attention_bias"] = true; json["mlp_bias"] = true; });
        Assert.True(llama is { QkvBias: true, OutputBias: true, FeedForwardBias: true, QueryKeyNorm: false, NopeInterval: 0, RopeScaling: null });

        // Qwen2's own file has no such key, and the biases are there.
        Assert.True(Read(json => { json["model_type"] = "qwen2"; json["attention_bias"] = false; }) is { QkvBias: true, OutputBias: false });
        Assert.True(Read(json => { json["model_type"] = "qwen3"; json["head_dim"] = 16; }) is { QueryKeyNorm: true, QkvBias: false, HeadSize: 16 });

        var smol = Read(json => { json["model_type"] = "smollm3"; json.Remove("rope_theta"); json.Remove("tie_word_embeddings"); });
        Assert.Equal((4, 2_000_000.0, true), (smol.NopeInterval, smol.RopeTheta, smol.TieEmbeddings));
        Assert.Equal(2, Read(json => { json["model_type"] = "smollm3"; json["no_rope_layers"] = JsonNode.Parse("[1,0,1,0,1]"); }).NopeInterval);
        Assert.Equal(0, Read(json => { json["model_type"] = "smollm3"; json["no_rope_layers"] = JsonNode.Parse("[1,1,1,1,1]"); }).NopeInterval);

        const string Scaling = """{"rope_type":"llama3","factor":32.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":8192}""";
        Assert.Equal(new Llama3RopeScaling(32, 1, 4, 8192), Read(json => json["rope_scaling"] = JsonNode.Parse(Scaling)).RopeScaling);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    public void What_was_written_is_read_back(bool bias, int convolution)
    {
        using var folder = new TemporaryFolder();
        var config = Read(_ => { }) with { QkvBias = bias, ShortConvolution = convolution, HeadSize = 10 };
        HuggingFaceConfig.Write(folder.File("config.json"), config, [3, 4]);
        Assert.Equal(config, HuggingFaceConfig.Read(folder.Path));
        Assert.Equal([3, 4], HuggingFaceConfig.ReadEndTokens(folder.Path).ToArray());
    }

    public static TheoryData<DecoderConfig> Families => [.. new Func<DecoderConfig, DecoderConfig>[]
    {
        config => config with { QkvBias = true, OutputBias = true, FeedForwardBias = true },
        config => config with { QueryKeyNorm = true, HeadSize = 16 },
        config => config with { NopeInterval = 2 },
        config => config with { RopeScaling = new Llama3RopeScaling(8, 1, 4, 256) },
    }.Select(change => change(Read(_ => { })))];

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void A_decoder_of_any_family_is_written_as_one(DecoderConfig config)
    {
        using var folder = new TemporaryFolder();
        HuggingFaceConfig.Write(folder.File("config.json"), config, []);
        Assert.Equal(config, HuggingFaceConfig.Read(folder.Path));
        Assert.DoesNotContain("nano", File.ReadAllText(folder.File("config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.125)]
    public void A_memory_of_rows_is_read_back(double network)
    {
        using var folder = new TemporaryFolder();
        var config = Read(_ => { }) with { RowMemory = new RowMemoryWeights(Penalty: 0.5, Overlap: 0, Label: 2, Strength: 8, network) };
        HuggingFaceConfig.Write(folder.File("config.json"), config, []);
        Assert.Equal(config, HuggingFaceConfig.Read(folder.Path));
    }

    [Fact]
    public void A_network_that_counts_for_nothing_is_refused()
    {
        var error = Assert.Throws<ModelLoadException>(() => Read(json =>
        {
            json["model_type"] = "nano";
            json["row_memory"] = JsonNode.Parse("""{"penalty":1,"overlap":2,"label":2,"strength":8,"network":0}""");
        }));
        Assert.Contains("'network' is not positive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_family_has_is_not_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentException>(() => HuggingFaceConfig.Write(folder.File("config.json"), Read(_ => { }) with { NopeInterval = 2, QueryKeyNorm = true }, []));
        Assert.False(File.Exists(folder.File("config.json")));
    }

    private static DecoderConfig Read(Action<JsonObject> change)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Llama)!.AsObject();
        change(json);
        return HuggingFaceConfig.Read(folder.Write("config.json", json.ToJsonString()));
    }
}
