using System.Net;
using System.Net.Sockets;
using AdaptLab.Retrieval.Qdrant;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Tests.Qdrant;

/// <summary>The connector seen through the standard abstractions: what the embedded store does, it does too.</summary>
public sealed class QdrantStoreTests : IAsyncLifetime
{
    private FakeQdrant _server = null!;

    private sealed class Clause
    {
        [VectorStoreKey] public long Number { get; set; }
        [VectorStoreData(IsFullTextIndexed = true)] public string Text { get; set; } = "";
        [VectorStoreData(IsIndexed = true)] public string? Kind { get; set; }
        [VectorStoreData] public double? Weight { get; set; }
        [VectorStoreData] public bool Signed { get; set; }
        [VectorStoreVector(2)] public ReadOnlyMemory<float> Vector { get; set; }
    }

    public async Task InitializeAsync() => _server = await FakeQdrant.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Records_come_back_as_they_went_in()
    {
        using var store = Store();
        var clauses = await Filled(store);

        var with = await clauses.GetAsync(2, new() { IncludeVectors = true });
        var without = await clauses.GetAsync(3);

        Assert.Equal(("notice of termination", "termination", (double?)null, true), (with!.Text, with.Kind, with.Weight, with.Signed));
        Assert.Equal([1f, 1f], with.Vector.ToArray());
        Assert.Equal((0.75, false), (without!.Weight!.Value, without.Signed));
        Assert.True(without.Vector.IsEmpty);
        Assert.Null(await clauses.GetAsync(4));
    }

    [Fact]
    public async Task Every_search_gives_the_best_first_and_honours_skip_threshold_and_vectors()
    {
        using var store = Store();
        var clauses = await Filled(store);
        float[] query = [1, 0];

        Assert.Equal([1L, 2L, 3L], await Numbers(clauses.SearchAsync(query, 5)));
        Assert.Equal([2L], await Numbers(clauses.SearchAsync(query, 1, new() { Skip = 1 })));
        Assert.Equal([1L, 2L], await Numbers(clauses.SearchAsync(query, 5, new() { ScoreThreshold = 0.5 })));
        var nearest = await clauses.SearchAsync(query, 1, new() { IncludeVectors = true }).SingleAsync();
        Assert.Equal([1f, 0f], nearest.Record.Vector.ToArray());
        Assert.Equal([3L], await Numbers(clauses.KeywordSearchAsync(["indemnity!"], 5)));
        Assert.Empty(await Numbers(clauses.KeywordSearchAsync([" !? "], 5)));
        Assert.Equal([2L, 1L, 3L], await Numbers(clauses.HybridSearchAsync(new float[] { 1, 1 }, ["notice termination"], 5)));
        var fused = await clauses.HybridSearchAsync(new float[] { 1, 1 }, ["notice termination"], 1).SingleAsync();
        Assert.Equal(2 / 61.0, fused.Score);
    }

    [Fact]
    public async Task Filters_are_asked_of_the_server()
    {
        using var store = Store();
        var clauses = await Filled(store);
        string[] kinds = ["renewal", "indemnity"];
        var least = 2;

        Assert.Equal([2L, 3L], await Matching(clause => clause.Kind != "renewal"));
        Assert.Equal([1L, 3L], await Matching(clause => kinds.Contains(clause.Kind)));
        Assert.Equal([2L, 3L], await Matching(clause => clause.Number >= least));
        Assert.Equal([2L], await Matching(clause => clause.Signed && clause.Number < 3));
        Assert.Equal([1L, 3L], await Matching(clause => !clause.Signed));
        Assert.Equal([2L], await Matching(clause => clause.Weight == null));
        Assert.Equal([1L, 3L], await Matching(clause => clause.Weight != null));
        Assert.Equal([3L], await Matching(clause => clause.Weight == 0.75));
        Assert.Equal([1L, 2L], await Matching(clause => clause.Text == "notice of renewal" || 2 == clause.Number));
        Assert.Equal([1L, 2L, 3L], await Matching(_ => true));
        Assert.Equal([3L, 2L], await clauses.GetAsync(clause => clause.Number > 1, 5, new() { OrderBy = by => by.Descending(clause => clause.Number) }).Select(clause => clause.Number).ToListAsync());
        Assert.Equal([2L], await clauses.GetAsync(_ => true, 1, new() { Skip = 1 }).Select(clause => clause.Number).ToListAsync());
        Assert.Equal([3L], await Numbers(clauses.HybridSearchAsync(new float[] { 1, 0 }, ["notice"], 1, new() { Filter = clause => clause.Kind == "indemnity" })));
        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => Matching(clause => clause.Text.StartsWith('n')));
        Assert.Contains("StartsWith", refused.Message, StringComparison.Ordinal);

