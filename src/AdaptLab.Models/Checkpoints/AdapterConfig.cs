using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace AdaptLab.Models.Checkpoints;

/// <summary>What PEFT's `adapter_config.json` says of a LoRA adapter; the names in brackets are the file's.</summary>
public sealed record AdapterConfig
{
    /// <summary>[r]</summary>
    public int Rank { get; init; } = 8;
    /// <summary>[lora_alpha]</summary>
    public double Alpha { get; init; } = 8;
    /// <summary>[lora_dropout] While training.</summary>
    public double Dropout { get; init; }
    /// <summary>[target_modules] The modules that are adapted.</summary>
    public AdapterTargets Targets { get; init; } = AdapterTargets.Default;
    /// <summary>[use_rslora] Scales by alpha / √rank instead of alpha / rank (Kalajdzievski 2023).</summary>
    public bool UseRankStabilised { get; init; }
    /// <summary>[use_dora] Learns a magnitude for each output beside the direction (Liu et al. 2024).</summary>
    public bool UseDora { get; init; }
    /// <summary>[rank_pattern] Ranks for single modules; the first pattern that fits counts.</summary>
    public ImmutableArray<KeyValuePair<string, int>> RankPattern { get; init; } = [];
    /// <summary>[alpha_pattern]</summary>
    public ImmutableArray<KeyValuePair<string, double>> AlphaPattern { get; init; } = [];
    /// <summary>[base_model_name_or_path]</summary>
    public string? BaseModel { get; init; }
    /// <summary>[revision] Of the base model.</summary>
    public string? Revision { get; init; }
    /// <summary>[task_type]</summary>
    public string? TaskType { get; init; } = "CAUSAL_LM";

    /// <param name="module">A module's path, such as `model.layers.0.self_attn.q_proj`.</param>
    public int RankOf(string module) => FirstMatch(RankPattern, module, Rank);

    public double AlphaOf(string module) => FirstMatch(AlphaPattern, module, Alpha);

    /// <summary>What B·A is multiplied by.</summary>
    public double ScalingOf(string module) => AlphaOf(module) / (UseRankStabilised ? Math.Sqrt(RankOf(module)) : RankOf(module));

    private static T FirstMatch<T>(ImmutableArray<KeyValuePair<string, T>> patterns, string module, T otherwise)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (Regex.IsMatch(module, $@"\A(?:(.*\.)?({pattern}))\z", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout))
                return value;
        }
        return otherwise;
    }
}

/// <summary>Which modules an adapter is for: names (a module's path or its end), or one pattern for the whole path.</summary>
public sealed record AdapterTargets
{
    private AdapterTargets(ImmutableArray<string> names, string? pattern)
    {
        Names = names;
        Pattern = pattern;
    }

    /// <summary>PEFT's choice for Llama, Mistral and Qwen where none is given: queries and values.</summary>
    public static AdapterTargets Default { get; } = Of("q_proj", "v_proj");

    /// <summary>Every linear layer but the output head.</summary>
    public static AdapterTargets AllLinear { get; } = Of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public ImmutableArray<string> Names { get; }

    /// <summary>A regular expression, or null where <see cref="Names"/> counts.</summary>
    public string? Pattern { get; }

    public static AdapterTargets Of(params IEnumerable<string> names) => new([.. names], null);

    public static AdapterTargets Matching(string pattern) => new([], pattern);

    public bool Include(string module) => Pattern is null
        ? Names.Any(name => module == name || module.EndsWith($".{name}", StringComparison.Ordinal))
        : Regex.IsMatch(module, $@"\A(?:{Pattern})\z", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);

    public bool Equals(AdapterTargets? other) => other is not null && Pattern == other.Pattern && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override int GetHashCode() => Names.Aggregate(Pattern?.GetHashCode(StringComparison.Ordinal) ?? 0, HashCode.Combine);
}
