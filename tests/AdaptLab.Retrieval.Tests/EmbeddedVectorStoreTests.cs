using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Tests;

/// <summary>The store seen through the standard abstractions alone, as Semantic Kernel sees it.</summary>
public sealed class EmbeddedVectorStoreTests
{
    private sealed class Clause
    {
        [VectorStoreKey] public long Number { get; set; }
        [VectorStoreData(IsFullTextIndexed = true)] public string Text { get; set; } = "";
        [VectorStoreData] public string? Kind { get; set; }
        [VectorStoreData] public double? Weight { get; set; }
        [VectorStoreData] public bool Signed { get; set; }
        [VectorStoreVector(2)] public ReadOnlyMemory<float> Vector { get; set; }
    }

    private sealed class Note
    {
        [VectorStoreKey] public Guid Id { get; set; }
        [VectorStoreData] public string Text { get; set; } = "";
        [VectorStoreVector(3)] public string Embedded => Text;
    }

    private static Clause Make(long number, string text, string? kind, float x, float y) =>
        new() { Number = number, Text = text, Kind = kind, Weight = number == 2 ? null : number / 4.0, Signed = number % 2 == 0, Vector = new[] { x, y } };

    private static async Task<VectorStoreCollection<long, Clause>> Filled(VectorStore store)
    {
        var collection = store.GetCollection<long, Clause>("clauses");
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(
            [Make(1, "notice of renewal", "renewal", 1, 0), Make(2, "notice of termination", "termination", 1, 1), Make(3, "indemnity", "indemnity", 0, 1)]);
        return collection;
    }

