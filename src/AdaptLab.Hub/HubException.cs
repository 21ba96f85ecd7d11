namespace AdaptLab.Hub;

/// <summary>A model cannot be had; the message says in one line what, where and how to mend it, and never holds a token.</summary>
public sealed class HubException : Exception
{
    public HubException(string message) : base(message) { }

    public HubException(string message, Exception inner) : base(message, inner) { }
}
