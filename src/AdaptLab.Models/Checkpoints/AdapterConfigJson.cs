using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AdaptLab.Models.Checkpoints;

/// <summary>Reads and writes `adapter_config.json` as PEFT does: keys that are unknown are passed over, what is known and not implemented is refused.</summary>
internal static class AdapterConfigJson
{
    /// <summary>Settings that change what an adapter does and that are implemented at their neutral value only.</summary>
    private static readonly string[] NeutralOnly =
    [
        "alora_invocation_tokens", "arrow_config", "bias", "corda_config", "eva_config", "exclude_modules", "fan_in_fan_out",
        "kasa_config", "layer_replication", "layers_pattern", "layers_to_transform", "loftq_config", "lora_bias", "lora_ga_config",
        "megatron_config", "modules_to_save", "monteclora_config", "target_parameters", "trainable_token_indices",
        "use_bdlora", "use_qalora", "velora_config",
    ];

    public static AdapterConfig Read(string path)
    {
        var config = JsonField.ReadFile(path, "Put the adapter's adapter_config.json there.");
        var kind = config.Required("peft_type");
        if (kind.AsString() != "LORA")
            throw kind.Error($"adapters of the kind {kind} are not supported, only LORA");
        foreach (string name in NeutralOnly)
        {
            if (config.Optional(name) is { } setting && !IsNeutral(setting))
                throw setting.Error($"{setting} is not supported");
        }
        // The other ways of initialising change the base model's weights too.
        if (config.Optional("init_lora_weights") is { Kind: JsonValueKind.String } start && start.AsString() is not ("gaussian" or "eva" or "orthogonal"))
            throw start.Error($"{start} is not supported");

        return new AdapterConfig
        {
            Rank = ReadRank(config.Optional("r"), 8),
            Alpha = config.DoubleOr("lora_alpha", 8),
            Dropout = config.DoubleOr("lora_dropout", 0) is var dropout and >= 0 and < 1 ? dropout : throw config.Error("'lora_dropout' is not from 0 up to 1"),
            Targets = ReadTargets(config.Optional("target_modules")),
            UseRankStabilised = config.BooleanOr("use_rslora", false),
            UseDora = config.BooleanOr("use_dora", false),
            RankPattern = ReadPatterns(config.Optional("rank_pattern"), field => ReadRank(field, 8)),
            AlphaPattern = ReadPatterns(config.Optional("alpha_pattern"), field => field.AsDouble()),
            BaseModel = config.Optional("base_model_name_or_path")?.AsString(),
            Revision = config.Optional("revision")?.AsString(),
            TaskType = config.Optional("task_type")?.AsString(),
        };
    }

    /// <summary>Writes the keys that every version of PEFT knows, sorted, as an adapter that is ready to use.</summary>
    public static void Write(string path, AdapterConfig config) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        WritePatterns(json, "alpha_pattern", config.AlphaPattern, (writer, alpha) => WriteShortest(writer, alpha));
        json.WriteNull("auto_mapping");
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        json.WriteNull("corda_config");
        json.WriteNull("eva_config");
        json.WriteNull("exclude_modules");
        json.WriteBoolean("fan_in_fan_out", false);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        json.WriteNull("layer_replication");
        json.WriteNull("layers_pattern");
        json.WriteNull("layers_to_transform");
        json.WriteStartObject("loftq_config");
        json.WriteEndObject();
        json.WritePropertyName("lora_alpha");
        WriteShortest(json, config.Alpha);
        json.WriteBoolean("lora_bias", false);
        json.WritePropertyName("lora_dropout");
        json.WriteRawValue(PythonFloat(config.Dropout));
        json.WriteNull("megatron_config");
        json.WriteString("megatron_core", "megatron.core");
        json.WriteNull("modules_to_save");
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Rank);
        WritePatterns(json, "rank_pattern", config.RankPattern, (writer, rank) => writer.WriteNumberValue(rank));
        json.WriteString("revision", config.Revision);
        WriteTargets(json, config.Targets);
        json.WriteString("task_type", config.TaskType);
        json.WriteBoolean("use_dora", config.UseDora);
        json.WriteBoolean("use_rslora", config.UseRankStabilised);
        json.WriteEndObject();
    });

    private static bool IsNeutral(JsonField setting) => setting.Kind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => setting.AsString() == "none",
        JsonValueKind.Array => !setting.Items().Any(),
        JsonValueKind.Object => !setting.Members().Any(),
        _ => false,
    };

    private static int ReadRank(JsonField? field, int otherwise)
    {
        int rank = field?.AsInt32() ?? otherwise;
        return rank > 0 ? rank : throw field!.Value.Error($"the rank {rank} is not positive");
    }

    private static AdapterTargets ReadTargets(JsonField? field)
    {
        if (field is null)
            return AdapterTargets.Default;
        if (field.Value.Kind == JsonValueKind.Array)
            return AdapterTargets.Of(field.Value.Items().Select(name => name.AsString()));
        string pattern = field.Value.AsString();
        return pattern.Equals("all-linear", StringComparison.OrdinalIgnoreCase)
            ? AdapterTargets.AllLinear
            : AdapterTargets.Matching(CheckPattern(pattern, field.Value));
    }

    private static ImmutableArray<KeyValuePair<string, T>> ReadPatterns<T>(JsonField? field, Func<JsonField, T> read) => field is null
        ? []
        : [.. field.Value.Members().Select(member => KeyValuePair.Create(CheckPattern(member.Name, member.Value), read(member.Value)))];

    private static string CheckPattern(string pattern, JsonField field)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            return pattern;
        }
        catch (ArgumentException error)
        {
            throw field.Error($"the pattern '{pattern}' is not supported ({error.Message})");
        }
    }

    private static void WriteTargets(Utf8JsonWriter json, AdapterTargets targets)
    {
        if (targets.Pattern is not null)
        {
            json.WriteString("target_modules", targets.Pattern);
            return;
        }
        json.WriteStartArray("target_modules");
        foreach (string name in targets.Names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WritePatterns<T>(Utf8JsonWriter json, string name, ImmutableArray<KeyValuePair<string, T>> patterns, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(name);
        // Not sorted as PEFT would: the first that fits counts.
        foreach (var (pattern, value) in patterns)
        {
            json.WritePropertyName(pattern);
            write(json, value);
        }
        json.WriteEndObject();
    }

    /// <summary>Alpha is a whole number in nearly every adapter, and PEFT then writes it as one.</summary>
    private static void WriteShortest(Utf8JsonWriter json, double value)
    {
        if (double.IsInteger(value) && Math.Abs(value) < int.MaxValue)
            json.WriteNumberValue((int)value);
        else
            json.WriteRawValue(PythonFloat(value));
    }

    private static string PythonFloat(double value) =>
        value.ToString("R", CultureInfo.InvariantCulture) is var digits && double.IsInteger(value) && !digits.Contains('E', StringComparison.Ordinal) ? $"{digits}.0" : digits;
}
