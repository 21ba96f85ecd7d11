namespace AdaptLab.Worker;

/// <summary>How patient a client is with its worker.</summary>
/// <param name="Silence">A worker that gives no sign of life for so long is ended.</param>
/// <param name="Standstill">So is one that lives but has told of no progress, a row, a training step or a phase, for so long.</param>
/// <param name="Loading">The same before the models are known and while one is loaded: reading weights from a slow disk is one step.</param>
/// <param name="Farewell">What a worker may take to stop a run, or to end, before it is ended.</param>
public sealed record WorkerOptions(TimeSpan Silence, TimeSpan Standstill, TimeSpan Loading, TimeSpan Farewell)
{
    public static WorkerOptions Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMilliseconds(800));
}
