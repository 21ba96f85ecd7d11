using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Running;

/// <summary>The strategy of a candidate, on its model, which is loaded where it is not yet.</summary>
/// <param name="progress">Told before a model is loaded, which may take a while.</param>
/// <exception cref="StrategyException">A model cannot be opened.</exception>
public delegate IStrategy StrategySource(PlannedCandidate candidate, IProgress<StrategyProgress>? progress);
