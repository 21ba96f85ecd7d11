using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AdaptLab.Retrieval.Tests.Qdrant;

/// <summary>A server on loopback that keeps points in memory and answers as Qdrant 1.19 does, and misbehaves where a test says so. When it
/// is closed, every request and answer is held against Qdrant's own description, where that is on this machine.</summary>
internal sealed class FakeQdrant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FakeCollection> _collections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();

    private FakeQdrant(WebApplication app) => _app = app;

    /// <summary>Does something in place of the answer; false to answer as usual.</summary>
    public delegate Task<bool> Mischief(HttpContext context, CancellationToken end);

    /// <summary>One for each request that comes, as long as there are any.</summary>
    public ConcurrentQueue<Mischief> Mischiefs { get; } = new();

    public ConcurrentQueue<Exchange> Exchanges { get; } = new();

    /// <summary>Wanted of every request, if not null.</summary>
    public string? ApiKey { get; set; }

    public Uri Address => new(_app.Urls.First());

    public int Points(string collection) => _collections[collection].Points.Count;

    public IEnumerable<string> Collections => _collections.Keys;

    public static async Task<FakeQdrant> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeQdrant(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public static Mischief Fail(int status, string error, string? retryAfter = null) => async (context, end) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(new JsonObject { ["status"] = new JsonObject { ["error"] = error }, ["time"] = 0.00001 }.ToJsonString(), end);
        return true;
    };

    public static Mischief Say(string text, int status = 200) => async (context, end) =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, end);
        return true;
    };

    public static Task<bool> Cut(HttpContext context, CancellationToken end)
    {
        context.Abort();
        return Task.FromResult(true);
    }

    public static Task<bool> Stall(HttpContext context, CancellationToken end) => Task.Delay(Timeout.Infinite, end).ContinueWith(_ => true, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
        if (QdrantSchema.Find() is { } schema)
            Assert.Empty(Exchanges.SelectMany(schema.Faults));
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        if (Mischiefs.TryDequeue(out var mischief) && await mischief(context, _end.Token))
            return;
        var request = body.Length == 0 ? null : JsonNode.Parse(body);
        if (ApiKey is not null && context.Request.Headers["api-key"] != ApiKey)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync(context.Request.Headers.ContainsKey("api-key") ? "Invalid API key or JWT" : "Must provide an API key or an Authorization bearer token");
            return;
        }

        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        JsonNode? result;
        string? error = null;
        int status;
        lock (_lock)
            (status, result, error) = Answer(context.Request.Method, parts, request?.DeepClone());
        var answer = error is null
            ? new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.00003 }
            : new JsonObject { ["status"] = new JsonObject { ["error"] = error }, ["time"] = 0.00001 };
        var template = "/" + string.Join('/', parts.Select((part, i) => i == 1 ? "{collection_name}" : part));
        Exchanges.Enqueue(new Exchange(context.Request.Method, template, [.. context.Request.Query.Keys], request, status, answer.DeepClone()));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonNode? Result, string? Error) Answer(string method, string[] parts, JsonNode? body)
    {
        if (parts is ["collections"])
            return (200, new JsonObject { ["collections"] = new JsonArray([.. _collections.Keys.Select(known => new JsonObject { ["name"] = known })]) }, null);
        var (name, rest) = (Uri.UnescapeDataString(parts[1]), string.Join('/', parts.Skip(2)));
        _collections.TryGetValue(name, out var collection);
        switch (method, rest)
        {
            case ("GET", "exists"):
                return (200, new JsonObject { ["exists"] = collection is not null }, null);
            case ("DELETE", ""):
                return (200, _collections.Remove(name), null);
            case ("PUT", "") when collection is not null:
                return (409, null, $"Wrong input: Collection `{name}` already exists!");
            case ("PUT", ""):
                _collections[name] = new FakeCollection(body!.AsObject());
                return (200, true, null);
        }

        if (collection is null)
            return (404, null, $"Not found: Collection `{name}` doesn't exist!");
        try
        {
            return (200, collection.Answer(method, rest, body?.AsObject()), null);
        }
        catch (FormatException wrong)
        {
            return (400, null, $"Wrong input: {wrong.Message}");
        }
    }
}

/// <summary>The points of a collection, and what can be asked of them.</summary>
internal sealed class FakeCollection(JsonObject created)
{
    public Dictionary<string, JsonObject> Points { get; } = new(StringComparer.Ordinal);

    public JsonNode Answer(string method, string rest, JsonObject? body) => (method, rest) switch
    {
        ("GET", "") => Info(),
        ("PUT", "index") => Done(),
        ("PUT", "points") => Upsert(body!["points"]!.AsArray()),
        ("POST", "points") => new JsonArray([.. body!["ids"]!.AsArray().Select(id => Points.GetValueOrDefault(Id(id!))).OfType<JsonObject>().Select(point => Shown(point, body, payload: true))]),
        ("POST", "points/delete") => Delete(body!["points"]!.AsArray()),
        ("POST", "points/count") => new JsonObject { ["count"] = Points.Values.Count(point => Passes(point, body!["filter"])) },
        ("POST", "points/scroll") => Scroll(body!),
        ("POST", "points/query/batch") => new JsonArray([.. body!["searches"]!.AsArray().Select(search => new JsonObject { ["points"] = Query(search!.AsObject()) })]),
        _ => throw new FormatException($"{method} {rest}"),
    };

