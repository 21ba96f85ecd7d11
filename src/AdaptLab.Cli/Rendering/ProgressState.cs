using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Results;
using AdaptLab.Results.Running;

namespace AdaptLab.Cli.Rendering;

internal enum Phase { Waiting, Running, Finished, Failed }

/// <summary>How far a comparison is: what its events add up to. Immutable, so that it can be shown while the run goes on.</summary>
internal sealed record ProgressState(ImmutableArray<CandidateProgress> Candidates)
{
    public static ProgressState Of(Plan plan) => new(
        [.. plan.Candidates.Select(candidate => new CandidateProgress(candidate.Strategy.Name, candidate.TrainingSet, candidate.Seeds.Length))]);

    /// <summary>The one that runs; where none does, the last one that has.</summary>
    public int Current => Candidates.ToList().FindLastIndex(candidate => candidate.Phase != Phase.Waiting);

    public ProgressState After(RunEvent happened) =>
        new(Candidates.SetItem(happened.Candidate, Candidates[happened.Candidate].After(happened)));
}

/// <param name="Seeds">How many it is run with.</param>
internal sealed record CandidateProgress(string Strategy, string TrainingSet, int Seeds)
{
    public Phase Phase { get; init; } = Phase.Waiting;

    /// <summary>What runs now: "epoch 6/10, loss 0.41", "54/160"; once finished, what came of it.</summary>
    public string Activity { get; init; } = "";

    /// <summary>Of what runs now, 0 to 1; null where it cannot be told.</summary>
    public double? Fraction { get; init; }

    /// <summary>That this candidate will still take, where it can be told.</summary>
    public TimeSpan? Left { get; init; }

    public CandidateProgress After(RunEvent happened) => happened switch
    {
        WaitingForTurn => this with { Phase = Phase.Running, Activity = "waiting for another run of this spec to end" },
        CandidateStarted => this with { Phase = Phase.Running, Activity = "preparing" },
        Preparing preparing => this with
        {
            Activity = Seed(preparing.Seed) + preparing.Stage + (preparing.Loss is { } loss ? $", loss {loss:F2}" : ""),
            Fraction = preparing.Fraction,
            Left = preparing.Left,
        },
        RowAnswered row => this with
        {
            Activity = $"{Seed(row.Seed)}{row.Done}/{row.Total}",
            Fraction = row.Total == 0 ? null : (double)row.Done / row.Total,
            Left = row.Left,
        },
        CandidateFinished { Accuracy: { } accuracy } finished => this with
        {
            Phase = Phase.Finished,
            Activity = Figures.Percent(accuracy) + (finished.Run.Detail.Length > 0 ? "   " + finished.Run.Detail : ""),
            Fraction = 1,
            Left = null,
        },
        CandidateFinished finished => this with { Phase = Phase.Failed, Activity = $"failed: {finished.Run.Failure}", Fraction = null, Left = null },
        _ => this,
    };

    private string Seed(int seed) => Seeds > 1 ? $"seed {seed + 1}/{Seeds}, " : "";
}
