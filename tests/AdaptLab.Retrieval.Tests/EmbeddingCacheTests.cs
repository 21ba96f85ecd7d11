using System.Collections.Immutable;
using AdaptLab.Retrieval.Places;

namespace AdaptLab.Retrieval.Tests;

public sealed class EmbeddingCacheTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("embeddings-");
    private readonly List<string> _asked = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_text_is_embedded_once_for_each_embedder()
    {
        Assert.Equal(["a", "bb", "a"], await AskAsync("one", "a", "bb", "a"));
        Assert.Equal(["a", "bb"], _asked);
        await AskAsync("one", "bb", "ccc");
        Assert.Equal(["a", "bb", "ccc"], _asked);
        await AskAsync("other", "a");
        Assert.Equal(["a", "bb", "ccc", "a"], _asked);
    }

    [Fact]
    public async Task What_was_embedded_before_a_failure_is_kept()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"text {i}")];
        var calls = 0;
        await Assert.ThrowsAsync<TimeoutException>(() => new EmbeddingCache(_folder.FullName, () => { }).GetAsync("one", texts, some => ++calls == 1 ? Embed(some) : throw new TimeoutException(), default));

        await AskAsync("one", texts);

        Assert.Equal(300, _asked.Count);
        Assert.Equal(300, _asked.Distinct().Count());
    }

    [Fact]
    public async Task A_fresh_run_asks_once_more_and_not_twice()
    {
        await AskAsync("one", "a");
        var fresh = new EmbeddingCache(_folder.FullName, () => { }, isFresh: true);
        await fresh.GetAsync("one", ["a"], Embed, default);
        await fresh.GetAsync("one", ["a"], Embed, default);
        Assert.Equal(["a", "a"], _asked);
    }

    [Fact]
    public async Task What_is_damaged_or_in_the_way_is_embedded_anew()
    {
        await AskAsync("one", "a");
        foreach (var file in _folder.GetFiles("*", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(file.FullName, new string('x', 5000));
        await AskAsync("one", "a");
        Assert.Equal(["a", "a"], _asked);
        await AskAsync("one", "a");
        await AskAsync("one", "a");
        Assert.Equal(["a", "a", "a"], _asked);

        var blocked = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(blocked, "");
        var (vectors, _) = await new EmbeddingCache(blocked, () => { }).GetAsync("one", ["a"], Embed, default);
        Assert.Equal(1, vectors[0][0]);
    }

    private async Task<string[]> AskAsync(string identity, params string[] texts)
    {
        var (vectors, _) = await new EmbeddingCache(_folder.FullName, () => { }).GetAsync(identity, texts, Embed, default);
        return [.. vectors.Zip(texts, (vector, text) => vector[0] == text.Length ? text : "wrong")];
    }

    private Task<ImmutableArray<float[]>> Embed(IReadOnlyList<string> texts)
    {
        _asked.AddRange(texts);
        return Task.FromResult<ImmutableArray<float[]>>([.. texts.Select(text => new float[] { text.Length, 1 })]);
    }
}
