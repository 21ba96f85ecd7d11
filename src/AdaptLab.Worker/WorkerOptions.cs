namespace AdaptLab.Worker;

/// <summary>How patient a client is with its worker.</summary>
/// <param name="Silence">A worker that gives no sign of life for so long is ended.</param>
/// <param name="Standstill">So is one that lives but has told of no progress for so long.</param>
/// <param name="Farewell">What a worker may take to stop a run, or to end, before it is ended.</param>
public sealed record WorkerOptions(TimeSpan Silence, TimeSpan Standstill, TimeSpan Farewell)
{
    public static WorkerOptions Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), TimeSpan.FromMilliseconds(800));
}
