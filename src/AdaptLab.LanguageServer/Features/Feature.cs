using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>One method of the protocol: what it is called, whether it reads or changes, what it says in `initialize`, and
/// what it does.</summary>
internal sealed record Feature
{
    private Feature(string method, Type parameters, Func<Session, Delegate> bind)
    {
        Method = method;
        Parameters = parameters;
        Bind = bind;
    }

    public string Method { get; }

    public Type Parameters { get; }

    /// <summary>Adds to what the server says that it can do.</summary>
    public Func<ServerCapabilities, ClientTraits, ServerCapabilities> Announce { get; init; } = (all, _) => all;

    /// <summary>A function of parameters and a token, for the connection to call.</summary>
    public Func<Session, Delegate> Bind { get; }

    /// <summary>A request about the state as it is when its turn comes.</summary>
    public static Feature Read<TParams, TResult>(string method, Func<Request<TParams>, TResult> handle) =>
        ReadAsync<TParams, TResult>(method, request => Task.FromResult(handle(request)));

    public static Feature ReadAsync<TParams, TResult>(string method, Func<Request<TParams>, Task<TResult>> handle) =>
        new(method, typeof(TParams), session => async (TParams parameters, CancellationToken cancellation) =>
        {
            session.Life.Demand();
            var answer = await session.Queue.Read(state => handle(new Request<TParams>(parameters, state, session, cancellation)), cancellation);
            session.Memory.Answered();
            return answer;
        });

    /// <summary>A notification that changes the state.</summary>
    /// <param name="change">Must not wait for anything: all that comes after it waits, too.</param>
    /// <param name="then">What follows from the new state. What comes next waits for it up to its first await, and no longer.</param>
    public static Feature Change<TParams>(
        string method, Func<TParams, WorkspaceState, WorkspaceState> change, Func<Request<TParams>, Task>? then = null) =>
        new(method, typeof(TParams), session => async (TParams parameters, CancellationToken cancellation) =>
        {
            // Nobody hears of a notification that fails.
            if (!session.Life.IsRunning)
                return;
            try
            {
                var following = Task.CompletedTask;
                await session.Queue.Change(
                    state => change(parameters, state),
                    state => following = then?.Invoke(new Request<TParams>(parameters, state, session, cancellation)) ?? following);
                await following;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                await session.Client.LogAsync($"{method} failed: {fault}");
            }
        });

    /// <summary>A notification that is about no document.</summary>
    public static Feature Notice<TParams>(string method, Func<TParams, Session, Task> handle) =>
        new(method, typeof(TParams), session => async (TParams parameters, CancellationToken _) =>
        {
            try
            {
                await handle(parameters, session);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                await session.Client.LogAsync($"{method} failed: {fault}");
            }
        });
}

/// <param name="State">At the request's turn in the queue.</param>
internal sealed record Request<TParams>(TParams Params, WorkspaceState State, Session Session, CancellationToken Cancellation)
{
    /// <summary>The document as it is in <see cref="State"/>; null for one that the server does not know.</summary>
    public Conversions? Spec(TextDocumentIdentifier document) => State.Find(document) is { } found ? new Conversions(found, State.Client) : null;
}
