using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Running;

/// <summary>What came of a comparison.</summary>
/// <param name="Record">Null where it was stopped before the first candidate had finished.</param>
public sealed record RunOutcome(RunRecord? Record, ImmutableArray<CandidateFault> Faults, bool WasStopped);

/// <summary>Why a candidate did not run to its end.</summary>
/// <param name="Candidate">"lora on expert".</param>
public sealed record CandidateFault(string Candidate, Exception Exception)
{
    /// <summary>Whether the spec asks for what cannot be done; otherwise the tool or the model failed.</summary>
    public bool IsInSpec => Exception is StrategyException;

    /// <summary>One line for the user.</summary>
    public string Reason
    {
        get
        {
            var message = Exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            return message is null ? Exception.GetType().Name
                : IsInSpec ? message
                : $"{message} ({Exception.GetType().Name})";
        }
    }
}

/// <summary>Where a run comes from, for its record.</summary>
/// <param name="SpecPath">As the user gave it, with forward slashes.</param>
/// <param name="SpecHash">SHA-256 of the spec's text, hex.</param>
public sealed record RunOrigin(string SpecPath, string SpecHash, ModelInfo Model);
