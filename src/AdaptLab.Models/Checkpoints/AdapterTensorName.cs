namespace AdaptLab.Models.Checkpoints;

/// <summary>The tensors of a module's adapter.</summary>
public enum AdapterPart { A, B, Magnitude }

/// <summary>Between module paths and the names that PEFT gives their adapters' tensors.</summary>
public static class AdapterTensorName
{
    private const string Wrapper = "base_model.model.";

    // PEFT writes the magnitude without ".weight".
    private static readonly (AdapterPart Part, string Name, string Suffix)[] Parts =
    [
        (AdapterPart.A, "lora_A", ".weight"), (AdapterPart.B, "lora_B", ".weight"), (AdapterPart.Magnitude, "lora_magnitude_vector", ""),
    ];

    /// <param name="module">Such as `model.layers.0.self_attn.q_proj`.</param>
    public static string Format(string module, AdapterPart part)
    {
        var (_, name, suffix) = Parts[(int)part];
        return $"{Wrapper}{module}.{name}{suffix}";
    }

    /// <returns>The module and the part, or null where the name is none of an adapter.</returns>
    public static (string Module, AdapterPart Part)? Parse(string tensor)
    {
        if (!tensor.StartsWith(Wrapper, StringComparison.Ordinal))
            return null;
        string path = tensor[Wrapper.Length..];
        foreach (var (part, name, suffix) in Parts)
        {
            int at = path.LastIndexOf($".{name}", StringComparison.Ordinal);
            if (at > 0 && IsEnding(path[(at + 1 + name.Length)..], suffix))
                return (WithRoot(path[..at]), part);
        }
        return null;
    }

    /// <summary>The ending as it is saved, or, as the state of a live model has it, with the adapter's name before it.</summary>
    private static bool IsEnding(string rest, string suffix) =>
        rest == suffix || (rest is ['.', _, ..] && rest.EndsWith(".weight", StringComparison.Ordinal) && rest.AsSpan().Count('.') == 2);

    /// <summary>An adapter of the bare model lacks the "model." that the model with its head has.</summary>
    private static string WithRoot(string path) => path.StartsWith("layers.", StringComparison.Ordinal) ? $"model.{path}" : path;
}
