using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Remote;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Native;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The models that are loaded: those of the candidate at hand. One that the next candidate does not use is freed
/// before another is loaded; one that it does use stays, also from one comparison to the next.</summary>
public sealed class OpenModels : IDisposable
{
    private readonly Dictionary<string, IDisposable> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoteSession> _servers = new(StringComparer.Ordinal);

    /// <summary>Begins a comparison: what servers are asked in it counts against their budgets anew.</summary>
    public void Begin()
    {
        foreach (var server in _servers.Values) server.Dispose();
        _servers.Clear();
    }

    /// <summary>Whether running a candidate would load nothing.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public bool Has(PlannedCandidate candidate, string specFolder) => candidate.Models.All(model => model.IsRemote() || _open.ContainsKey(Key(model, specFolder)));

    /// <summary>A candidate's strategy on its model.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public IStrategy Strategy(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress) =>
        (candidate.Model.IsRemote() ? OnServer(candidate, specFolder, progress) : StrategyList.For(Open(candidate, specFolder, progress)))
        .First(strategy => strategy.Traits.Kind == candidate.Traits.Kind);

    /// <summary>What makes the vectors that a candidate searches by.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public IEmbedder EmbedderOf(PlannedCandidate candidate, string specFolder) => Embedder(candidate.Embedder ?? candidate.Model, specFolder, null);

    /// <summary>A candidate's model, which searches by the vectors of its embedder. It stays this one's, which frees it.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public ModelSession Open(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress)
    {
        Free(candidate, specFolder);
        var model = Open(candidate.Model, specFolder, progress, ModelSession.Open);
        var embedder = candidate.Embedder is { } other ? Embedder(other, specFolder, progress) : model;
        // The one opened last has set it for itself.
        NativeThreads.FitTo(model.Model.Parameters);
        return model.SearchingWith(embedder);
    }

    public void Dispose()
    {
        foreach (var open in _open.Values) open.Dispose();
        _open.Clear();
        Begin();
    }

    private ImmutableArray<IStrategy> OnServer(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress)
    {
        Free(candidate, specFolder);
        var model = Server(candidate.Model);
        return StrategyList.For(model, candidate.Embedder is { } other ? Embedder(other, specFolder, progress) : model);
    }

    private IEmbedder Embedder(ModelSpec model, string specFolder, IProgress<StrategyProgress>? progress) =>
        model.IsRemote() ? Server(model)
        : model.Provider == "onnx" ? Open(model, specFolder, progress, OnnxEmbedder.Open)
        : Open(model, specFolder, progress, ModelSession.Open);

    private RemoteSession Server(ModelSpec model) =>
        _servers.TryGetValue(model.Name, out var open) ? open : _servers[model.Name] = RemoteSession.Open(model, TimeProvider.System);

    /// <summary>Frees what a candidate does not use.</summary>
    private void Free(PlannedCandidate candidate, string specFolder)
    {
        var used = candidate.Models.Select(model => Key(model, specFolder)).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, unused) in _open.Where(open => !used.Contains(open.Key)).ToArray())
        {
            _open.Remove(key);
            unused.Dispose();
        }
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
