using System.Collections.Immutable;
using System.Text.Json;
using AdaptLab.Models.Rows;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Models.Checkpoints;

/// <summary>Hugging Face's `config.json`, for the models that <see cref="Decoder"/> can be: Llama (SmolLM and SmolLM2 too), Mistral, Qwen2, Qwen3, SmolLM3 and our own nano.</summary>
public static class HuggingFaceConfig
{
    private const string FileName = "config.json";
    private const string Mend = "Put the model's config.json there, beside its weights.";

    private static readonly string[] Families = ["llama", "mistral", "qwen2", "qwen3", "smollm3", "nano"];

    // Keys that only models with experts have.
    private static readonly string[] ExpertCounts = ["num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"];

    /// <param name="path">A `config.json`, or the folder that holds it.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, or describes a model that the decoder does not implement.</exception>
    public static DecoderConfig Read(string path)
    {
        var config = JsonField.ReadFile(Directory.Exists(path) ? Path.Combine(path, FileName) : path, Mend);
        string family = config.Required("model_type").AsString();
        if (!Families.Contains(family))
            throw config.Error($"the model type '{family}' is not supported; supported are {string.Join(", ", Families)}");
        RefuseUnsupported(config, family);

        int hidden = Positive(config, "hidden_size");
        int heads = Positive(config, "num_attention_heads");
        // The others have defaults of their own for it, and files that say it always.
        int keyValueHeads = family is "llama" or "nano" && config.Optional("num_key_value_heads") is null ? heads : Positive(config, "num_key_value_heads");
        if (family == "qwen3")
            config.Required("head_dim");
        if (config.Optional("head_dim") is null && hidden % heads != 0)
            throw config.Error($"hidden_size {hidden} is no multiple of num_attention_heads {heads}");
        int headSize = config.Optional("head_dim") is null ? hidden / heads : Positive(config, "head_dim");
        if (heads % keyValueHeads != 0)
            throw config.Error($"num_attention_heads {heads} is no multiple of num_key_value_heads {keyValueHeads}");
        if (headSize % 2 != 0)
            throw config.Error($"head_dim {headSize} is odd; rotary positions need pairs");
        bool attentionBias = config.BooleanOr("attention_bias", false);
        int layers = Positive(config, "num_hidden_layers");

        return new DecoderConfig
        {
            VocabularySize = Positive(config, "vocab_size"),
            HiddenSize = hidden,
            IntermediateSize = Positive(config, "intermediate_size"),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadSize = headSize,
            NormEpsilon = PositiveNumber(config, "rms_norm_eps", 1e-6),
            RopeTheta = ReadRopeTheta(config, family == "smollm3" ? 2_000_000 : 10_000),
            RopeScaling = ReadRopeScaling(config),
            NopeInterval = family == "smollm3" ? ReadNopeInterval(config, layers) : 0,
            Window = ReadWindow(config, family),
            TieEmbeddings = config.BooleanOr("tie_word_embeddings", family == "smollm3"),
            // Qwen2 has them whatever its file says.
            QkvBias = family == "qwen2" || attentionBias,
            OutputBias = attentionBias && family is "llama" or "qwen3" or "smollm3",
            FeedForwardBias = config.BooleanOr("mlp_bias", false),
            QueryKeyNorm = family == "qwen3",
            ShortConvolution = family == "nano" ? config.Int32Or("short_convolution", 0) : 0,
            EmbeddingBlock = family == "nano" && config.Optional("embedding_block") is not null ? Positive(config, "embedding_block") : null,
            RowMemory = family == "nano" && config.Optional("row_memory") is { } rows ? ReadRowMemory(rows) : null,
        };
    }

