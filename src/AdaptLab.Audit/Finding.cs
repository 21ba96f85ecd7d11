using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit;

/// <summary>What a check has to say about some rows.</summary>
/// <param name="Rows">That it is about, the one that it is shown at first; empty where it is about a set or a label.</param>
/// <param name="Probability">That the row is wrong, where the check estimates it; null where it just is so.</param>
public sealed record Finding(Diagnostic Diagnostic, ImmutableArray<AuditedRow> Rows, double? Probability = null);
