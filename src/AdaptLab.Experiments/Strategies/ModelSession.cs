using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The model of a comparison, loaded once and shared by its strategies.</summary>
public sealed class ModelSession(ModelInfo info) : IDisposable
{
    public ModelInfo Info { get; } = info;

    public void Dispose()
    {
    }
}
