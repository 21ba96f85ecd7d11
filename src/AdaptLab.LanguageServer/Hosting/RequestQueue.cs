using System.Threading.Channels;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>
/// Gives each request the state that it was asked about. Items are taken in the order in which they came: a change makes the
/// next state and is done before the next item is looked at; a read is handed the state at its turn and then runs on the
/// pool, beside whatever comes after it.
/// </summary>
/// <remarks>A change that fails leaves the state as it was, and the fault goes to whoever asked for the change.</remarks>
internal sealed class RequestQueue<TState> : IAsyncDisposable
{
    private readonly Channel<Action> _items = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _consumer;
    private volatile Box _state;

    public RequestQueue(TState initial)
    {
        _state = new Box(initial);
        _consumer = Task.Run(ConsumeAsync);
    }

    /// <summary>The state after the last change that is done.</summary>
    public TState Current => _state.Value;

    /// <summary>Ends with the state that the change has made.</summary>
    /// <param name="then">What follows from that state, before anything that came later is looked at. It must not wait.</param>
    public Task<TState> Change(Func<TState, TState> change, Action<TState>? then = null)
    {
        var done = new TaskCompletionSource<TState>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() =>
        {
            try
            {
                _state = new Box(change(_state.Value));
                then?.Invoke(_state.Value);
                done.SetResult(_state.Value);
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        }, done);
        return done.Task;
    }

    /// <param name="cancellation">Before its turn the read is dropped; from then on it is the read's own to heed.</param>
    public Task<TResult> Read<TResult>(Func<TState, Task<TResult>> read, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<Task<TResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() =>
        {
            var state = _state.Value;
            // A token that is cancelled by now makes the task a cancelled one.
            done.SetResult(Task.Run(() => read(state), cancellation));
        }, done);
        return done.Task.Unwrap();
    }

    /// <summary>Takes nothing more; what waits is done first.</summary>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _consumer;
    }

    private void Add<T>(Action item, TaskCompletionSource<T> done)
    {
        if (!_items.Writer.TryWrite(item))
            done.SetCanceled(CancellationToken.None);
    }

    private async Task ConsumeAsync()
    {
        await foreach (var item in _items.Reader.ReadAllAsync())
            item();
    }

    /// <summary>So that a state of any size is replaced in one step.</summary>
    private sealed record Box(TState Value);
}