    private JsonObject Info() => new()
    {
        ["status"] = "green", ["optimizer_status"] = "ok", ["segments_count"] = 1, ["points_count"] = Points.Count, ["payload_schema"] = new JsonObject(),
        ["config"] = new JsonObject
        {
            ["params"] = new JsonObject { ["vectors"] = created["vectors"]!.DeepClone(), ["sparse_vectors"] = created["sparse_vectors"]?.DeepClone() },
            ["hnsw_config"] = new JsonObject { ["m"] = 16, ["ef_construct"] = 100, ["full_scan_threshold"] = 10000 },
            ["optimizer_config"] = new JsonObject { ["deleted_threshold"] = 0.2, ["vacuum_min_vector_number"] = 1000, ["default_segment_number"] = 0, ["flush_interval_sec"] = 5 },
        },
    };

    private JsonObject Upsert(JsonArray points)
    {
        foreach (var point in points)
        {
            foreach (var (name, vector) in created["vectors"]!.AsObject())
            {
                if (point!["vector"]![name]!.AsArray().Count != (int)vector!["size"]!)
                    throw new FormatException("Vector dimension error");
            }

            Points[Id(point!["id"]!)] = point.DeepClone().AsObject();
        }

        return Done();
    }

    private JsonObject Delete(JsonArray ids)
    {
        foreach (var id in ids)
            Points.Remove(Id(id!));
        return Done();
    }

    private JsonObject Scroll(JsonObject body)
    {
        var from = body["offset"] is { } offset ? Id(offset) : "";
        var limit = (int?)body["limit"] ?? 10;
        var found = Points.OrderBy(point => point.Key, StringComparer.Ordinal)
            .Where(point => string.CompareOrdinal(point.Key, from) >= 0 && Passes(point.Value, body["filter"])).Take(limit + 1).ToArray();
        return new JsonObject
        {
            ["points"] = new JsonArray([.. found.Take(limit).Select(point => Shown(point.Value, body, payload: true))]),
            ["next_page_offset"] = found.Length > limit ? found[limit].Value["id"]!.DeepClone() : null,
        };
    }

    private JsonArray Query(JsonObject search)
    {
        var name = (string)search["using"]!;
        var scored = Points.Values.Where(point => Passes(point, search["filter"])).Select(point => (point, score: Score(point["vector"]![name]!, search["query"]!, name)))
            .Where(found => search["query"] is JsonArray || found.score > 0)
            .Where(found => !(found.score < (double?)search["score_threshold"]))
            .OrderByDescending(found => found.score).Take((int)search["limit"]!);
        return new JsonArray([.. scored.Select(found =>
        {
            var shown = Shown(found.point, search, payload: false);
            (shown["version"], shown["score"]) = (3, found.score);
            return shown;
        })]);
    }

    private double Score(JsonNode vector, JsonNode query, string name)
    {
        if (query is JsonArray dense)
        {
            var (a, b) = (Numbers(vector), Numbers(dense));
            var dot = a.Zip(b, (x, y) => x * y).Sum();
            var lengths = Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
            return (string)created["vectors"]![name]!["distance"]! == "Dot" ? dot : lengths == 0 ? 0 : dot / lengths;
        }

        // BM25's idf, worked out by the server (modifier "idf").
        var words = Sparse(vector);
        return Sparse(query).Where(word => words.ContainsKey(word.Key)).Sum(word =>
        {
            var having = Points.Values.Count(point => Sparse(point["vector"]![name]!).ContainsKey(word.Key));
            return word.Value * words[word.Key] * Math.Log(1 + ((Points.Count - having + 0.5) / (having + 0.5)));
        });
    }

    private static bool Passes(JsonObject point, JsonNode? filter)
    {
        if (filter is null)
            return true;
        if (filter["key"] is { } key)
            return Holds(point["payload"]![(string)key!], filter.AsObject());
        if (filter["is_empty"] is { } empty)
            return point["payload"]![(string)empty["key"]!] is null;
        return Conditions(filter, "must").All(condition => Passes(point, condition))
            && Conditions(filter, "must_not").All(condition => !Passes(point, condition))
            && (filter["should"] is null || Conditions(filter, "should").Any(condition => Passes(point, condition)));
    }

    private static IEnumerable<JsonNode> Conditions(JsonNode filter, string kind) => (filter[kind]?.AsArray() ?? []).Select(condition => condition!);

    private static bool Holds(JsonNode? value, JsonObject condition)
    {
        if (value is null)
            return false;
        if (condition["match"] is { } match)
            return match["any"] is { } any ? any.AsArray().Any(one => JsonNode.DeepEquals(one, value)) : JsonNode.DeepEquals(match["value"], value);
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        var range = condition["range"]!;
        return !(number < (double?)range["gte"] || number <= (double?)range["gt"] || number > (double?)range["lte"] || number >= (double?)range["lt"]);
    }

    private static JsonObject Shown(JsonObject point, JsonObject request, bool payload)
    {
        var shown = new JsonObject { ["id"] = point["id"]!.DeepClone() };
        if ((bool?)request["with_payload"] ?? payload)
            shown["payload"] = point["payload"]!.DeepClone();
        if ((bool?)request["with_vector"] == true)
            shown["vector"] = point["vector"]!.DeepClone();
        return shown;
    }

    private static JsonObject Done() => new() { ["operation_id"] = 1, ["status"] = "completed" };

    private static double[] Numbers(JsonNode array) => [.. array.AsArray().Select(value => (double)value!)];

    private static Dictionary<uint, double> Sparse(JsonNode vector) => vector["indices"]!.AsArray().Zip(vector["values"]!.AsArray()).ToDictionary(pair => (uint)pair.First!, pair => (double)pair.Second!);

    private static string Id(JsonNode id) => id.GetValueKind() == JsonValueKind.Number ? id.ToJsonString().PadLeft(20, '0') : (string)id!;
}
