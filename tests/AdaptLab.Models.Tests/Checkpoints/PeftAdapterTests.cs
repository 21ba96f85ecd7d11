using System.Text.Json;
using System.Text.Json.Nodes;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tests.Checkpoints;

public sealed class PeftAdapterTests
{
    private const string Query = "model.layers.0.self_attn.q_proj";
    private const string Down = "model.layers.1.mlp.down_proj";

    [SkippableFact]
    public void Configs_of_PEFT_are_read()
    {
        var plain = ReadFixture("llama-3.2-3B-rank32");
        Assert.Equal((32, 64.0, false, false), (plain.Rank, plain.Alpha, plain.UseRankStabilised, plain.UseDora));
        Assert.Equal("CAUSAL_LM", plain.TaskType);
        Assert.Equal(AdapterTargets.Default, plain.Targets);
        Assert.Equal(2, plain.ScalingOf(Query));

        var stabilised = ReadFixture("llama-3.2-3B-rank64-rslora");
        Assert.True(stabilised.UseRankStabilised);
        Assert.Equal(stabilised.Alpha / 8, stabilised.ScalingOf(Query));
        Assert.True(ReadFixture("llama-3.2-3B-rank32-dora").UseDora);
    }

    [SkippableFact]
    public void A_config_is_written_with_PEFTs_keys_in_PEFTs_order()
    {
        string fixture = Fixtures.Find("peft", "llama-3.2-3B-rank32.adapter_config.json");
        using var folder = new TemporaryFolder();
        Save(folder, AdapterConfigJson.Read(fixture), Query, 32);
        string written = File.ReadAllText(folder.File("adapter_config.json"));
        // A saved adapter is ready for use, and names its targets.
        string expected = File.ReadAllText(fixture).TrimEnd()
            .Replace("\"inference_mode\": false", "\"inference_mode\": true", StringComparison.Ordinal)
            .Replace("\"target_modules\": null", "\"target_modules\": [\n    \"q_proj\",\n    \"v_proj\"\n  ]", StringComparison.Ordinal);
        Assert.Equal(expected, written);
    }

