using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;
using OpenAI.Embeddings;

namespace AdaptLab.Remote.Requests;

/// <summary>The connection to a server: Semantic Kernel's chat service and the client for embeddings, over one transport.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Stands in for a key where the server wants none, since the client insists on one; it is not sent.</summary>
    private const string NoKey = "none";

    private readonly HttpClient _http;

    public Connection(RemoteModelOptions options)
    {
        _http = new HttpClient(new KeyHandler(options.ApiKey is null)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = options.Concurrency,
            },
        })
        {
            // Attempts have a limit of their own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var client = new OpenAIClient(new ApiKeyCredential(options.ApiKey ?? NoKey), new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        Chat = new OpenAIChatCompletionService(options.Model, client);
        Embeddings = client.GetEmbeddingClient(options.Model);
    }

    public OpenAIChatCompletionService Chat { get; }

    public EmbeddingClient Embeddings { get; }

    public void Dispose() => _http.Dispose();

    private sealed class KeyHandler(bool withoutKey) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (withoutKey)
                request.Headers.Authorization = null;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
