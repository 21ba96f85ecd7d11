using System.Net;
using System.Text.Json.Nodes;
using AdaptLab.Serving.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdaptLab.Serving;

/// <summary>A model behind an OpenAI-compatible endpoint that only this machine can reach.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    /// <summary>Requests that may wait. More would wait for so long that their clients give up.</summary>
    private const int Capacity = 64;

    private const long LargestRequest = 4 << 20;

    /// <summary>For answers that are under way when the server is stopped.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly RequestQueue _queue;

    private ModelServer(WebApplication app, RequestQueue queue)
    {
        _app = app;
        _queue = queue;
        Address = new Uri(app.Urls.First() + "/v1");
    }

    /// <summary>"http://127.0.0.1:8080/v1".</summary>
    public Uri Address { get; }

    /// <param name="port">0 for any that is free.</param>
    /// <exception cref="IOException">The port is taken, or may not be used.</exception>
    public static async Task<ModelServer> StartAsync(ServedModel model, int port, TimeProvider time, CancellationToken cancellation, int capacity = Capacity)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = LargestRequest;
            options.Listen(IPAddress.Loopback, port);
        });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTimeout);

        var queue = new RequestQueue(capacity, model.Concurrency);
        var app = builder.Build();
        app.Run(new Routes(model, queue, new Desk(model, queue), time).HandleAsync);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            await queue.DisposeAsync();
            throw;
        }

        return new ModelServer(app, queue);
    }

    /// <summary>Takes no more requests; those that were taken are answered first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _queue.DisposeAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Which address leads where.</summary>
    private sealed class Routes(ServedModel model, RequestQueue queue, Desk desk, TimeProvider time)
    {
        private readonly ChatEndpoint _chat = new(model, desk, time);
        private readonly EmbeddingsEndpoint _embeddings = new(model, desk);
        private readonly long _started = time.GetUtcNow().ToUnixTimeSeconds();

        public async Task HandleAsync(HttpContext context)
        {
            try
            {
                await RouteAsync(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // Nobody is there to be answered.
            }
            catch (ApiError error)
            {
                await error.WriteAsync(context.Response, context.RequestAborted);
            }
            catch (BadHttpRequestException error)
            {
                await new ApiError(error.StatusCode, $"The request cannot be read: {error.Message}").WriteAsync(context.Response, context.RequestAborted);
            }
            catch (Exception error) when (!context.Response.HasStarted)
            {
                await new ApiError(StatusCodes.Status500InternalServerError, $"The strategy has failed: {error.Message.ReplaceLineEndings(" ")}").WriteAsync(context.Response, context.RequestAborted);
            }
        }

        private Task RouteAsync(HttpContext context)
        {
            // A page elsewhere can have its own name resolve to this machine; then the name stands here.
            if (!IsLoopback(context.Request.Host.Host))
                throw new ApiError(StatusCodes.Status403Forbidden, "This server answers to localhost only.");
            return (context.Request.Method, context.Request.Path.Value) switch
            {
                ("POST", "/v1/chat/completions") => _chat.HandleAsync(context),
                ("POST", "/v1/embeddings") => _embeddings.HandleAsync(context),
                ("GET", "/v1/models") => Json.WriteAsync(context.Response, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Describe()) }, context.RequestAborted),
                ("GET", "/healthz") => Json.WriteAsync(context.Response, new JsonObject { ["status"] = "ok", ["model"] = model.Id, ["waiting"] = queue.Waiting }, context.RequestAborted),
                ("GET", { } path) when path.StartsWith("/v1/models/", StringComparison.Ordinal) => OneModelAsync(context, path["/v1/models/".Length..]),
                var (method, path) => throw new ApiError(
                    StatusCodes.Status404NotFound, $"There is no {method} {path} here, but POST /v1/chat/completions, POST /v1/embeddings, GET /v1/models and GET /healthz."),
            };
        }

        private Task OneModelAsync(HttpContext context, string name)
        {
            desk.CheckModel(name);
            return Json.WriteAsync(context.Response, Describe(), context.RequestAborted);
        }

        private JsonObject Describe() => new() { ["id"] = model.Id, ["object"] = "model", ["created"] = _started, ["owned_by"] = "adaptlab" };

        private static bool IsLoopback(string host) =>
            host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
