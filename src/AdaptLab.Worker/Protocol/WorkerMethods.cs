namespace AdaptLab.Worker.Protocol;

/// <summary>What client and worker call each other with.</summary>
public static class WorkerMethods
{
    /// <summary>Request to the worker: <see cref="CompareParams"/>, answered by a <see cref="CompareReply"/>. Cancelling it stops the run.</summary>
    public const string Compare = "compare";

    /// <summary>Request to the worker: <see cref="PromptParams"/>, answered by a <see cref="PromptReply"/>.</summary>
    public const string Prompt = "prompt";

    /// <summary>Request to the worker: it answers null and ends.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>Notification from the worker: an <see cref="EventMessage"/>, in order, each before the reply.</summary>
    public const string Event = "event";

    /// <summary>Notification from the worker: an <see cref="AliveMessage"/>, every second, whatever it computes.</summary>
    public const string Alive = "alive";
}
