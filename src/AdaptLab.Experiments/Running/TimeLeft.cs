namespace AdaptLab.Experiments.Running;

/// <summary>Estimates how long one candidate still takes, from what it has done so far.</summary>
/// <remarks>A candidate does the same work a number of times, once for each seed (and fold): finished rounds foretell the
/// ones to come; within a round, preparation and rows are extrapolated from their own pace.</remarks>
internal sealed class TimeLeft(TimeProvider time, int rounds)
{
    private int _rounds = rounds;
    private readonly long _start = time.GetTimestamp();
    private int _finished;
    private long _roundStart;
    private long _rowsStart;

    public void StartRound() => _roundStart = time.GetTimestamp();

    public void StartRows() => _rowsStart = time.GetTimestamp();

    public void FinishRound() => _finished++;

    /// <summary>A round that is known already takes no time, and foretells nothing.</summary>
    public void SkipRound() => _rounds--;

    /// <param name="fraction">How much of the preparation is done.</param>
    public TimeSpan? WhilePreparing(double? fraction)
    {
        var elapsed = time.GetElapsedTime(_roundStart);
        if (MeanRound(_roundStart) is { } mean)
            return NotNegative(mean - elapsed) + (mean * Following);
        // In the first round nobody knows yet how long the rows take: only a preparation that is by far the longer part can be foretold.
        return fraction is > 0.02 and <= 1 ? (elapsed * ((1 - fraction.Value) / fraction.Value)) + (elapsed / fraction.Value * Following) : null;
    }

    public TimeSpan? WhileAnswering(int done, int total)
    {
        if (done == 0)
            return null;
        var rest = time.GetElapsedTime(_rowsStart) * ((double)(total - done) / done);
        var round = MeanRound(_roundStart) ?? (time.GetElapsedTime(_roundStart) + rest);
        return rest + (round * Following);
    }

    /// <summary>Rounds after the present one.</summary>
    private int Following => _rounds - _finished - 1;

    private TimeSpan? MeanRound(long until) => _finished == 0 ? null : time.GetElapsedTime(_start, until) / _finished;

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
