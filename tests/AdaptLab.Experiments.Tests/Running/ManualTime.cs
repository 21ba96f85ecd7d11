namespace AdaptLab.Experiments.Tests.Running;

/// <summary>A clock that only the test moves; its timers never fire.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public void Advance(int milliseconds) => _milliseconds += milliseconds;

    public override long GetTimestamp() => _milliseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(_milliseconds);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Stopped();

    private sealed class Stopped : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
