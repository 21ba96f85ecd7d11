using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Tests.Running;
using AdaptLab.Results.Store;
using AdaptLab.Retrieval;
using AdaptLab.Retrieval.Places;
using AdaptLab.Retrieval.Tests.Qdrant;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>What is searched: made once of the same examples and documents, and made again where something in it differs.</summary>
public sealed class PassageIndexTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("passages-");
    private readonly Letters _letters = new("letters");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_second_run_embeds_and_cuts_nothing_and_finds_the_same()
    {
        var (first, _) = await FindAsync(Context());
        var (embedded, counted) = (_letters.Texts, Counted);

        var (second, kept) = await FindAsync(Context());

        Assert.Equal(first, second);
        // The question itself is embedded each time.
        Assert.Equal((embedded + 1, counted), (_letters.Texts, Counted));
        Assert.True(kept.Spent > TimeSpan.Zero);
        Assert.Equal(2, Indexes);
    }

    [Fact]
    public async Task A_row_that_has_moved_is_found_where_it_stands_now()
    {
        await FindAsync(Context());
        var texts = _letters.Texts;

        var (found, _) = await FindAsync(Context(rows => [.. rows.Select(row => row with { Source = "spec.adapt:99" })]));

        Assert.Equal(texts + 1, _letters.Texts);
        Assert.Contains("spec.adapt:99", found);
    }

    [Fact]
    public async Task Other_examples_documents_embedders_and_tokens_are_other_indexes()
    {
        await FindAsync(Context());
        var texts = _letters.Texts;
        await FindAsync(Context(rows => rows[1..]));
        Assert.Equal(3, Indexes);
        // Its rows have been embedded for the first one.
        Assert.Equal(texts + 1, _letters.Texts);
        await FindAsync(Context() with { Documents = [new DocumentText("a.md", "Rent is due.", 40, 0)] });
        Assert.Equal(4, Indexes);
        await FindAsync(Context(), embedder: new Letters("others"));
        Assert.Equal(6, Indexes);
        await FindAsync(Context(), tokens: "other tokens");
        Assert.Equal(7, Indexes);
        await FindAsync(Context(), SearchMode.Keyword);
        Assert.Equal(9, Indexes);
        await FindAsync(Context(), SearchMode.Vector);
        Assert.Equal(9, Indexes);
    }

    [Fact]
    public async Task A_strategy_that_names_a_server_searches_there_and_finds_the_same()
    {
        await using var server = await FakeQdrant.StartAsync();
        server.ApiKey = "secret";
        var (here, _) = await FindAsync(Context());
        var texts = _letters.Texts;

        var (there, _) = await FindAsync(There("secret"));
        var (again, kept) = await FindAsync(There("secret"));

        Assert.Equal(here, there);
        Assert.Equal(here, again);
        Assert.Equal(2, server.Collections.Count());
        Assert.Equal(2, Indexes);
        // What was embedded for one place is not embedded for the other; the question is each time.
        Assert.Equal(texts + 2, _letters.Texts);
        Assert.True(kept.Spent > TimeSpan.Zero);
        var unset = await Assert.ThrowsAsync<StrategyException>(() => FindAsync(There(null)));
        Assert.Equal("ADAPT2311", unset.Diagnostic?.Code);
        var refused = await Assert.ThrowsAnyAsync<Microsoft.Extensions.VectorData.VectorStoreException>(() => FindAsync(There("guess")));
        Assert.DoesNotContain("guess", refused.Message, StringComparison.Ordinal);

        StrategyContext There(string? key) => Context() with
        {
            Strategy = Topics.Context($"strategy rag {{ store: qdrant(\"{server.Address}\", env(\"KEY\")) }}").Strategy,
            Indexes = Places(name => name == "KEY" ? key : null),
        };
    }

    private int Counted { get; set; }

    private int Indexes => Store.Indexes is var folder && Directory.Exists(folder) ? Directory.GetDirectories(folder).Sum(group => Directory.GetDirectories(group).Length) : 0;

    private IndexPlaces Places(Func<string, string?>? variable = null) =>
        new(new FolderPlace(Store.Indexes, Store.Prepare), new EmbeddingCache(Path.Combine(_folder.FullName, "embeddings"), Store.Prepare), variable: variable);

    private RunStore Store => RunStore.Open(_folder.FullName);

    private StrategyContext Context(Func<ImmutableArray<TrainingRow>, ImmutableArray<TrainingRow>>? change = null)
    {
        var context = Topics.Context("strategy rag");
        return context with
        {
            Examples = (change ?? (rows => rows))(context.Examples),
            Documents = [new DocumentText("a.md", "Rent is due. Notice is given in writing. Keys are returned.", 8, 0)],
            Indexes = Places(),
            Kept = Store.Kept(new string('0', 64)),
        };
    }

    private async Task<(string[] Sources, KeptFiles Kept)> FindAsync(
        StrategyContext context, SearchMode mode = SearchMode.Hybrid, IEmbedder? embedder = null, string tokens = "tokens")
    {
        using var index = await PassageIndex.BuildAsync(context, embedder ?? _letters, mode, new TokenCounter(tokens, text =>
        {
            Counted++;
            return text.Split(' ').Length;
        }), null, default);
        var hits = await index.FindAsync("when is rent due", 4, null, default);
        return ([.. hits.Select(hit => hit.Item.Source)], context.Kept!);
    }

    /// <summary>How often each letter occurs, and how many texts were asked for.</summary>
    private sealed class Letters(string identity) : IEmbedder
    {
        public int Texts { get; private set; }

        public string Identity => identity;

        public Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> texts, Action<double>? progress, CancellationToken cancellation)
        {
            Texts += texts.Count;
            return Task.FromResult<ImmutableArray<float[]>>([.. texts.Select(text => Enumerable.Range('a', 26).Select(letter => (float)text.Count(c => c == letter)).ToArray())]);
        }
    }
}
