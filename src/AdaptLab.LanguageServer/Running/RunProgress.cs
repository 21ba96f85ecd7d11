using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.Results;
using AdaptLab.Results.Running;

namespace AdaptLab.LanguageServer.Running;

/// <summary>From the events of a run to what an editor shows of it: a share of the whole, and who is at work.</summary>
/// <param name="tell">Where the run is, and whether a candidate has just ended: at each beginning and end, and at every twentieth
/// of a candidate's way.</param>
internal sealed class RunProgress(Plan plan, Report report, TimeProvider clock, Action<RunState, bool> tell) : IProgress<RunEvent>
{
    /// <summary>Rows are answered in milliseconds; nobody reads faster than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int Steps = 20;

    private ImmutableDictionary<string, double?> _running = ImmutableDictionary<string, double?>.Empty;
    private long? _last;
    private int _finished;

    public void Report(RunEvent value)
    {
        switch (value)
        {
            case ModelsFound found:
                Say($"on {string.Join(", ", found.Models.Values.Select(model => model.Name).Distinct())}", 0, always: true);
                break;
            case Estimated estimated:
                Say(estimated.Text, 0, always: true);
                break;
            case WaitingForTurn:
                Say("waiting for another run of this spec", 0, always: true);
                break;
            case CandidateStarted:
                Set(value.Candidate, 0);
                Say(Name(value.Candidate), Whole(0), always: true);
                break;
            case Preparing preparing:
                At(value.Candidate, preparing.Seed, (preparing.Fraction ?? 0) / 2, $"{Name(value.Candidate)}: {preparing.Stage}{Left(preparing.Left)}");
                break;
            case RowAnswered row:
                At(value.Candidate, row.Seed, 0.5 + (double)row.Done / Math.Max(1, row.Total) / 2,
                    $"{Name(value.Candidate)}: {Figures.Count(row.Done)} of {Figures.Count(row.Total, "row")}{Left(row.Left)}");
                break;
            case CandidateFinished finished:
                _finished++;
                _running = _running.Remove(Name(value.Candidate));
                tell(new RunState(Whole(0), _running), true);
                Say($"{Name(value.Candidate)}: {(finished.Accuracy is { } accuracy ? Figures.Percent(accuracy) : "failed")}", Whole(0), always: true);
                break;
        }
    }

    /// <param name="share">Of this seed's work. What is prepared counts as half: which half is longer depends on the strategy.</param>
    private void At(int candidate, int seed, double share, string message)
    {
        var done = (seed + share) / Math.Max(1, plan.Candidates[candidate].Seeds.Length);
        Set(candidate, done);
        Say(message, Whole(done), always: false);
    }

    private void Set(int candidate, double share)
    {
        var step = Math.Floor(share * Steps) / Steps;
        if (_running.TryGetValue(Name(candidate), out var known) && known == step)
            return;
        _running = _running.SetItem(Name(candidate), step);
        tell(new RunState(Whole(step), _running), false);
    }

    private void Say(string message, double share, bool always)
    {
        var now = clock.GetTimestamp();
        if (!always && _last is { } last && clock.GetElapsedTime(last, now) < Pause)
            return;
        _last = now;
        _ = report(message, share);
    }

    private double Whole(double ofThis) => (_finished + ofThis) / Math.Max(1, plan.Candidates.Length);

    private string Name(int candidate) => plan.Candidates[candidate].Name;

    private static string Left(TimeSpan? left) => left is { } time ? $", {Figures.Duration(time.TotalSeconds)} left" : "";
}
