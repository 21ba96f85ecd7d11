using TorchSharp;

namespace AdaptLab.Models.Checkpoints;

/// <summary>A LoRA adapter in PEFT's layout: a folder with `adapter_config.json` and `adapter_model.safetensors`.</summary>
public sealed class PeftAdapter : IDisposable
{
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";

    private PeftAdapter(AdapterConfig config, SafetensorsFile weights, IReadOnlyDictionary<string, AdapterModule> modules)
    {
        Config = config;
        Weights = weights;
        Modules = modules;
    }

    public AdapterConfig Config { get; }

    /// <summary>Holds the bytes of <see cref="Modules"/>.</summary>
    public SafetensorsFile Weights { get; }

    /// <summary>The adapted modules by their path, such as `model.layers.0.self_attn.q_proj`.</summary>
    public IReadOnlyDictionary<string, AdapterModule> Modules { get; }

    /// <exception cref="ModelLoadException">A file is missing or damaged, or the adapter asks for what is not implemented.</exception>
    public static PeftAdapter Open(string folder)
    {
        var config = AdapterConfigJson.Read(Path.Combine(folder, ConfigName));
        string path = Path.Combine(folder, WeightsName);
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "adapter_model.bin")))
            throw new ModelLoadException($"{folder}: the adapter's weights are a Python pickle (adapter_model.bin), which is not read. Save it as safetensors: model.save_pretrained(folder, safe_serialization=True).");
        var weights = SafetensorsFile.Open(path);
        try
        {
            return new PeftAdapter(config, weights, ReadModules(config, weights));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter that PEFT loads; each file is replaced in one step, the weights first.</summary>
    /// <param name="modules">For each adapted module its path, A [rank, in], B [out, rank] and, with DoRA, its magnitude [out].</param>
    public static void Save(string folder, AdapterConfig config, IEnumerable<(string Module, torch.Tensor A, torch.Tensor B, torch.Tensor? Magnitude)> modules) =>
        Save(folder, config,
            from module in modules
            from part in new (AdapterPart Part, torch.Tensor? Tensor)[] { (AdapterPart.A, module.A), (AdapterPart.B, module.B), (AdapterPart.Magnitude, module.Magnitude) }
            where part.Tensor is not null
            select TorchTensors.Describe(AdapterTensorName.Format(module.Module, part.Part), part.Tensor));

    /// <param name="tensors">Named as <see cref="AdapterTensorName"/> does.</param>
    public static void Save(string folder, AdapterConfig config, IEnumerable<TensorData> tensors)
    {
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), tensors, new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" });
        AdapterConfigJson.Write(Path.Combine(folder, ConfigName), config);
    }

    public void Dispose() => Weights.Dispose();

    private static Dictionary<string, AdapterModule> ReadModules(AdapterConfig config, SafetensorsFile weights)
    {
        var parts = new Dictionary<(string Module, AdapterPart Part), TensorEntry>();
        foreach (var entry in weights.Entries)
        {
            var name = AdapterTensorName.Parse(entry.Name) ?? throw Refuse(weights, $"the tensor '{entry.Name}' is no part of a LoRA adapter that is supported");
            if (!parts.TryAdd(name, entry))
                throw Refuse(weights, $"'{name.Module}' has two tensors for {name.Part}");
        }
        if (parts.Count == 0)
            throw Refuse(weights, "it holds no adapter");

        var modules = new Dictionary<string, AdapterModule>(StringComparer.Ordinal);
        foreach (string module in parts.Keys.Select(key => key.Module).Distinct(StringComparer.Ordinal))
        {
            var found = new AdapterModule(
                parts.GetValueOrDefault((module, AdapterPart.A)) ?? throw Refuse(weights, $"'{module}' lacks lora_A"),
                parts.GetValueOrDefault((module, AdapterPart.B)) ?? throw Refuse(weights, $"'{module}' lacks lora_B"),
                parts.GetValueOrDefault((module, AdapterPart.Magnitude)),
                config.ScalingOf(module));
            if (Problem(config, module, found) is { } problem)
                throw Refuse(weights, $"'{module}' {problem}");
            modules.Add(module, found);
        }
        return modules;
    }

    private static string? Problem(AdapterConfig config, string module, AdapterModule found)
    {
        int rank = config.RankOf(module);
        if (!config.Targets.Include(module))
            return "is none of the target_modules in adapter_config.json";
        if (found.A.Shape is not [var rows, _] || rows != rank)
            return $"has a lora_A of the shape [{string.Join(", ", found.A.Shape)}] instead of rank {rank} rows";
        if (found.B.Shape is not [var outputs, var columns] || columns != rank)
            return $"has a lora_B of the shape [{string.Join(", ", found.B.Shape)}] instead of rank {rank} columns";
        if (config.UseDora != found.Magnitude is not null)
            return config.UseDora ? "lacks the magnitude that use_dora promises" : "has a magnitude, but use_dora is false";
        return found.Magnitude is { } magnitude && (magnitude.Shape is not [var size] || size != outputs) ? "has a magnitude that does not fit lora_B" : null;
    }

    private static ModelLoadException Refuse(SafetensorsFile weights, string why) => new($"{weights.Path}: {why}. The adapter is damaged or of another kind.");
}

/// <summary>The adapter of one module: what its output gains is scaling · B A x.</summary>
/// <param name="A">[rank, in]</param>
/// <param name="B">[out, rank]</param>
/// <param name="Magnitude">[out], with DoRA only.</param>
public sealed record AdapterModule(TensorEntry A, TensorEntry B, TensorEntry? Magnitude, double Scaling);
