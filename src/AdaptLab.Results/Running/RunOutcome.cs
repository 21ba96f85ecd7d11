using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Results.Running;

/// <summary>What came of a comparison.</summary>
/// <param name="Record">Null where it was stopped before the first candidate had finished.</param>
public sealed record RunOutcome(RunRecord? Record, ImmutableArray<CandidateFault> Faults, bool WasStopped);

/// <summary>Why a candidate did not run to its end.</summary>
/// <param name="Candidate">"lora on expert".</param>
/// <param name="Reason">One line for the user.</param>
/// <param name="IsInSpec">Whether the spec asks for what cannot be done; otherwise the tool or the model failed.</param>
/// <param name="Diagnostic">The same with its code and its place in the spec, where it has one.</param>
/// <param name="Details">The exception with its stack, for who looks for the fault in the tool.</param>
public sealed record CandidateFault(string Candidate, string Reason, bool IsInSpec, Diagnostic? Diagnostic, string Details);

/// <summary>Where a run comes from, for its record.</summary>
/// <param name="SpecPath">As the user gave it, with forward slashes.</param>
/// <param name="SpecHash">SHA-256 of the spec's text, hex.</param>
/// <param name="Models">By their names in the spec.</param>
public sealed record RunOrigin(string SpecPath, string SpecHash, ImmutableDictionary<string, ModelInfo> Models);
