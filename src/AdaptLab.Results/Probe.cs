using System.Collections.Immutable;

namespace AdaptLab.Results;

/// <summary>What a base could do besides the task, before it was adapted and after.</summary>
/// <param name="Version">Of what was asked: outcomes of different versions are not compared.</param>
public sealed record Probe(int Version, ProbeOutcome Before, ProbeOutcome After);

/// <param name="Right">For each row of the small tasks, always in the same order.</param>
/// <param name="BitsPerByte">For each paragraph of a text that the model has not seen, always in the same order; the fewer the better.</param>
public sealed record ProbeOutcome(ImmutableArray<bool> Right, ImmutableArray<double> BitsPerByte);
