using System.Threading.Channels;

namespace AdaptLab.Serving;

/// <summary>Work in the order of its arrival, so many at a time, and no more waiting than can be answered soon.</summary>
internal sealed class RequestQueue : IAsyncDisposable
{
    private readonly Channel<Func<Task>> _channel;
    private readonly Task[] _workers;

    public RequestQueue(int capacity, int workers)
    {
        _channel = Channel.CreateBounded<Func<Task>>(capacity);
        // Models compute where they are called, for as long as it takes.
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>How many wait.</summary>
    public int Waiting => _channel.Reader.Count;

    /// <returns>Whether there was room for it.</returns>
    public bool TryAdd<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellation, out Task<T> result)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        result = done.Task;
        return _channel.Writer.TryWrite(RunAsync);

        async Task RunAsync()
        {
            try
            {
                // Nobody is answered who has gone away while waiting.
                cancellation.ThrowIfCancellationRequested();
                done.SetResult(await work(cancellation));
            }
            catch (OperationCanceledException)
            {
                done.SetCanceled(CancellationToken.None);
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }

    /// <summary>Takes no more, and ends when everything that waits is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await Task.WhenAll(_workers);
    }

    private async Task WorkAsync()
    {
        await foreach (var work in _channel.Reader.ReadAllAsync())
            await work();
    }
}
