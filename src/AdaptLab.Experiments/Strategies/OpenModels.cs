using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Native;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The models that are loaded: those of the candidate at hand. One that the next candidate does not use is freed
/// before another is loaded; one that it does use stays, also from one comparison to the next.</summary>
public sealed class OpenModels : IDisposable
{
    private readonly Dictionary<string, IDisposable> _open = new(StringComparer.Ordinal);

    /// <summary>Whether running a candidate would load nothing.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public bool Has(PlannedCandidate candidate, string specFolder) => candidate.Models.All(model => _open.ContainsKey(Key(model, specFolder)));

    /// <summary>A candidate's strategy on its model.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public IStrategy Strategy(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress) =>
        StrategyList.For(Open(candidate, specFolder, progress)).First(strategy => strategy.Traits.Kind == candidate.Traits.Kind);

    /// <summary>A candidate's model, which searches by the vectors of its embedder. It stays this one's, which frees it.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public ModelSession Open(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress)
    {
        var used = candidate.Models.Select(model => Key(model, specFolder)).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, unused) in _open.Where(open => !used.Contains(open.Key)).ToArray())
        {
            _open.Remove(key);
            unused.Dispose();
        }

        var model = Open(candidate.Model, specFolder, progress, ModelSession.Open);
        IEmbedder embedder = candidate.Embedder switch
        {
            null => model,
            { Provider: "onnx" } encoder => Open(encoder, specFolder, progress, OnnxEmbedder.Open),
            var other => Open(other, specFolder, progress, ModelSession.Open),
        };
        // The one opened last has set it for itself.
        NativeThreads.FitTo(model.Model.Parameters);
        return model.SearchingWith(embedder);
    }

    public void Dispose()
    {
        foreach (var open in _open.Values) open.Dispose();
        _open.Clear();
    }

    private T Open<T>(ModelSpec model, string specFolder, IProgress<StrategyProgress>? progress, Func<ModelSpec, string, T> load) where T : IDisposable
    {
        var key = Key(model, specFolder);
        if (_open.TryGetValue(key, out var open)) return (T)open;
        progress?.Report(new StrategyProgress($"loading {model.Reference}") { IsLoading = true });
        var loaded = load(model, specFolder);
        _open[key] = loaded;
        return loaded;
    }

    /// <summary>By what runs it, its files and what is in them: its name in a spec changes nothing.</summary>
    private static string Key(ModelSpec model, string specFolder) =>
        ModelFiles.FolderOf(model, specFolder) is { } folder ? $"{model.Provider} {folder} {ModelFiles.HashOf(folder)}" : $"{model.Provider} {model.Reference}";
}
