using System.Collections.Immutable;
using System.Text.Json;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Models.Checkpoints;

/// <summary>Hugging Face's `config.json`, for the models that <see cref="Decoder"/> can be: Llama (SmolLM too), Mistral, Qwen2 and our own nano.</summary>
public static class HuggingFaceConfig
{
    private const string FileName = "config.json";
    private const string Mend = "Put the model's config.json there, beside its weights.";

    // Keys that only models with experts have.
    private static readonly string[] ExpertCounts = ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"];

    /// <param name="path">A `config.json`, or the folder that holds it.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, or describes a model that the decoder does not implement.</exception>
    public static DecoderConfig Read(string path)
    {
        var config = JsonField.ReadFile(Directory.Exists(path) ? Path.Combine(path, FileName) : path, Mend);
        string family = config.Required("model_type").AsString();
        if (family is not ("llama" or "mistral" or "qwen2" or "nano"))
            throw config.Error($"the model type '{family}' is not supported; supported are llama, mistral, qwen2 and nano");
        RefuseUnsupported(config, family);

        int hidden = Positive(config, "hidden_size");
        int heads = Positive(config, "num_attention_heads");
        int keyValueHeads = config.Optional("num_key_value_heads") is null ? heads : Positive(config, "num_key_value_heads");
        if (config.Optional("head_dim") is null && hidden % heads != 0)
            throw config.Error($"hidden_size {hidden} is no multiple of num_attention_heads {heads}");
        int headSize = config.Optional("head_dim") is null ? hidden / heads : Positive(config, "head_dim");
        if (heads % keyValueHeads != 0)
            throw config.Error($"num_attention_heads {heads} is no multiple of num_key_value_heads {keyValueHeads}");
        if (headSize % 2 != 0)
            throw config.Error($"head_dim {headSize} is odd; rotary positions need pairs");

        return new DecoderConfig
        {
            VocabularySize = Positive(config, "vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Positive(config, "intermediate_size"),
            Layers = Positive(config, "num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadSize = headSize,
            NormEpsilon = PositiveNumber(config, "rms_norm_eps", 1e-6),
            RopeTheta = ReadRopeTheta(config),
            Window = ReadWindow(config, family),
            TieEmbeddings = config.BooleanOr("tie_word_embeddings", false),
            QkvBias = config.BooleanOr("attention_bias", family == "qwen2"),
            ShortConvolution = family == "nano" ? config.Int32Or("short_convolution", 0) : 0,
            EmbeddingBlock = family == "nano" && config.Optional("embedding_block") is not null ? Positive(config, "embedding_block") : null,
        };
    }

    /// <summary>Writes a `config.json` that <see cref="Read"/> takes; as Llama or Qwen2 where the decoder is one, otherwise as nano.</summary>
    /// <param name="endTokens">The ids that end a text; may be empty.</param>
    public static void Write(string path, DecoderConfig config, IReadOnlyList<int> endTokens) => AtomicFile.Write(path, stream =>
    {
        string family = config.ShortConvolution > 0 || config.EmbeddingBlock is not null ? "nano" : config.QkvBias ? "qwen2" : "llama";
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("model_type", family);
        json.WriteStartArray("architectures");
        json.WriteStringValue(family switch { "llama" => "LlamaForCausalLM", "qwen2" => "Qwen2ForCausalLM", _ => "NanoForCausalLM" });
        json.WriteEndArray();
        json.WriteNumber("vocab_size", config.VocabularySize);
        json.WriteNumber("hidden_size", config.HiddenSize);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("num_hidden_layers", config.Layers);
        json.WriteNumber("num_attention_heads", config.Heads);
        json.WriteNumber("num_key_value_heads", config.KeyValueHeads);
        json.WriteNumber("head_dim", config.HeadSize);
        json.WriteString("hidden_act", "silu");
        json.WriteNumber("rms_norm_eps", config.NormEpsilon);
        json.WriteNumber("rope_theta", config.RopeTheta);
        json.WriteNumber("max_position_embeddings", config.Window);
        json.WriteBoolean("tie_word_embeddings", config.TieEmbeddings);
        json.WriteBoolean("attention_bias", config.QkvBias);
        if (config.ShortConvolution > 0)
            json.WriteNumber("short_convolution", config.ShortConvolution);
        if (config.EmbeddingBlock is { } block)
            json.WriteNumber("embedding_block", block);
        if (endTokens.Count > 0)
        {
            json.WriteStartArray("eos_token_id");
            foreach (int id in endTokens)
                json.WriteNumberValue(id);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    /// <summary>The ids that end a text: `eos_token_id` of `generation_config.json` where that is given, otherwise of `config.json`.</summary>
    public static ImmutableArray<int> ReadEndTokens(string folder)
    {
        string generation = Path.Combine(folder, "generation_config.json");
        var ids = File.Exists(generation) ? JsonField.ReadFile(generation, Mend).Optional("eos_token_id") : null;
        ids ??= JsonField.ReadFile(Path.Combine(folder, FileName), Mend).Optional("eos_token_id");
        return ids switch
        {
            null => [],
            { Kind: JsonValueKind.Array } several => [.. several.Items().Select(id => id.AsInt32())],
            { } one => [one.AsInt32()],
        };
    }

    private static void RefuseUnsupported(JsonField config, string family)
    {
        string activation = config.StringOr("hidden_act", config.StringOr("hidden_activation", "silu"));
        if (activation is not ("silu" or "swish"))
            throw config.Error($"the activation '{activation}' is not supported, only silu");
        if (family is "llama" or "mistral" && config.BooleanOr("attention_bias", false))
            throw config.Error("attention_bias of a Llama also means a bias on the output projection, which is not supported");
        if (config.BooleanOr("mlp_bias", false))
            throw config.Error("mlp_bias is not supported");
        foreach (string experts in ExpertCounts)
        {
            if (config.Optional(experts) is not null)
                throw config.Error($"a mixture of experts ('{experts}') is not supported");
        }
        if (config.Optional("quantization_config") is not null)
            throw config.Error("quantised weights ('quantization_config') are not supported; use the model's unquantised form");
        if (config.DoubleOr("partial_rotary_factor", 1) != 1)
            throw config.Error("'partial_rotary_factor' is not supported");
        if (config.Optional("layer_types") is { } types)
        {
            foreach (var type in types.Items().Where(type => type.AsString() is not ("full_attention" or "sliding_attention")))
                throw type.Error($"the layer type {type} is not supported");
        }
        foreach (string key in new[] { "rope_scaling", "rope_parameters" })
        {
            if (config.Optional(key) is { } rope && rope.StringOr("rope_type", rope.StringOr("type", "default")) is var kind and not "default")
                throw rope.Error($"rotary scaling '{kind}' is not supported");
        }
    }

    private static double ReadRopeTheta(JsonField config)
    {
        // Newer files put it into an object of its own.
        var place = config.Optional("rope_parameters") is { } rope && rope.Optional("rope_theta") is not null ? rope : config;
        return PositiveNumber(place, "rope_theta", 10_000);
    }

    /// <summary>A sliding window limits the input: as long as the input fits it, sliding attention and full attention are the same.</summary>
    private static int ReadWindow(JsonField config, string family)
    {
        int window = Positive(config, "max_position_embeddings");
        bool slides = config.Optional("sliding_window") is not null && config.BooleanOr("use_sliding_window", family == "mistral");
        return slides ? Math.Min(window, Positive(config, "sliding_window")) : window;
    }

    private static int Positive(JsonField config, string name)
    {
        var field = config.Required(name);
        return field.AsInt32() is var value and > 0 ? value : throw field.Error($"expected a positive number, found {field}");
    }

    private static double PositiveNumber(JsonField config, string name, double otherwise) =>
        config.DoubleOr(name, otherwise) is var value and > 0 ? value : throw config.Error($"'{name}' is not positive");
}
