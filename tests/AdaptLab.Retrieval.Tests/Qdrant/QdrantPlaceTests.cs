using System.Collections.Immutable;
using AdaptLab.Retrieval.Places;
using AdaptLab.Retrieval.Qdrant;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Tests.Qdrant;

/// <summary>Whole indexes in a server: in one that tests start, and in a real one where QDRANT_URL names it.</summary>
public sealed class QdrantPlaceTests
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly ImmutableArray<SearchItem> Items =
    [
        new("a", "Notice of ninety days is given in writing.", new float[] { 1, 0, 0.1f }, null, "notice.md:1"),
        new("b", "Rent is due on the first day of each month.", new float[] { 0, 1, 0.1f }, null, "rent.md:1"),
        new("c", "Keys are returned on the last day.", new float[] { 0.5f, 0.5f, 0.1f }, "keys", "spec.adapt:7"),
    ];

    [Fact]
    public async Task An_index_is_filled_once_and_found_by_whoever_has_the_same()
    {
        await using var server = await FakeQdrant.StartAsync();
        Assert.Null(await Place(server).FindAsync(Key, default));
        using var made = await Place(server).BuildAsync(Key, Items, TimeSpan.FromSeconds(3), default);

        var kept = await Place(server).FindAsync(Key, default);

        using (kept!.Index)
        {
            Assert.Equal(3, kept.Index.Count);
            Assert.InRange(kept.Spent.TotalSeconds, 3, 60);
            foreach (var mode in Enum.GetValues<SearchMode>())
                Assert.Equal(await Sources(made, mode), await Sources(kept.Index, mode));
        }

        Assert.Equal(["adaptlab-00112233445566778899aabbccddeeff"], server.Collections);
    }

    [Fact]
    public async Task What_it_finds_is_what_the_embedded_store_finds()
    {
        await using var server = await FakeQdrant.StartAsync();
        using var remote = await Place(server).BuildAsync(Key, Items, default, default);
        using var local = await SearchIndex.BuildAsync(Items);

        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            var (there, here) = (await remote.SearchAsync("when is rent due", new float[] { 0.1f, 1, 0 }, 3, mode), await local.SearchAsync("when is rent due", new float[] { 0.1f, 1, 0 }, 3, mode));
            Assert.Equal(here.Select(hit => hit.Item.Id), there.Select(hit => hit.Item.Id));
            Assert.Equal(here.Select(hit => hit.Item with { Vector = default }), there.Select(hit => hit.Item with { Vector = default }));
        }
    }

    [Fact]
    public async Task One_that_was_not_filled_to_its_end_is_filled_again()
    {
        await using var server = await FakeQdrant.StartAsync();
        var place = new QdrantPlace(new QdrantOptions(server.Address) { PointsPerRequest = 1 }, time: new NoWaiting());
        // The requests until two of three points are there: exists, create, index, two points.
        for (var request = 0; request < 5; request++)
            server.Mischiefs.Enqueue((_, _) => Task.FromResult(false));
        server.Mischiefs.Enqueue(FakeQdrant.Fail(507, "no space left on device"));
        var error = await Assert.ThrowsAnyAsync<VectorStoreException>(() => place.BuildAsync(Key, Items, default, default));
        Assert.Contains("no room left", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Points("adaptlab-00112233445566778899aabbccddeeff"));

        Assert.Null(await Place(server).FindAsync(Key, default));
        (await Place(server).BuildAsync(Key, Items, default, default)).Dispose();

        using var index = (await Place(server).FindAsync(Key, default))!.Index;
        Assert.Equal(3, server.Points("adaptlab-00112233445566778899aabbccddeeff"));
    }

    [Fact]
    public async Task Words_alone_need_no_vectors()
    {
        await using var server = await FakeQdrant.StartAsync();
        (await Place(server).BuildAsync(Key, [.. Items.Select(item => item with { Vector = default })], default, default)).Dispose();

        using var index = (await Place(server).FindAsync(Key, default))!.Index;

        Assert.Equal(["rent.md:1"], await Sources(index, SearchMode.Keyword));
        await Assert.ThrowsAsync<ArgumentException>(() => index.SearchAsync("rent", new float[] { 1 }, 1, SearchMode.Vector));
    }

    [SkippableFact]
    public async Task A_real_server_takes_it_too()
    {
        var address = Environment.GetEnvironmentVariable("QDRANT_URL");
        Skip.If(string.IsNullOrEmpty(address), "QDRANT_URL names no server. To start one: docker run -p 6333:6333 qdrant/qdrant");
        var options = new QdrantOptions(new Uri(address), Environment.GetEnvironmentVariable("QDRANT_API_KEY"));
        var key = Guid.NewGuid().ToString("N") + new string('0', 32);
        try
        {
            Assert.Null(await new QdrantPlace(options).FindAsync(key, default));
            (await new QdrantPlace(options).BuildAsync(key, Items, TimeSpan.FromSeconds(1), default)).Dispose();
            using var index = (await new QdrantPlace(options).FindAsync(key, default))!.Index;
            using var local = await SearchIndex.BuildAsync(Items);

            Assert.Equal(3, index.Count);
            foreach (var mode in Enum.GetValues<SearchMode>())
                Assert.Equal(await Sources(local, mode), await Sources(index, mode));
        }
        finally
        {
            using var store = new QdrantVectorStore(options);
            await store.EnsureCollectionDeletedAsync($"adaptlab-{key[..32]}");
        }
    }

    private static QdrantPlace Place(FakeQdrant server) => new(new QdrantOptions(server.Address));

    private static async Task<string[]> Sources(SearchIndex index, SearchMode mode) =>
        [.. (await index.SearchAsync("when is rent due", new float[] { 0.1f, 1, 0 }, 1, mode)).Select(hit => hit.Item.Source)];
}
