using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;

namespace AdaptLab.Cli.Rendering;

/// <summary>Tells of a run in a log: a line when a candidate starts and one when it ends.</summary>
internal sealed class PlainProgress(Screen screen, Plan plan, TimeProvider time) : IProgress<RunEvent>
{
    private long _started;

    public void Report(RunEvent value)
    {
        var name = $"[{value.Candidate + 1}/{plan.Candidates.Length}] {plan.Candidates[value.Candidate].Name}";
        switch (value)
        {
            case WaitingForTurn:
                screen.Line("Another run of this spec is going on; this one begins when that has ended.");
                break;
            case CandidateStarted:
                _started = time.GetTimestamp();
                screen.Line($"{name}: started");
                break;
            case CandidateFinished { Accuracy: { } accuracy } finished:
                var detail = finished.Run.Detail.Length > 0 ? $" ({finished.Run.Detail})" : "";
                screen.Line($"{name}: {(plan.Task.Kind == TaskKind.Classify ? "accuracy" : "exact match")} {Figures.Percent(accuracy)}, took {Figures.Duration(time.GetElapsedTime(_started).TotalSeconds)}{detail}");
                break;
            case CandidateFinished:
                // Why is said once, with its place in the spec, when the others have run.
                screen.Line($"{name}: failed");
                break;
        }
    }
}
