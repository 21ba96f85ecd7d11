using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Native;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The models that are loaded: those of the candidate at hand. One that the next candidate does not use is freed
/// before another is loaded; one that it does use stays, also from one comparison to the next.</summary>
public sealed class OpenModels : IDisposable
{
    private readonly Dictionary<string, ModelSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Whether running a candidate would load nothing.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public bool Has(PlannedCandidate candidate, string specFolder) => candidate.Models.All(model => _sessions.ContainsKey(Key(model, specFolder)));

    /// <summary>A candidate's strategy on its model.</summary>
    /// <exception cref="StrategyException">A model cannot be opened.</exception>
    public IStrategy Strategy(PlannedCandidate candidate, string specFolder, IProgress<StrategyProgress>? progress)
    {
        var used = candidate.Models.Select(model => Key(model, specFolder)).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, session) in _sessions.Where(open => !used.Contains(open.Key)).ToArray())
        {
            _sessions.Remove(key);
            session.Dispose();
        }

        var model = Open(candidate.Model, specFolder, progress);
        var embedder = candidate.Embedder is { } other ? Open(other, specFolder, progress) : model;
        // The one opened last has set it for itself.
        NativeThreads.FitTo(model.Model.Parameters);
        return StrategyList.For(model.SearchingWith(embedder)).First(strategy => strategy.Traits.Kind == candidate.Traits.Kind);
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
        _sessions.Clear();
    }

    private ModelSession Open(ModelSpec model, string specFolder, IProgress<StrategyProgress>? progress)
    {
        var key = Key(model, specFolder);
        if (_sessions.TryGetValue(key, out var open)) return open;
        progress?.Report(new StrategyProgress($"loading {model.Reference}"));
        return _sessions[key] = ModelSession.Open(model, specFolder);
    }

    /// <summary>By its files and what is in them: its name in a spec changes nothing.</summary>
    private static string Key(ModelSpec model, string specFolder) =>
        ModelFiles.FolderOf(model, specFolder) is { } folder ? folder + " " + ModelFiles.HashOf(folder) : $"{model.Provider} {model.Reference}";
}
