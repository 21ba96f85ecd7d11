using AdaptLab.LanguageServer.Protocol;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Where the server stands between the first message and the last: what may be asked, and how the process ends.</summary>
internal sealed class Life
{
    private enum Stage { Waiting, Running, ShutDown }

    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Stage _stage = Stage.Waiting;

    public bool IsRunning => _stage == Stage.Running;

    /// <summary>The exit code, once there is one.</summary>
    public Task<int> End => _end.Task;

    public void Begin()
    {
        if (_stage != Stage.Waiting)
            throw Refused(ErrorCodes.InvalidRequest, "The server has been initialized already.");
        _stage = Stage.Running;
    }

    /// <summary>A request is served only between `initialize` and `shutdown`.</summary>
    /// <exception cref="LocalRpcException">It is not.</exception>
    public void Demand()
    {
        if (_stage == Stage.Waiting)
            throw Refused(ErrorCodes.ServerNotInitialized, "The server has not been initialized.");
        if (_stage == Stage.ShutDown)
            throw Refused(ErrorCodes.InvalidRequest, "The server has been shut down.");
    }

    public void ShutDown()
    {
        Demand();
        _stage = Stage.ShutDown;
    }

    /// <summary>A client that leaves without `shutdown` has crashed, or is wrong: the exit code says so.</summary>
    public void Leave() => _end.TrySetResult(_stage == Stage.ShutDown ? 0 : 1);

    public static LocalRpcException Refused(int code, string message) => new(message) { ErrorCode = code };
}
