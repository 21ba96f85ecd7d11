using System.Collections.Immutable;
using AdaptLab.Results;
using AdaptLab.Results.Running;

namespace AdaptLab.Worker.Protocol;

/// <summary>A <see cref="RunEvent"/>: which one it is, and of all members those that it has.</summary>
public sealed record EventMessage(string Kind, int Candidate)
{
    public int Seed { get; init; }
    public string? Stage { get; init; }
    public double? Fraction { get; init; }
    public double? Loss { get; init; }
    public double? LeftSeconds { get; init; }
    public bool IsLoading { get; init; }
    public int Done { get; init; }
    public int Total { get; init; }
    public double? Accuracy { get; init; }
    /// <summary>A finished candidate, as JSON that is exact to the last digit.</summary>
    public string? Run { get; init; }
    /// <summary>By their names in the spec.</summary>
    public Dictionary<string, ModelInfo>? Models { get; init; }

    public static EventMessage Of(RunEvent happened) => happened switch
    {
        ModelsFound found => new("models", 0) { Models = new(found.Models, StringComparer.Ordinal) },
        Estimated estimated => new("estimated", 0) { Stage = estimated.Text },
        WaitingForTurn => new("waiting", 0),
        CandidateStarted => new("started", happened.Candidate),
        Preparing preparing => new("preparing", happened.Candidate)
        {
            Seed = preparing.Seed,
            Stage = preparing.Stage,
            Fraction = preparing.Fraction,
            // JSON has no way to write that a training has diverged.
            Loss = preparing.Loss is { } loss && double.IsFinite(loss) ? loss : null,
            LeftSeconds = preparing.Left?.TotalSeconds,
            IsLoading = preparing.IsLoading,
        },
        RowAnswered row => new("row", happened.Candidate) { Seed = row.Seed, Done = row.Done, Total = row.Total, LeftSeconds = row.Left?.TotalSeconds },
        CandidateFinished finished => new("finished", happened.Candidate) { Run = RunRecordJson.WriteCandidate(finished.Run), Accuracy = finished.Accuracy },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "This event has no message."),
    };

    /// <summary>Null for one that this version does not know.</summary>
    public RunEvent? ToEvent() => Kind switch
    {
        "models" when Models is not null => new ModelsFound(Models.ToImmutableDictionary(StringComparer.Ordinal)),
        "estimated" when Stage is not null => new Estimated(Stage),
        "waiting" => new WaitingForTurn(),
        "started" => new CandidateStarted(Candidate),
        "preparing" => new Preparing(Candidate, Seed, Stage ?? "", Fraction, Loss, Left) { IsLoading = IsLoading },
        "row" => new RowAnswered(Candidate, Seed, Done, Total, Left),
        "finished" when Run is not null && RunRecordJson.ReadCandidate(Run) is { } run => new CandidateFinished(Candidate, run, Accuracy),
        _ => null,
    };

    private TimeSpan? Left => LeftSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
