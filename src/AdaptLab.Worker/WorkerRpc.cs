using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace AdaptLab.Worker;

/// <summary>The connection between client and worker: JSON-RPC with headers, as language servers have it. Both ends make it here.</summary>
public sealed class WorkerRpc : JsonRpc
{
    private WorkerRpc(IJsonRpcMessageHandler handler) : base(handler)
    {
    }

    /// <param name="output">What this end writes to.</param>
    /// <param name="input">What it reads from.</param>
    public static WorkerRpc Create(Stream output, Stream input)
    {
        var formatter = new JsonMessageFormatter(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        // Explicit, for typed parameters whose names do not match silently become defaults.
        formatter.JsonSerializer.ContractResolver = new CamelCasePropertyNamesContractResolver();
        formatter.JsonSerializer.NullValueHandling = NullValueHandling.Ignore;
        formatter.JsonSerializer.DateParseHandling = DateParseHandling.None;
        return new WorkerRpc(new HeaderDelimitedMessageHandler(output, input, formatter));
    }

    /// <summary>One line, without the stack that is sent by default.</summary>
    protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception) => new()
    {
        Code = JsonRpcErrorCode.InvocationError,
        Message = $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}",
    };

    /// <summary>A method whose parameters are one object.</summary>
    public void Add(string name, Delegate method) =>
        AddLocalRpcMethod(method.Method, method.Target, new JsonRpcMethodAttribute(name) { UseSingleObjectParameterDeserialization = true });
}
