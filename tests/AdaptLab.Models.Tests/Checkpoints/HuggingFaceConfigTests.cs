using System.Text.Json.Nodes;
using AdaptLab.Models.Checkpoints;
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
    [InlineData("rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8}", "llama3")]
    [InlineData("rope_scaling", "{\"type\":\"linear\",\"factor\":2}", "linear")]
    [InlineData("attention_bias", "true", "attention_bias")]
    [InlineData("mlp_bias", "true", "mlp_bias")]
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

    private static DecoderConfig Read(Action<JsonObject> change)
    {
        using var folder = new TemporaryFolder();
        var json = JsonNode.Parse(Llama)!.AsObject();
        change(json);
        return HuggingFaceConfig.Read(folder.Write("config.json", json.ToJsonString()));
    }
}