    /// <summary>Writes a `config.json` that <see cref="Read"/> takes, as the family that the decoder is one of, otherwise as nano.</summary>
    /// <param name="endTokens">The ids that end a text; may be empty.</param>
    /// <exception cref="ArgumentException">No family has this combination of features.</exception>
    public static void Write(string path, DecoderConfig config, IReadOnlyList<int> endTokens) => AtomicFile.Write(path, stream =>
    {
        string family = FamilyOf(config);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("model_type", family);
        json.WriteStartArray("architectures");
        json.WriteStringValue(family switch
        {
            "llama" => "LlamaForCausalLM", "qwen2" => "Qwen2ForCausalLM", "qwen3" => "Qwen3ForCausalLM", "smollm3" => "SmolLM3ForCausalLM", _ => "NanoForCausalLM",
        });
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
        if (config.FeedForwardBias)
            json.WriteBoolean("mlp_bias", true);
        if (config.NopeInterval > 0)
        {
            json.WriteStartArray("no_rope_layers");
            for (int layer = 0; layer < config.Layers; layer++)
                json.WriteNumberValue(config.HasRotary(layer) ? 1 : 0);
            json.WriteEndArray();
        }
        if (config.RopeScaling is { } scaling)
        {
            json.WriteStartObject("rope_scaling");
            json.WriteString("rope_type", "llama3");
            json.WriteNumber("factor", scaling.Factor);
            json.WriteNumber("low_freq_factor", scaling.LowFrequencyFactor);
            json.WriteNumber("high_freq_factor", scaling.HighFrequencyFactor);
            json.WriteNumber("original_max_position_embeddings", scaling.OriginalWindow);
            json.WriteEndObject();
        }
        if (config.ShortConvolution > 0)
            json.WriteNumber("short_convolution", config.ShortConvolution);
        if (config.EmbeddingBlock is { } block)
            json.WriteNumber("embedding_block", block);
        if (config.RowMemory is { } rows)
        {
            json.WriteStartObject("row_memory");
            json.WriteNumber("penalty", rows.Penalty);
            json.WriteNumber("overlap", rows.Overlap);
            json.WriteNumber("label", rows.Label);
            json.WriteNumber("strength", rows.Strength);
            if (rows.Network != 1)
                json.WriteNumber("network", rows.Network);
            json.WriteEndObject();
        }
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
        if (family == "mistral" && config.BooleanOr("attention_bias", false))
            throw config.Error("a Mistral has no attention_bias");
        if (family is not ("llama" or "smollm3") && config.BooleanOr("mlp_bias", false))
            throw config.Error($"a model of type {family} has no mlp_bias");
        if (config.DoubleOr("attention_multiplier", 1) != 1 || config.DoubleOr("embedding_multiplier", 1) != 1 || config.DoubleOr("residual_multiplier", 1) != 1)
            throw config.Error("multipliers of embeddings, attention or residuals are not supported");
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
    }

    private static string FamilyOf(DecoderConfig config)
    {
        string family = config.ShortConvolution > 0 || config.EmbeddingBlock is not null || config.RowMemory is not null ? "nano"
            : config.NopeInterval > 0 ? "smollm3"
            : config.QueryKeyNorm ? "qwen3"
            : config.QkvBias && !config.OutputBias ? "qwen2"
            : "llama";
        bool expressible = family switch
        {
            "nano" => config is { OutputBias: false, QueryKeyNorm: false, NopeInterval: 0, FeedForwardBias: false },
            "smollm3" => config.QkvBias == config.OutputBias && !config.QueryKeyNorm,
            "qwen3" => config.QkvBias == config.OutputBias && !config.FeedForwardBias,
            "qwen2" => !config.FeedForwardBias,
            _ => config.QkvBias == config.OutputBias,
        };
        return expressible ? family : throw new ArgumentException($"No family of models has the features of this decoder: {config}", nameof(config));
    }

    private static RowMemoryWeights ReadRowMemory(JsonField rows)
    {
        double Of(string name, bool mayBeZero = false) =>
            rows.Required(name).AsDouble() is var value && double.IsFinite(value) && (value > 0 || (mayBeZero && value == 0))
                ? value : throw rows.Error($"'{name}' is not {(mayBeZero ? "zero or " : "")}positive");
        return new RowMemoryWeights(Of("penalty"), Of("overlap", mayBeZero: true), Of("label"), Of("strength", mayBeZero: true), rows.Optional("network") is null ? 1 : Of("network"));
    }

    /// <summary>Of the ways to stretch a window, the one of Llama 3.</summary>
    private static Llama3RopeScaling? ReadRopeScaling(JsonField config)
    {
        foreach (string key in new[] { "rope_scaling", "rope_parameters" })
        {
            if (config.Optional(key) is not { } rope || rope.StringOr("rope_type", rope.StringOr("type", "default")) is not (not "default" and var kind))
                continue;
            if (kind != "llama3")
                throw rope.Error($"rotary scaling '{kind}' is not supported, only llama3");
            var scaling = new Llama3RopeScaling(
                rope.Required("factor").AsDouble(), rope.Required("low_freq_factor").AsDouble(), rope.Required("high_freq_factor").AsDouble(),
                Positive(rope, "original_max_position_embeddings"));
            return scaling is { Factor: > 0, LowFrequencyFactor: > 0 } && scaling.HighFrequencyFactor > scaling.LowFrequencyFactor
                ? scaling
                : throw rope.Error("expected factor and low_freq_factor above 0, and high_freq_factor above low_freq_factor");
        }
        return null;
    }

    /// <summary>`no_rope_layers` has a 0 for each layer without positions; where it is left out, `no_rope_layer_interval` says which they are.</summary>
    private static int ReadNopeInterval(JsonField config, int layers)
    {
        if (config.Optional("no_rope_layers") is not { } list)
            return config.Int32Or("no_rope_layer_interval", 4) is var standard and >= 0 ? standard : throw config.Error("'no_rope_layer_interval' is negative");
        int[] rotary = [.. list.Items().Select(item => item.AsInt32())];
        if (rotary.Length != layers)
            throw list.Error($"expected one entry for each of the {layers} layers, found {rotary.Length}");
        int interval = Array.IndexOf(rotary, 0) + 1;
        for (int layer = 0; layer < layers; layer++)
        {
            if ((rotary[layer] == 0) != (interval > 0 && (layer + 1) % interval == 0))
                throw list.Error("layers without positions at uneven distances are not supported");
        }
        return interval;
    }

    private static double ReadRopeTheta(JsonField config, double standard)
    {
        // Newer files put it into an object of its own.
        var place = config.Optional("rope_parameters") is { } rope && rope.Optional("rope_theta") is not null ? rope : config;
        return PositiveNumber(place, "rope_theta", standard);
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
