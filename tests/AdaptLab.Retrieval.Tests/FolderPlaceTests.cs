using AdaptLab.Retrieval.Places;

namespace AdaptLab.Retrieval.Tests;

public sealed class FolderPlaceTests : IDisposable
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("place-");

    private string Place => Path.Combine(_folder.FullName, "indexes", Key[..2], Key);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_index_is_found_again_with_what_it_took()
    {
        var place = New();
        Assert.Null(await place.FindAsync(Key, default));
        (await place.BuildAsync(Key, Items, TimeSpan.FromSeconds(3), default)).Dispose();

        var kept = await New().FindAsync(Key, default);

        using (kept!.Index)
        {
            Assert.Equal(2, kept.Index.Count);
            Assert.True(kept.Spent >= TimeSpan.FromSeconds(3));
            Assert.Equal("b", (await kept.Index.SearchAsync("second", new float[] { 0, 1 }, 1, SearchMode.Hybrid))[0].Item.Id);
            // Two may read it at a time.
            using var other = (await New().FindAsync(Key, default))!.Index;
            Assert.Equal("a", (await other.SearchAsync("first", default, 1, SearchMode.Keyword))[0].Item.Id);
        }

        Assert.Equal((0, null), (place.Damaged, place.Problem));
    }

    [Theory]
    [InlineData("index.db")]
    [InlineData("seal")]
    [InlineData("index.db-1.vectors")]
    public async Task What_is_damaged_is_noticed_removed_and_made_again(string name)
    {
        (await New().BuildAsync(Key, Items, default, default)).Dispose();
        var path = Path.Combine(Place, name);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var place = New();
        Assert.Null(await place.FindAsync(Key, default));
        Assert.Equal(1, place.Damaged);
        (await place.BuildAsync(Key, Items, default, default)).Dispose();

        using var again = (await New().FindAsync(Key, default))!.Index;
        Assert.Equal(2, again.Count);
        Assert.Equal([Place], Directory.GetDirectories(Path.GetDirectoryName(Place)!));
    }

    [Fact]
    public async Task One_without_a_seal_was_never_finished()
    {
        (await New().BuildAsync(Key, Items, default, default)).Dispose();
        File.Delete(Path.Combine(Place, "seal"));

        Assert.Null(await New().FindAsync(Key, default));
        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public async Task A_fresh_run_makes_its_indexes_anew_and_only_once()
    {
        (await New().BuildAsync(Key, Items, TimeSpan.FromHours(1), default)).Dispose();

        var fresh = New(isFresh: true);
        Assert.Null(await fresh.FindAsync(Key, default));
        (await fresh.BuildAsync(Key, Items, TimeSpan.Zero, default)).Dispose();
        var kept = await fresh.FindAsync(Key, default);

        using (kept!.Index)
            Assert.True(kept.Spent < TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Where_nothing_can_be_kept_the_index_is_in_memory_and_the_reason_is_told()
    {
        var blocked = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(blocked, "");
        var place = new FolderPlace(blocked, () => { });

        using var index = await place.BuildAsync(Key, Items, default, default);

        Assert.Equal("a", (await index.SearchAsync("first", default, 1, SearchMode.Keyword))[0].Item.Id);
        Assert.NotNull(place.Problem);
    }

    private FolderPlace New(bool isFresh = false) => new(Path.Combine(_folder.FullName, "indexes"), () => { }, isFresh);

    private static System.Collections.Immutable.ImmutableArray<SearchItem> Items =>
        [new("a", "the first one", new float[] { 1, 0 }, "x", "a.md:1"), new("b", "the second one", new float[] { 0, 1 }, null, "b.md:1")];
}
