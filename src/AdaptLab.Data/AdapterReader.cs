using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>Finds the adapters that strategies name. What stands in them is read when they are used.</summary>
internal sealed class AdapterReader(SpecTree tree, Findings findings)
{
    /// <summary>In PEFT's layout every adapter has it.</summary>
    private const string ConfigName = "adapter_config.json";

    /// <returns>By their paths in the spec; without those that are not there (reported).</returns>
    public ImmutableDictionary<string, AdapterFolder> Read(IEnumerable<StrategySpec> strategies)
    {
        var adapters = ImmutableDictionary.CreateBuilder<string, AdapterFolder>(StringComparer.Ordinal);
        foreach (var strategy in strategies)
        {
            if (strategy.Properties.TextOrNull("adapter") is not { } path || adapters.ContainsKey(path))
                continue;
            var folder = tree.PathOf(path);
            var config = $"{path.TrimEnd('/')}/{ConfigName}";
            if (!File.Exists(Path.Combine(folder, ConfigName)))
                findings.Add(DataDiagnostics.MissingFile(strategy.Span, config));
            else if (!tree.Holds(Path.Combine(folder, ConfigName)))
                findings.Add(DataDiagnostics.UnreadableFile(strategy.Span, config, "it is a link that leads out of the workspace"));
            else if (Hash(strategy, config, folder) is { } hash)
                adapters[path] = new AdapterFolder(folder, hash);
        }

        return adapters.ToImmutable();
    }

    private string? Hash(StrategySpec strategy, string config, string folder)
    {
        try
        {
            return ModelFiles.HashOf(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            findings.Add(DataDiagnostics.UnreadableFile(strategy.Span, config, fault.Message.TrimEnd('.')));
            return null;
        }
    }
}
