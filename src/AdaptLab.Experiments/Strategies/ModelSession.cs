using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The model of a comparison, loaded once and shared by its strategies.</summary>
public sealed class ModelSession : IDisposable
{
    private ModelSession(ModelInfo info) => Info = info;

    public ModelInfo Info { get; }

    /// <exception cref="StrategyException">There is no such model, or it cannot be loaded.</exception>
    public static ModelSession Open(ModelSpec model) => new(new ModelInfo(model.Reference, model.Provider, 0, 0, ""));

    public void Dispose()
    {
    }
}