    [Fact]
    public void An_adapter_is_read_back_as_it_was_saved()
    {
        var config = new AdapterConfig
        {
            Rank = 4, Alpha = 16, Dropout = 0.05, Targets = AdapterTargets.Of("q_proj", "down_proj"), BaseModel = "org/base", Revision = "abc",
            RankPattern = [new("mlp.down_proj", 2)], AlphaPattern = [new("down_proj", 5.5)],
        };
        using var folder = new TemporaryFolder();
        PeftAdapter.Save(folder.Path, config, [.. Tensors(Query, 4), .. Tensors(Down, 2)]);

        using var adapter = PeftAdapter.Open(folder.Path);
        Assert.Equal("pt", adapter.Weights.Metadata["format"]);
        Assert.Equal(
            ["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"],
            adapter.Weights.Entries.Select(entry => entry.Name).Where(name => name.Contains("q_proj", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal([Query, Down], adapter.Modules.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(4, adapter.Modules[Query].Scaling);
        Assert.Equal(2.75, adapter.Modules[Down].Scaling);
        Assert.Equal([2L, 3L], adapter.Modules[Down].A.Shape.ToArray());
        Assert.Equal(
            config with { RankPattern = [], AlphaPattern = [] },
            adapter.Config with { RankPattern = [], AlphaPattern = [] });
        Assert.Equal(config.RankPattern.AsEnumerable(), adapter.Config.RankPattern);
        Assert.Equal(config.AlphaPattern.AsEnumerable(), adapter.Config.AlphaPattern);
    }

    /// <summary>Key for key and tensor for tensor what PEFT's save_pretrained writes, for a DoRA adapter with rsLoRA's scale.</summary>
    [Fact]
    public void A_folder_is_written_as_PEFT_writes_it()
    {
        using var folder = new TemporaryFolder();
        var config = new AdapterConfig { Rank = 4, Alpha = 16, Dropout = 0.1, UseDora = true, UseRankStabilised = true, Targets = AdapterTargets.Of("q_proj"), BaseModel = "org/base" };
        PeftAdapter.Save(folder.Path, config, [.. Tensors(Query, 4), Tensor(AdapterTensorName.Format(Query, AdapterPart.Magnitude), 5)]);
        Assert.Equal(
            """
            {
              "alpha_pattern": {},
              "auto_mapping": null,
              "base_model_name_or_path": "org/base",
              "bias": "none",
              "corda_config": null,
              "eva_config": null,
              "exclude_modules": null,
              "fan_in_fan_out": false,
              "inference_mode": true,
              "init_lora_weights": true,
              "layer_replication": null,
              "layers_pattern": null,
              "layers_to_transform": null,
              "loftq_config": {},
              "lora_alpha": 16,
              "lora_bias": false,
              "lora_dropout": 0.1,
              "megatron_config": null,
              "megatron_core": "megatron.core",
              "modules_to_save": null,
              "peft_type": "LORA",
              "r": 4,
              "rank_pattern": {},
              "revision": null,
              "target_modules": [
                "q_proj"
              ],
              "task_type": "CAUSAL_LM",
              "use_dora": true,
              "use_rslora": true
            }
            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder.File("adapter_config.json")));

        var bytes = File.ReadAllBytes(folder.File("adapter_model.safetensors"));
        var header = System.Text.Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToInt64(bytes));
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]},"base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight":{"dtype":"F32","shape":[5,4],"data_offsets":[48,128]},"base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector":{"dtype":"F32","shape":[5],"data_offsets":[128,148]}}""",
            header.TrimEnd());
        Assert.Equal(0, (8 + header.Length) % 8);
        Assert.Equal(8 + header.Length + 148, bytes.Length);
    }

    [Theory]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", Query, AdapterPart.A)]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_B.default.weight", Query, AdapterPart.B)]
    [InlineData("base_model.model.layers.0.self_attn.q_proj.lora_A.weight", Query, AdapterPart.A)]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector", Query, AdapterPart.Magnitude)]
    public void Tensor_names_lead_to_modules(string tensor, string module, AdapterPart part) =>
        Assert.Equal((module, part), AdapterTensorName.Parse(tensor));

    [Theory]
    [InlineData("model.layers.0.self_attn.q_proj.lora_A.weight")]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_B.bias")]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_A")]
    [InlineData("base_model.model.model.embed_tokens.lora_embedding_A")]
    [InlineData("base_model.model.lm_head.weight")]
    public void Other_tensors_are_none_of_an_adapter(string tensor) => Assert.Null(AdapterTensorName.Parse(tensor));

    [Fact]
    public void Targets_match_as_PEFT_matches_them()
    {
        Assert.True(AdapterTargets.Of("q_proj").Include(Query));
        Assert.False(AdapterTargets.Of("proj").Include(Query));
        Assert.True(AdapterTargets.Of(Query).Include(Query));
        Assert.True(AdapterTargets.Matching(@".*\.(q|v)_proj").Include(Query));
        Assert.False(AdapterTargets.Matching("q_proj").Include(Query));
        Assert.Equal(AdapterTargets.AllLinear, ReadConfig(json => json["target_modules"] = "All-Linear").Targets);
        var config = new AdapterConfig { Rank = 1, RankPattern = [new(@"layers\.0\..*", 2), new("q_proj", 3)] };
        Assert.Equal((2, 3, 1), (config.RankOf(Query), config.RankOf("model.layers.1.self_attn.q_proj"), config.RankOf("model.layers.1.my_q_proj")));
    }

    [Fact]
    public void Unknown_keys_and_neutral_values_are_passed_over() => Assert.Equal(8, ReadConfig(json =>
    {
        json["from_the_future"] = 3;
        json["bias"] = "none";
        json["modules_to_save"] = null;
        json["layers_to_transform"] = new JsonArray();
        json["loftq_config"] = new JsonObject();
        json["init_lora_weights"] = "gaussian";
    }).Rank);

