using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdaptLab.Remote.Tests;

/// <summary>A server on loopback that speaks the protocol, and misbehaves where a test says so.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Answer> _answers;
    private readonly CancellationTokenSource _end = new();
    private Answer _last;
    private int _now;
    private int _most;

    private FakeServer(WebApplication app, IEnumerable<Answer> answers)
    {
        _app = app;
        _answers = new ConcurrentQueue<Answer>(answers);
        _last = answers.Last();
    }

    public delegate Task Answer(HttpContext context, JsonObject request, CancellationToken end);

    /// <summary>Every request, in the order of its arrival.</summary>
    public ConcurrentQueue<(string Path, string? Authorization, JsonObject Body)> Requests { get; } = new();

    /// <summary>The most requests that were there at a time.</summary>
    public int MostAtATime => _most;

    public Uri Endpoint => new(_app.Urls.First() + "/v1");

    /// <param name="answers">One for each request; the last one for all that follow.</param>
    public static async Task<FakeServer> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeServer(app, answers);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Requests.Enqueue((context.Request.Path, context.Request.Headers.Authorization, body));
        var now = Interlocked.Increment(ref _now);
        InterlockedMax(ref _most, now);
        try
        {
            await (_answers.TryDequeue(out var answer) ? answer : _last)(context, body, _end.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}

/// <summary>What a <see cref="FakeServer"/> does with a request.</summary>
public static class Answers
{
    public static FakeServer.Answer Json(string body, int status = 200, string? retryAfter = null) => async (context, _, end) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body, end);
    };

    public static FakeServer.Answer Error(int status, string message, string? retryAfter = null) =>
        Json(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "error" } }.ToJsonString(), status, retryAfter);

    /// <summary>A text without log-probabilities.</summary>
    public static FakeServer.Answer Text(string text, int input = 10, int output = 2, bool isCut = false) => Chat(text, null, input, output, isCut);

    /// <summary>A text token by token, each with what might have stood in its place.</summary>
    public static FakeServer.Answer Tokens(params (string Text, double Probability, (string Text, double Probability)[] Others)[] tokens) =>
        Chat(string.Concat(tokens.Select(token => token.Text)), tokens, 10, tokens.Length, false);

    public static FakeServer.Answer Vectors(params float[][] vectors) => Json(new JsonObject
    {
        ["object"] = "list",
        // In another order than they were asked for: the index counts.
        ["data"] = new JsonArray([.. vectors.Select((vector, index) => new JsonObject
        {
            ["index"] = index, ["embedding"] = new JsonArray([.. vector.Select(value => JsonValue.Create(value))]),
        }).Reverse()]),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 7, ["total_tokens"] = 7 },
    }.ToJsonString());

    /// <summary>The connection ends in the middle of the body.</summary>
    public static Task Cut(HttpContext context, JsonObject request, CancellationToken end) => BeginAsync(context, context.Abort, end);

    /// <summary>The body begins and never ends.</summary>
    public static Task Stall(HttpContext context, JsonObject request, CancellationToken end) =>
        BeginAsync(context, () => { }, end).ContinueWith(_ => Task.Delay(Timeout.Infinite, end), TaskScheduler.Default).Unwrap().ContinueWith(_ => { }, TaskScheduler.Default);

    private static async Task BeginAsync(HttpContext context, Action then, CancellationToken end)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"choices\": [", end);
        await context.Response.Body.FlushAsync(end);
        then();
    }

    private static FakeServer.Answer Chat(
        string text, (string Text, double Probability, (string Text, double Probability)[] Others)[]? tokens, int input, int output, bool isCut) =>
        Json(new JsonObject
        {
            ["id"] = "1", ["object"] = "chat.completion", ["created"] = 1, ["model"] = "m",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                ["finish_reason"] = isCut ? "length" : "stop",
                ["logprobs"] = tokens is null ? null : new JsonObject
                {
                    ["content"] = new JsonArray([.. tokens.Select(token =>
                    {
                        var scored = Scored(token.Text, token.Probability);
                        scored["top_logprobs"] = new JsonArray([.. token.Others.Prepend((token.Text, token.Probability)).Select(other => Scored(other.Item1, other.Item2))]);
                        return scored;
                    })]),
                },
            }),
            ["usage"] = new JsonObject { ["prompt_tokens"] = input, ["completion_tokens"] = output, ["total_tokens"] = input + output },
        }.ToJsonString());

    private static JsonObject Scored(string text, double probability) => new()
    {
        ["token"] = text, ["logprob"] = Math.Log(probability), ["bytes"] = null,
    };
}

/// <summary>Time that is never waited for: what is due is due at once, and noted down.</summary>
public sealed class NoWaiting : TimeProvider
{
    private ImmutableList<TimeSpan> _waits = [];

    /// <summary>How long was asked to be waited, each time.</summary>
    public ImmutableList<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
            ImmutableInterlocked.Update(ref _waits, waits => waits.Add(dueTime));
        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
