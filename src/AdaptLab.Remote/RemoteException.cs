namespace AdaptLab.Remote;

/// <summary>What kept a server from answering.</summary>
public enum RemoteFault
{
    /// <summary>No connection, or one that was cut.</summary>
    Unreachable,

    /// <summary>The time for a request ran out.</summary>
    TimedOut,

    /// <summary>429: too many requests.</summary>
    RateLimited,

    /// <summary>5xx: the server failed.</summary>
    ServerFailed,

    /// <summary>401 or 403: no key, or one that is not accepted.</summary>
    Unauthorized,

    /// <summary>404: no such model, or no such address.</summary>
    NotFound,

    /// <summary>Any other 3xx or 4xx: the request as it was is not accepted.</summary>
    Refused,

    /// <summary>A success whose body is no answer.</summary>
    Nonsense,

    /// <summary>The next request might cost more than what is left.</summary>
    OverBudget,
}

/// <summary>A request to which there is no answer: never to be taken for a wrong one.</summary>
/// <param name="message">One line for the user: what, where and how to mend it. Without the key, whatever the server has said.</param>
public sealed class RemoteException(RemoteFault fault, string message) : Exception(message)
{
    public RemoteFault Fault { get; } = fault;

    /// <summary>How long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same request may be answered later.</summary>
    public bool IsTransient => Fault is RemoteFault.Unreachable or RemoteFault.TimedOut or RemoteFault.RateLimited or RemoteFault.ServerFailed;

    /// <summary>The server may have worked, and may charge for it, although no answer has come.</summary>
    internal bool MayBeCharged => Fault is RemoteFault.Unreachable or RemoteFault.TimedOut or RemoteFault.ServerFailed or RemoteFault.Nonsense;
}
