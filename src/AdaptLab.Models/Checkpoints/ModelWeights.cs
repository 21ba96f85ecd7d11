using System.Collections.Immutable;

namespace AdaptLab.Models.Checkpoints;

/// <summary>The weights of a Hugging Face folder: one `model.safetensors`, or shards with an index.</summary>
public sealed class ModelWeights : IDisposable
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly ImmutableArray<SafetensorsFile> _files;
    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> _byName;

    private ModelWeights(ImmutableArray<SafetensorsFile> files, Dictionary<string, (SafetensorsFile, TensorEntry)> byName, string source)
    {
        _files = files;
        _byName = byName;
        Source = source;
    }

    /// <summary>The file that was opened, the index where there is one; for messages.</summary>
    public string Source { get; }

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <exception cref="ModelLoadException">A file is missing or damaged, or the index does not match its shards.</exception>
    public static ModelWeights Open(string folder)
    {
        string single = Path.Combine(folder, Single);
        string index = Path.Combine(folder, Index);
        if (File.Exists(single))
        {
            var file = SafetensorsFile.Open(single);
            return new ModelWeights([file], file.Entries.ToDictionary(entry => entry.Name, entry => (file, entry), StringComparer.Ordinal), single);
        }
        if (File.Exists(index))
            return OpenShards(folder, index);

        bool pickled = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any();
        throw new ModelLoadException(pickled
            ? $"{folder}: the weights are Python pickles (pytorch_model.bin), which are not read. Save the model as safetensors: model.save_pretrained(folder, safe_serialization=True)."
            : $"{folder}: there is neither {Single} nor {Index}. Put the model's weights there.");
    }

    public (SafetensorsFile File, TensorEntry Entry)? Find(string name) => _byName.TryGetValue(name, out var found) ? found : null;

    /// <exception cref="ModelLoadException">There is no such tensor.</exception>
    public (SafetensorsFile File, TensorEntry Entry) Required(string name) =>
        Find(name) ?? throw new ModelLoadException($"{Source}: the tensor '{name}' is missing. The weights belong to another model, or are incomplete.");

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private static ModelWeights OpenShards(string folder, string index)
    {
        var files = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        var byName = new Dictionary<string, (SafetensorsFile, TensorEntry)>(StringComparer.Ordinal);
        try
        {
            foreach (var (tensor, shard) in JsonField.ReadFile(index, "Fetch the model again.").Required("weight_map").Members())
            {
                string name = shard.AsString();
                if (name.Length == 0 || Path.GetFileName(name) != name)
                    throw shard.Error($"{shard} is not the name of a file beside the index");
                if (!files.TryGetValue(name, out var file))
                    files.Add(name, file = SafetensorsFile.Open(Path.Combine(folder, name)));
                byName.Add(tensor, (file, file.Find(tensor) ?? throw shard.Error($"the shard {name} does not hold this tensor")));
            }
        }
        catch
        {
            foreach (var file in files.Values)
                file.Dispose();
            throw;
        }
        return new ModelWeights([.. files.Values], byName, index);
    }
}
