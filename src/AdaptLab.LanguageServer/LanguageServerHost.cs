using System.Collections.Immutable;
using AdaptLab.LanguageServer.Features;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer;

/// <summary>Serves one client over a pair of streams, from its first message to its last.</summary>
public static class LanguageServerHost
{
    /// <summary>0 after `shutdown` and `exit`; 1 where the client went away without them.</summary>
    public static Task<int> RunAsync(Stream input, Stream output, ServerOptions options, CancellationToken cancellation) =>
        RunAsync(input, output, options, FeatureList.All, cancellation);

    internal static async Task<int> RunAsync(
        Stream input, Stream output, ServerOptions options, ImmutableArray<Feature> features, CancellationToken cancellation)
    {
        using var rpc = new ServerRpc(input, output, options.Log);
        await using var session = new Session(rpc, options);
        var life = session.Life;
        rpc.Disconnected += (_, _) => life.Leave();
        Add(rpc, "initialize", (InitializeParams parameters, CancellationToken _) => Initialization.BeginAsync(parameters, session));
        foreach (var feature in features)
            Add(rpc, feature.Method, feature.Bind(session));
        // These two have no parameters, and some clients send none while others send an empty object.
        rpc.AddLocalRpcMethod("shutdown", () =>
        {
            life.ShutDown();
            return session.Queue.Read(_ => Task.FromResult<object?>(null));
        });
        rpc.AddLocalRpcMethod("exit", life.Leave);
        rpc.StartListening();
        // Not the connection's own end: on Unix, a read that waits for input may never learn of it.
        using var registration = cancellation.Register(life.Leave);
        return await life.End;
    }

    private static void Add(JsonRpc rpc, string method, Delegate handler) =>
        rpc.AddLocalRpcMethod(handler.Method, handler.Target, new JsonRpcMethodAttribute(method) { UseSingleObjectParameterDeserialization = true });
}
