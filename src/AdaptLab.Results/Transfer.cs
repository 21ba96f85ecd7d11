using System.Collections.Immutable;

namespace AdaptLab.Results;

/// <summary>What a candidate gains or loses against a control: the base model unadapted, or the same network from random weights.</summary>
/// <param name="Control">The unadapted base, or `scratch` on the same training set.</param>
/// <param name="Gain">In shares; negative where the candidate does worse.</param>
public sealed record Transfer(CandidateSummary Candidate, CandidateSummary Control, double Gain, PairedComparison Pair)
{
    /// <summary>The candidate does worse than its control, beyond chance.</summary>
    public bool IsNegative => Gain < 0 && Pair.IsSignificant;

    /// <summary>"−8.1, p = 0.021"; with a sign of warning where it is a loss beyond chance.</summary>
    public string Text => $"{(IsNegative ? "⚠ " : "")}{Figures.Points(Gain)}, {Figures.P(Pair.P)}";

    /// <summary>"lora does worse than prompt, the base unadapted, by 8.1 points (p = 0.021): adapting it so harms."</summary>
    public string Sentence => Control.Run.IsUnadapted
        ? $"{Candidate.Name} does worse than {Control.Name}, the base unadapted, by {Figures.Distance(Gain)} ({Figures.P(Pair.P)}): adapted so, the model forgets more than it learns."
        : $"{Candidate.Name} does worse than {Control.Name}, the same network from random weights, by {Figures.Distance(Gain)} ({Figures.P(Pair.P)}): the base model is in its way.";

    internal static ImmutableArray<Transfer> Of(Comparison comparison) =>
    [
        .. from candidate in comparison.Ranked
           where !IsControl(candidate.Run)
           from control in comparison.Ranked
           where control.Run.IsUnadapted || (control.Run.Kind == "scratch" && control.Run.TrainingSet == candidate.Run.TrainingSet)
           let pair = comparison.Between(candidate, control)
           select new Transfer(candidate, control, pair.Better == candidate ? pair.Difference : -pair.Difference, pair),
    ];

    private static bool IsControl(CandidateRun run) => run.IsUnadapted || run.Kind == "scratch";
}
