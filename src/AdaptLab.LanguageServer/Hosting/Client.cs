using AdaptLab.LanguageServer.Protocol;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>What the server says of its own accord. A client that has gone away is nobody's fault: it is told nothing.</summary>
internal sealed class Client(JsonRpc rpc, TextWriter log)
{
    public async Task NotifyAsync(string method, object parameters)
    {
        try
        {
            await rpc.NotifyWithParameterObjectAsync(method, parameters);
        }
        catch (Exception fault) when (fault is ConnectionLostException or ObjectDisposedException)
        {
        }
    }

    /// <summary>The client's answer; the default where it has none, refuses or is gone.</summary>
    public async Task<T?> RequestAsync<T>(string method, object? parameters, CancellationToken cancellation = default)
    {
        try
        {
            return await rpc.InvokeWithParameterObjectAsync<T>(method, parameters, cancellation);
        }
        catch (Exception fault) when (fault is ConnectionLostException or ObjectDisposedException)
        {
            return default;
        }
        catch (RemoteRpcException refusal)
        {
            await LogAsync($"The client refuses {method}: {refusal.Message}");
            return default;
        }
    }

    public Task ShowAsync(MessageType type, string message) => NotifyAsync("window/showMessage", new MessageParams(type, message));

    /// <summary>To the log, which is the process's error stream: clients show it where they show what servers print.</summary>
    public Task LogAsync(string message) => log.WriteLineAsync(message);
}
