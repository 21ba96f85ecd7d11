using Polly;
using Polly.Retry;

namespace AdaptLab.Remote.Requests;

/// <summary>How every request is made: so many at a time, each within its time and its budget, and again where that may help.</summary>
internal sealed class RequestPolicy : IDisposable
{
    /// <summary>After the first attempt.</summary>
    private const int Retries = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>Who asks to be left alone for longer is not waited for: a run would seem to hang.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turns;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retries;

    /// <param name="time">The clock that is waited by between two attempts.</param>
    public RequestPolicy(RemoteModelOptions options, TimeProvider time)
    {
        _turns = new SemaphoreSlim(options.Concurrency);
        _timeout = options.Timeout;
        _time = time;
        Spending = new Spending(options.Price, options.Budget);
        _retries = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RemoteException>(error => error.IsTransient && !(error.RetryAfter > LongestDelay)),
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                // Requests that were refused together must not come again together.
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RemoteException)?.RetryAfter),
            })
            .Build();
    }

    public Spending Spending { get; }

    /// <param name="worst">The most tokens that an attempt can be charged for.</param>
    /// <param name="attempt">Throws nothing but <see cref="RemoteException"/> and, when it is cancelled, <see cref="OperationCanceledException"/>.</param>
    /// <returns>The answer, and how long the attempt took that brought it: without waiting for a turn, nor for other attempts.</returns>
    /// <exception cref="RemoteException">No attempt has brought an answer.</exception>
    public async Task<(T Reply, TimeSpan Took)> SendAsync<T>(
        TokenUsage worst, Func<CancellationToken, Task<T>> attempt, Func<T, TokenUsage?> usage, CancellationToken cancellation)
    {
        // The turn is kept while waiting for the next attempt: a server that has enough gets fewer requests.
        await _turns.WaitAsync(cancellation);
        try
        {
            return await _retries.ExecuteAsync(
                async token =>
                {
                    using var reservation = Spending.Reserve(worst);
                    try
                    {
                        var start = _time.GetTimestamp();
                        var reply = await WithinTimeAsync(attempt, token);
                        var took = _time.GetElapsedTime(start);
                        if (usage(reply) is { } used)
                            reservation.Settle(used);
                        return (reply, took);
                    }
                    catch (RemoteException error) when (!error.MayBeCharged)
                    {
                        reservation.Release();
                        throw;
                    }
                },
                cancellation);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<T> WithinTimeAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            return await attempt(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RemoteException(
                RemoteFault.TimedOut, $"No answer within {_timeout.TotalSeconds:0.###} s. Where the server is that slow, raise `timeout` or lower `concurrency`.");
        }
    }
}
