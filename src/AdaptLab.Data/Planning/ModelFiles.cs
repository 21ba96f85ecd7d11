using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using AdaptLab.Hub;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data.Planning;

/// <summary>The files of a local model, known without loading it.</summary>
public static class ModelFiles
{
    private static readonly ConcurrentDictionary<string, (string Stamp, string Hash)> Hashes = new(StringComparer.Ordinal);

    /// <summary>The folder of a model; null where it is not on this machine.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public static string? FolderOf(ModelSpec model, string specFolder)
    {
        var folder = model.Provider switch
        {
            "embedded" => Path.Combine(AppContext.BaseDirectory, "models", model.Reference),
            "huggingface" => OnHub(model) is { } hub ? HubCache.FromEnvironment().Snapshot(hub) : Path.Combine(specFolder, model.Reference),
            "onnx" => Path.Combine(specFolder, model.Reference),
            _ => null,
        };
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>What a model is called on the hub; null for a folder, which begins with a dot or a slash.</summary>
    public static HubModel? OnHub(ModelSpec model) =>
        model.Provider == "huggingface" ? HubModel.Parse(model.Reference, model.Properties.TextOrNull("revision")) : null;

    /// <summary>What is known of models without opening one, by their names in the spec: neither size nor window, and no hash of
    /// one that is not on this machine.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ImmutableDictionary<string, ModelInfo> Known(IEnumerable<ModelSpec> models, string specFolder) => models.ToImmutableDictionary(
        model => model.Name,
        model => new ModelInfo(
            model.Reference, model.Provider, 0, 0,
            model.IsRemote() ? RemoteModels.HashOf(model) : FolderOf(model, specFolder) is { } folder ? HashOf(folder) : ""));

    /// <summary>SHA-256 of the files of a model or an adapter that shape a result (configuration, tokenizer, weights), hex. They are read again only
    /// once they have changed.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static string HashOf(string folder)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Name is "config.json" or "tokenizer.json" or "adapter_config.json" or "sentence_bert_config.json" || file.Extension is ".safetensors" or ".onnx" or ".onnx_data")
            // How an encoder makes one vector of many states.
            .Concat(new FileInfo(Path.Combine(folder, "1_Pooling", "config.json")) is { Exists: true } pooling ? [pooling] : [])
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToArray();
        var stamp = string.Join('/', files.Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
        if (Hashes.TryGetValue(folder, out var known) && known.Stamp == stamp)
            return known.Hash;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in files)
        {
            using var stream = file.OpenRead();
            while (stream.Read(buffer) is var read and > 0)
                hash.AppendData(buffer, 0, read);
        }

        var text = Convert.ToHexStringLower(hash.GetHashAndReset());
        Hashes[folder] = (stamp, text);
        return text;
    }
}
