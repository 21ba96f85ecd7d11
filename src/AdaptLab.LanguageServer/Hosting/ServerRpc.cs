using AdaptLab.LanguageServer.Protocol;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace AdaptLab.LanguageServer.Hosting;

/// <summary>JSON-RPC as the language server protocol speaks it.</summary>
internal sealed class ServerRpc : JsonRpc
{
    // Without names set explicitly, typed parameters silently keep their defaults. Keys of a map are data, not names.
    // One for all connections: what it has learnt of a type takes a while to learn.
    private static readonly DefaultContractResolver Names = new() { NamingStrategy = new CamelCaseNamingStrategy { ProcessDictionaryKeys = false } };

    private readonly TextWriter _log;

    public ServerRpc(Stream input, Stream output, TextWriter log)
        : base(new HeaderDelimitedMessageHandler(output, input, Formatter())) => _log = log;

    /// <summary>A sentence for whoever sees the error, and the whole story for the log. By default a stack with the paths of
    /// the machine that built the server would go to the client.</summary>
    protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception)
    {
        if (exception is LocalRpcException or OperationCanceledException)
            return base.CreateErrorDetails(request, exception);
        if (exception is JsonException)
            return new JsonRpcError.ErrorDetail { Code = JsonRpcErrorCode.InvalidParams, Message = $"The parameters of {request.Method} cannot be read." };
        _log.WriteLine($"{request.Method} failed: {exception}");
        return new JsonRpcError.ErrorDetail
        {
            Code = JsonRpcErrorCode.InternalError,
            Message = $"{request.Method} failed unexpectedly ({exception.GetType().Name}). The server's log says more.",
        };
    }

    private static JsonMessageFormatter Formatter()
    {
        var formatter = new JsonMessageFormatter();
        var json = formatter.JsonSerializer;
        json.ContractResolver = Names;
        json.NullValueHandling = NullValueHandling.Ignore;
        // Nothing of the protocol is a date, and a text that looks like one is to stay as it is.
        json.DateParseHandling = DateParseHandling.None;
        json.MaxDepth = 64;
        return formatter;
    }
}