        async Task<List<long>> Matching(System.Linq.Expressions.Expression<Func<Clause, bool>> filter) =>
            await clauses.GetAsync(filter, 10).Select(clause => clause.Number).ToListAsync();
    }

    [Fact]
    public async Task An_upsert_replaces_and_what_is_deleted_is_gone()
    {
        using var store = Store();
        var clauses = await Filled(store);

        await clauses.UpsertAsync(Make(3, "governing law", "law", -1, 0));
        await clauses.DeleteAsync([1, 77]);

        Assert.Equal([3L, 2L], await Numbers(clauses.SearchAsync(new float[] { -1, 0 }, 5)));
        Assert.Equal([3L], await Numbers(clauses.KeywordSearchAsync(["law"], 5)));
        Assert.Equal(["clauses"], await store.ListCollectionNamesAsync().ToListAsync());
        await clauses.EnsureCollectionDeletedAsync();
        await store.EnsureCollectionDeletedAsync("clauses");
        Assert.False(await store.CollectionExistsAsync("clauses"));
        var gone = await Assert.ThrowsAsync<VectorStoreException>(() => clauses.GetAsync(1));
        Assert.Contains("no collection 'clauses'", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_key_has_a_number_or_a_uuid_and_comes_back()
    {
        using var store = Store();
        var texts = store.GetDynamicCollection("by text", Definition(typeof(string)));
        await texts.EnsureCollectionExistsAsync();
        await texts.UpsertAsync([Record("it's \"a\"; key", 1), Record("another/key", 2)]);
        var guids = store.GetDynamicCollection("by guid", Definition(typeof(Guid)));
        await guids.EnsureCollectionExistsAsync();
        var guid = Guid.Parse("0193f0c1-1111-7222-8333-444455556666");
        await guids.UpsertAsync(Record(guid, 3));
        var numbers = store.GetDynamicCollection("by number", Definition(typeof(long)));
        await numbers.EnsureCollectionExistsAsync();
        await numbers.UpsertAsync([Record(long.MaxValue, 4), Record(-1L, 5)]);

        Assert.Equal("it's \"a\"; key", (await texts.GetAsync("it's \"a\"; key"))!["id"]);
        Assert.Equal(guid, (await guids.SearchAsync(new float[] { 3 }, 1).SingleAsync()).Record["id"]);
        Assert.Equal(long.MaxValue, (await numbers.GetAsync(long.MaxValue))!["id"]);
        Assert.Equal(-1L, (await numbers.GetAsync(-1L))!["id"]);

        static Dictionary<string, object?> Record(object key, float value) => new() { ["id"] = key, ["v"] = new[] { value } };
        static VectorStoreCollectionDefinition Definition(Type key) => new()
        {
            Properties = [new VectorStoreKeyProperty("id", key), new VectorStoreVectorProperty("v", typeof(float[]), 1) { DistanceFunction = DistanceFunction.DotProductSimilarity }],
        };
    }

    [Fact]
    public async Task Many_records_are_sent_in_batches_and_read_in_pages()
    {
        using var store = Store(options => options with { PointsPerRequest = 100, BytesPerRequest = 20_000 });
        var clauses = store.GetCollection<long, Clause>("many");
        await clauses.EnsureCollectionExistsAsync();

        await clauses.UpsertAsync(Enumerable.Range(0, 700).Select(i => Make(i, $"clause {i}", null, i, 1)));

        Assert.Equal(700, _server.Points("many"));
        var batches = _server.Exchanges.Where(exchange => exchange is { Method: "PUT" } && exchange.Template.EndsWith("/points", StringComparison.Ordinal)).Select(exchange => exchange.Request!["points"]!.AsArray().Count).ToArray();
        Assert.All(batches, count => Assert.InRange(count, 1, 100));
        Assert.True(batches.Length >= 7);
        Assert.Equal(700, await clauses.GetAsync(_ => true, 1000).CountAsync());
    }

    [Fact]
    public async Task Records_above_a_number_are_searched_by_the_servers_index()
    {
        using var exact = Store();
        await Filled(exact);
        using var store = Store(options => options with { ExactUpTo = 2 });
        await Numbers(exact.GetCollection<long, Clause>("clauses").SearchAsync(new float[] { 1, 0 }, 1));
        await Numbers(store.GetCollection<long, Clause>("clauses").SearchAsync(new float[] { 1, 0 }, 1));

        var searches = _server.Exchanges.Where(exchange => exchange.Template.EndsWith("/query/batch", StringComparison.Ordinal)).Select(exchange => exchange.Request!["searches"]![0]!).ToArray();
        Assert.Equal([true, null], searches.Select(search => (bool?)search["params"]?["exact"]));
    }

    [Fact]
    public async Task The_key_is_sent_and_refusals_of_it_are_told_without_it()
    {
        _server.ApiKey = "very secret";
        using var store = Store(options => options with { ApiKey = "very secret" });
        Assert.False(await store.CollectionExistsAsync("clauses"));

        using var without = Store();
        var none = await Assert.ThrowsAnyAsync<VectorStoreException>(() => without.CollectionExistsAsync("clauses"));
        Assert.Contains("401: Must provide an API key", none.Message, StringComparison.Ordinal);
        Assert.Contains("env(\"QDRANT_API_KEY\")", none.Message, StringComparison.Ordinal);
        using var wrong = Store(options => options with { ApiKey = "hunter2" });
        _server.Mischiefs.Enqueue(FakeQdrant.Say("hunter2 is no key", 403));
        var refused = await Assert.ThrowsAnyAsync<VectorStoreException>(() => wrong.CollectionExistsAsync("clauses"));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("[key] is no key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_waited_for_as_long_as_the_server_says()
    {
        var time = new NoWaiting();
        using var store = Store(time: time);
        _server.Mischiefs.Enqueue(FakeQdrant.Fail(429, "Rate limiting exceeded: Read rate limit exceeded: Operation requires 1 tokens but only 0.0 were available. Retry after 7s", "7"));
        _server.Mischiefs.Enqueue(FakeQdrant.Fail(503, "shard unavailable"));
        _server.Mischiefs.Enqueue(FakeQdrant.Cut);

        Assert.False(await store.CollectionExistsAsync("clauses"));

        Assert.Equal([7, 2, 4], time.Waits.Where(wait => wait < TimeSpan.FromSeconds(30)).Select(wait => wait.TotalSeconds));
        _server.Mischiefs.Enqueue(FakeQdrant.Fail(429, "Rate limiting exceeded", "3600"));
        var limited = await Assert.ThrowsAnyAsync<VectorStoreException>(() => store.CollectionExistsAsync("clauses"));
        Assert.Contains("no more requests for now", limited.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_can_never_fit_is_halved()
    {
        using var store = Store();
        var clauses = await Filled(store);
        foreach (var _ in (int[])[1, 2])
            _server.Mischiefs.Enqueue(FakeQdrant.Fail(429, "Rate limiting exceeded: Write rate limit exceeded, request larger than rate limiter capacity, please try to split your request"));
        _server.Mischiefs.Enqueue(FakeQdrant.Say("too large", 413));

        await clauses.UpsertAsync(Enumerable.Range(10, 8).Select(i => Make(i, "more", null, i, 1)));

        Assert.Equal(11, _server.Points("clauses"));
    }

    [Fact]
    public async Task What_is_no_answer_is_an_error_in_one_line()
    {
        using var store = Store(options => options with { Timeout = TimeSpan.FromMilliseconds(300) }, new NoWaiting());
        var clauses = await Filled(store);

        foreach (var nonsense in (string[])["<html>a web page</html>", "{}", "[]", "{\"result\":null,\"status\":\"ok\"}", "{\"result\":{\"points\":7},\"status\":\"ok\"}", "{\"result\":[{\"points\":[{\"id\":1}]}],\"status\":\"ok\"}"])
        {
            _server.Mischiefs.Enqueue(FakeQdrant.Say("{\"result\":{\"count\":3},\"status\":\"ok\",\"time\":0}"));
            _server.Mischiefs.Enqueue(FakeQdrant.Say(nonsense));
            using var fresh = Store();
            var wrong = await Assert.ThrowsAnyAsync<VectorStoreException>(() => Numbers(fresh.GetCollection<long, Clause>("clauses").SearchAsync(new float[] { 1, 0 }, 1)));
            Assert.Contains("not as Qdrant does", wrong.Message, StringComparison.Ordinal);
        }

        _server.Mischiefs.Enqueue(FakeQdrant.Say("", 307));
        await Message("where they are not followed");
        _server.Mischiefs.Enqueue(FakeQdrant.Fail(400, "Wrong input: no such\nvector"));
        await Message("does not accept the request (400: Wrong input: no such vector)");
        foreach (var _ in (int[])[1, 2, 3, 4, 5])
            _server.Mischiefs.Enqueue(FakeQdrant.Stall);
        await Message("has not answered within 0.3 s");

        async Task Message(string expected) =>
            Assert.Contains(expected, (await Assert.ThrowsAnyAsync<VectorStoreException>(() => clauses.GetAsync(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_nobody_is_waited_for()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var time = new NoWaiting();
        using var store = new QdrantVectorStore(new QdrantOptions(new Uri($"http://127.0.0.1:{port}")), time: time);

        var error = await Assert.ThrowsAnyAsync<VectorStoreException>(() => store.CollectionExistsAsync("any"));

        Assert.Contains($"http://127.0.0.1:{port} cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker run", error.Message, StringComparison.Ordinal);
        Assert.Empty(time.Waits);
    }

    [SkippableFact]
    public void The_description_of_the_interface_is_held_against_it()
    {
        var schema = QdrantSchema.Find();
        Skip.If(schema is null, "Qdrant's openapi.json is not on this machine; QDRANT_OPENAPI names another place.");

        // That it finds faults at all: a name that does not exist, a number out of range, an operation of an older version.
        var wrong = System.Text.Json.Nodes.JsonNode.Parse("{\"searches\":[{\"query\":[1],\"limit\":0,\"with_payloads\":true}]}");
        Assert.NotEmpty(schema!.Faults(new Exchange("POST", "/collections/{collection_name}/points/query/batch", [], wrong, 200, null)));
        Assert.NotEmpty(schema.Faults(new Exchange("POST", "/collections/{collection_name}/points/search", [], null, 200, null)));
        var right = System.Text.Json.Nodes.JsonNode.Parse("{\"searches\":[{\"query\":[1],\"limit\":1,\"with_payload\":true}]}");
        Assert.Empty(schema.Faults(new Exchange("POST", "/collections/{collection_name}/points/query/batch", ["timeout"], right, 200, null)));
    }

    private QdrantVectorStore Store(Func<QdrantOptions, QdrantOptions>? change = null, TimeProvider? time = null) =>
        new((change ?? (options => options))(new QdrantOptions(_server.Address)), time: time);

    private static Clause Make(long number, string text, string? kind, float x, float y) =>
        new() { Number = number, Text = text, Kind = kind, Weight = number == 2 ? null : number / 4.0, Signed = number % 2 == 0, Vector = new[] { x, y } };

    private static async Task<QdrantCollection<long, Clause>> Filled(QdrantVectorStore store)
    {
        var clauses = store.GetCollection<long, Clause>("clauses");
        await clauses.EnsureCollectionExistsAsync();
        await clauses.EnsureCollectionExistsAsync();
        await clauses.UpsertAsync(
            [Make(1, "notice of renewal", "renewal", 1, 0), Make(2, "notice of termination", "termination", 1, 1), Make(3, "indemnity", "indemnity", 0, 1)]);
        return clauses;
    }

    private static async Task<List<long>> Numbers(IAsyncEnumerable<VectorSearchResult<Clause>> found) => await found.Select(hit => hit.Record.Number).ToListAsync();
}

/// <summary>Time between attempts that is never waited for, and noted down.</summary>
internal sealed class NoWaiting : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            lock (Waits)
                Waits.Add(dueTime);
        }

        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
