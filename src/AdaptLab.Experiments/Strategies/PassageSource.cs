using System.Collections.Immutable;
using System.Diagnostics;
using AdaptLab.Results.Store;
using AdaptLab.Retrieval;
using AdaptLab.Retrieval.Places;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Makes the indexes that a strategy searches, or finds those that were made of the very same before.</summary>
/// <param name="embedder">Null where words alone are searched for.</param>
/// <param name="tokens">Measures the pieces that documents are cut into.</param>
internal sealed class PassageSource(StrategyContext context, IIndexPlace place, IEmbedder? embedder, TokenCounter tokens, IProgress<StrategyProgress>? progress)
{
    /// <summary>Raised with every change of what is put into an index.</summary>
    private const int Version = 2;

    public async Task<SearchIndex> ExamplesAsync(CancellationToken cancellation)
    {
        var examples = context.SearchesExamples ? context.Examples : [];
        using var key = Key("examples");
        foreach (var row in examples)
            key.Add(row.Text).Add(context.AnswerOf(row));
        return await GetAsync(
            key.Finish(), examples.IsEmpty, () => examples.Select((row, i) => new SearchItem($"{i}", row.Text, default, context.AnswerOf(row), row.Source)), cancellation);
    }

    public async Task<SearchIndex> ChunksAsync(CancellationToken cancellation)
    {
        using var key = Key("documents").Add(tokens.Identity).Add(Chunker.Version);
        foreach (var document in context.Documents)
            key.Add(document.Path).Add(document.Text).Add(document.ChunkTokens).Add(document.OverlapTokens);
        return await GetAsync(key.Finish(), context.Documents.IsEmpty, Chunks, cancellation);
    }

    private async Task<SearchIndex> GetAsync(string key, bool isEmpty, Func<IEnumerable<SearchItem>> make, CancellationToken cancellation)
    {
        if (isEmpty)
            return await SearchIndex.BuildAsync([], cancellationToken: cancellation);
        if (embedder is not null)
            context.Meter.AddLater(() => make().Sum(item => (long)tokens.Count(item.Text)));
        if (await place.FindAsync(key, cancellation) is { } kept)
        {
            // As if it had been made here: which candidate came first must not show in the figures.
            if (context.Kept is { } files)
                files.Spent += kept.Spent;
            return kept.Index;
        }

        var start = Stopwatch.GetTimestamp();
        var items = ImmutableArray.CreateBuilder<SearchItem>();
        foreach (var item in make())
        {
            // Cutting documents into chunks counts their tokens, which takes its time.
            cancellation.ThrowIfCancellationRequested();
            items.Add(item);
        }

        var (embedded, saved) = await EmbeddedAsync(items.ToImmutable(), cancellation);
        return await place.BuildAsync(key, embedded, Stopwatch.GetElapsedTime(start) + saved, cancellation);
    }

    /// <returns>With the time that was put earlier into what need not be embedded again: it counts as if it had been made here.</returns>
    private async Task<(ImmutableArray<SearchItem> Items, TimeSpan Saved)> EmbeddedAsync(ImmutableArray<SearchItem> items, CancellationToken cancellation)
    {
        if (embedder is null)
            return (items, TimeSpan.Zero);
        string[] texts = [.. items.Select(item => item.Text)];
        var done = 0;
        async Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> some)
        {
            var made = await embedder.EmbedAsync(some, fraction => progress?.Report(new StrategyProgress("indexing", (done + (fraction * some.Count)) / texts.Length)), cancellation);
            done += some.Count;
            return made;
        }

        var (vectors, saved) = context.Indexes.Embeddings is { } cache
            ? await cache.GetAsync(embedder.Identity, texts, EmbedAsync, cancellation)
            : (await EmbedAsync(texts), TimeSpan.Zero);
        if (context.Kept is { } files)
            files.Spent += saved;
        return ([.. items.Zip(vectors, (item, vector) => item with { Vector = vector })], saved);
    }

    private IEnumerable<SearchItem> Chunks()
    {
        foreach (var document in context.Documents)
        {
            var chunker = new Chunker(document.ChunkTokens, document.OverlapTokens, tokens.Count);
            var number = 0;
            foreach (var chunk in chunker.Split(document.Path, document.Text))
                yield return new SearchItem($"{document.Path}#{number++}", chunk.Text, default, null, $"{document.Path}:{chunk.FirstLine}");
        }
    }

    private ContentHash Key(string kind) => new ContentHash().Add(Version).Add(kind).Add(embedder?.Identity);
}