    [Fact]
    public async Task Records_come_back_as_they_went_in()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);

        var with = await collection.GetAsync(2, new() { IncludeVectors = true });
        var without = await collection.GetAsync(3);

        Assert.Equal(("notice of termination", "termination", (double?)null, true), (with!.Text, with.Kind, with.Weight, with.Signed));
        Assert.Equal([1f, 1f], with.Vector.ToArray());
        Assert.Equal(0.75, without!.Weight);
        Assert.True(without.Vector.IsEmpty);
        Assert.Null(await collection.GetAsync(4));
        Assert.Equal([3L, 1L], await collection.GetAsync([3, 9, 1]).Select(c => c.Number).ToListAsync());
    }

    [Fact]
    public async Task An_upsert_replaces_text_and_vector_everywhere()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);

        await collection.UpsertAsync(Make(3, "governing law", "law", -1, 0));

        var hybrid = (IKeywordHybridSearchable<Clause>)collection;
        Assert.Equal(3, (await hybrid.HybridSearchAsync(new float[] { -1, 0 }, ["law"], 1).SingleAsync()).Record.Number);
        Assert.Equal(1, (await collection.SearchAsync(new float[] { -1, 0 }, 1).SingleAsync()).Score!.Value, 6);
        Assert.Empty(await ((EmbeddedCollection<long, Clause>)collection).KeywordSearchAsync(["indemnity"], 5).ToListAsync());
    }

    [Fact]
    public async Task A_deleted_record_is_found_no_more()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);

        await collection.DeleteAsync([1, 77]);

        var hybrid = (IKeywordHybridSearchable<Clause>)collection;
        Assert.Equal([2L, 3L], await hybrid.HybridSearchAsync(new float[] { 1, 0 }, ["notice"], 5).Select(r => r.Record.Number).ToListAsync());
        Assert.Equal([2L, 3L], await collection.SearchAsync(new float[] { 1, 0 }, 5).Select(r => r.Record.Number).ToListAsync());
    }

    [Fact]
    public async Task A_filter_counts_before_the_top_is_taken_in_every_search()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);
        var hybrid = (IKeywordHybridSearchable<Clause>)collection;

        var vector = await collection.SearchAsync(new float[] { 1, 0 }, 1, new() { Filter = c => c.Kind != "renewal" }).ToListAsync();
        var fused = await hybrid.HybridSearchAsync(new float[] { 1, 0 }, ["notice"], 1, new() { Filter = c => c.Kind != "renewal" }).ToListAsync();

        Assert.Equal([2L], vector.Select(r => r.Record.Number));
        Assert.Equal(2 / 61.0, Assert.Single(fused).Score);
    }

    [Fact]
    public async Task Skip_threshold_and_order_are_honoured()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);

        Assert.Equal([2L], await collection.SearchAsync(new float[] { 1, 0 }, 1, new() { Skip = 1 }).Select(r => r.Record.Number).ToListAsync());
        Assert.Equal([1L, 2L], await collection.SearchAsync(new float[] { 1, 0 }, 5, new() { ScoreThreshold = 0.5 }).Select(r => r.Record.Number).ToListAsync());
        Assert.Equal([2L, 3L], await collection.GetAsync(c => c.Number > 1, 5).Select(c => c.Number).ToListAsync());
        Assert.Equal(
            [2L, 3L, 1L],
            await collection.GetAsync(c => true, 5, new() { OrderBy = o => o.Descending(c => c.Signed).Descending(c => c.Number) }).Select(c => c.Number).ToListAsync());
    }

    [Fact]
    public async Task A_batch_with_one_bad_record_changes_nothing()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);
        var bad = Make(5, "bad", null, 0, 0);
        bad.Vector = new float[] { 1, 2, 3 };

        await Assert.ThrowsAsync<ArgumentException>(() => collection.UpsertAsync([Make(4, "good", null, 0, 1), bad]));

        Assert.Null(await collection.GetAsync(4));
    }

    [Fact]
    public async Task Collections_are_listed_deleted_and_kept_apart()
    {
        using var store = new EmbeddedVectorStore();
        await Filled(store);
        var other = store.GetCollection<long, Clause>("it's \"other\"; --");
        await other.EnsureCollectionExistsAsync();
        await other.EnsureCollectionExistsAsync();

        Assert.Equal(["clauses", "it's \"other\"; --"], await store.ListCollectionNamesAsync().ToListAsync());
        Assert.Empty(await other.SearchAsync(new float[] { 1, 0 }, 5).ToListAsync());
        await store.EnsureCollectionDeletedAsync("clauses");
        await store.EnsureCollectionDeletedAsync("clauses");
        Assert.False(await store.CollectionExistsAsync("clauses"));
        Assert.True(await other.CollectionExistsAsync());
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetCollection<long, Clause>("clauses").GetAsync(1));
        Assert.Contains("no collection 'clauses'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_is_not_opened_as_another_record_type()
    {
        using var store = new EmbeddedVectorStore(embeddings: new LetterCounts());
        await Filled(store);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetCollection<Guid, Note>("clauses").GetAsync(Guid.Empty));

        Assert.Contains("other properties", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_embedded_by_the_generator_both_when_stored_and_when_searched()
    {
        using var store = new EmbeddedVectorStore(embeddings: new LetterCounts());
        var notes = store.GetCollection<Guid, Note>("notes");
        await notes.EnsureCollectionExistsAsync();
        await notes.UpsertAsync([new Note { Id = Guid.NewGuid(), Text = "aaab" }, new Note { Id = Guid.NewGuid(), Text = "cccc" }]);

        Assert.Equal("cccc", (await notes.SearchAsync("cb c", 1).SingleAsync()).Record.Text);
        // As the library's own connectors do where the generator takes other inputs.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await notes.SearchAsync(12, 1).ToListAsync());
    }

    [Fact]
    public async Task Dynamic_records_need_no_class()
    {
        using var store = new EmbeddedVectorStore();
        var collection = store.GetDynamicCollection("any", new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("id", typeof(string)),
                new VectorStoreDataProperty("rank", typeof(string)) { IsFullTextIndexed = true },
                new VectorStoreVectorProperty("v", typeof(float[]), 2) { DistanceFunction = DistanceFunction.DotProductSimilarity },
            ],
        });
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(new Dictionary<string, object?> { ["id"] = "x", ["rank"] = "captain", ["v"] = new float[] { 3, 4 } });

        var hit = await collection.SearchAsync(new float[] { 2, 0 }, 1, new() { IncludeVectors = true }).SingleAsync();

        Assert.Equal(6, hit.Score);
        Assert.Equal("captain", hit.Record["rank"]);
        Assert.Equal([3f, 4f], (float[])hit.Record["v"]!);
    }

    [Fact]
    public async Task Searches_go_on_while_records_are_written()
    {
        using var store = new EmbeddedVectorStore();
        var collection = await Filled(store);

        var writer = Task.Run(async () =>
        {
            for (var i = 10; i < 200; i++)
            {
                await collection.UpsertAsync(Make(i, $"clause {i}", null, i, 1));
                if (i % 3 == 0)
                    await collection.DeleteAsync(i - 5);
            }
        });
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var hits = await collection.SearchAsync(new float[] { 1, 0 }, 5).ToListAsync();
                Assert.NotEmpty(hits);
                Assert.Equal(hits.OrderByDescending(hit => hit.Score), hits);
            }
        }));
        await Task.WhenAll([writer, .. readers]);

        Assert.Equal(3 + 190 - 62, await collection.GetAsync(_ => true, 1000).CountAsync());
    }

    [Fact]
    public void Unsupported_record_types_are_refused_when_asked_for()
    {
        using var store = new EmbeddedVectorStore();

        Assert.ThrowsAny<Exception>(() => store.GetCollection<long, Clause>("a", new()
        {
            Properties = [new VectorStoreKeyProperty("Number", typeof(long)), new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 2) { DistanceFunction = DistanceFunction.HammingDistance }],
        }));
    }

    /// <summary>How often a, b and c occur in a text.</summary>
    private sealed class LetterCounts : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(
                values.Select(text => new Embedding<float>("abc".Select(letter => (float)text.Count(c => c == letter)).ToArray()))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
