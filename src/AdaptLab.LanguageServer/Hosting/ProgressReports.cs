using System.Collections.Concurrent;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>Work that takes a while, shown by the client where it can show such, and stopped by it where that makes sense.</summary>
internal sealed class ProgressReports(Client client, RequestQueue<WorkspaceState> queue)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    /// <summary>Runs the work with a way to say how far it is.</summary>
    /// <param name="given">The client's token; null for work that the server began, or if the client has given none.</param>
    /// <param name="cancellable">Whether the client may offer to stop it: the work's token is then cancelled.</param>
    public async Task<T> RunAsync<T>(
        string title, JToken? given, bool cancellable, Func<Report, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var token = given is { Type: JTokenType.String or JTokenType.Integer } ? given : await CreateAsync(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (token is null)
            return await work((_, _) => Task.CompletedTask, stop.Token);

        var key = token.ToString();
        if (cancellable)
            _running[key] = stop;
        await SendAsync(token, new WorkDoneProgress("begin", title, Percentage: 0, Cancellable: cancellable));
        try
        {
            return await work((message, share) => SendAsync(token, new WorkDoneProgress("report", Message: message, Percentage: Percent(share))), stop.Token);
        }
        finally
        {
            _running.TryRemove(key, out _);
            await SendAsync(token, new WorkDoneProgress("end"));
        }
    }

    /// <summary>The client's user has asked to stop.</summary>
    public Task CancelAsync(JToken token) => _running.TryGetValue(token.ToString(), out var stop) ? stop.CancelAsync() : Task.CompletedTask;

    private async Task<JToken?> CreateAsync(CancellationToken cancellation)
    {
        if (!queue.Current.Client.WorkDoneProgress)
            return null;
        var token = JToken.FromObject($"adaptlab-{Guid.NewGuid():N}");
        await client.RequestAsync<object>("window/workDoneProgress/create", new CreateProgressParams(token), cancellation);
        return token;
    }

    private Task SendAsync(JToken token, WorkDoneProgress progress) => client.NotifyAsync("$/progress", new ProgressParams(token, progress));

    private static int? Percent(double? share) => share is { } value ? (int)Math.Clamp(value * 100, 0, 100) : null;
}

/// <param name="share">How far the work is, 0 to 1, where that is known.</param>
internal delegate Task Report(string message, double? share);