    [Theory]
    [InlineData("peft_type", "\"IA3\"", "IA3")]
    [InlineData("bias", "\"all\"", "bias")]
    [InlineData("fan_in_fan_out", "true", "fan_in_fan_out")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save")]
    [InlineData("layers_to_transform", "3", "layers_to_transform")]
    [InlineData("layer_replication", "[[0,1]]", "layer_replication")]
    [InlineData("target_parameters", "[\"x\"]", "target_parameters")]
    [InlineData("lora_bias", "true", "lora_bias")]
    [InlineData("use_qalora", "true", "use_qalora")]
    [InlineData("init_lora_weights", "\"pissa\"", "pissa")]
    [InlineData("target_modules", "\"(\"", "target_modules")]
    [InlineData("rank_pattern", "{\"[\":4}", "rank_pattern")]
    [InlineData("r", "0", "rank 0")]
    [InlineData("lora_dropout", "1.0", "lora_dropout")]
    public void What_is_not_implemented_is_refused_by_name(string key, string value, string expected)
    {
        string message = Assert.Throws<ModelLoadException>(() => ReadConfig(json => json[key] = JsonNode.Parse(value))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("adapter_config.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_do_not_fit_the_config_are_refused()
    {
        var config = new AdapterConfig { Rank = 4 };
        AssertRefused(config, Tensors(Query, 3), "instead of rank 4");
        AssertRefused(config, Tensors(Down, 4), "none of the target_modules");
        AssertRefused(config, Tensors(Query, 4).Take(1), "lacks lora_B");
        AssertRefused(config, [], "holds no adapter");
        AssertRefused(config, [.. Tensors(Query, 4), Tensor("lm_head.weight", 1)], "'lm_head.weight'");
        AssertRefused(config with { UseDora = true }, Tensors(Query, 4), "lacks the magnitude");
        AssertRefused(config, [.. Tensors(Query, 4), Tensor(AdapterTensorName.Format(Query, AdapterPart.Magnitude), 5)], "use_dora is false");
        AssertRefused(config with { UseDora = true }, [.. Tensors(Query, 4), Tensor(AdapterTensorName.Format(Query, AdapterPart.Magnitude), 6)], "does not fit");
        AssertRefused(config, [.. Tensors(Query, 4), Tensor($"base_model.model.{Query}.lora_A.default.weight", 1)], "two tensors");
    }

    private static void AssertRefused(AdapterConfig config, IEnumerable<TensorData> tensors, string expected)
    {
        using var folder = new TemporaryFolder();
        PeftAdapter.Save(folder.Path, config, tensors);
        Assert.Contains(expected, Assert.Throws<ModelLoadException>(() => PeftAdapter.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void Save(TemporaryFolder folder, AdapterConfig config, string module, int rank) =>
        PeftAdapter.Save(folder.Path, config, Tensors(module, rank));

    private static AdapterConfig ReadFixture(string name) => AdapterConfigJson.Read(Fixtures.Find("peft", $"{name}.adapter_config.json"));

    private static AdapterConfig ReadConfig(Action<JsonObject> change)
    {
        using var folder = new TemporaryFolder();
        var json = new JsonObject { ["peft_type"] = "LORA" };
        change(json);
        return AdapterConfigJson.Read(folder.Write("adapter_config.json", json.ToJsonString(JsonSerializerOptions.Default)));
    }

    private static IEnumerable<TensorData> Tensors(string module, int rank) =>
        [Tensor(AdapterTensorName.Format(module, AdapterPart.A), rank, 3), Tensor(AdapterTensorName.Format(module, AdapterPart.B), 5, rank)];

    private static TensorData Tensor(string name, params long[] shape) =>
        new(name, DType.F32, shape, stream => stream.Write(new byte[shape.Aggregate(4L, (product, size) => product * size)]));
}
