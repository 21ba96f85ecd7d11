namespace AdaptLab.Retrieval.Tests;

public sealed class SearchIndexTests
{
    private static SearchItem Item(string id, string text, params float[] vector) => new(id, text, vector, Label: null, $"{id}.md:1");

    private static float[] RandomVector(Random random, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() * 2 - 1)];

    private static async Task<string[]> Ids(SearchIndex index, string query, float[] vector, int top, SearchMode mode) =>
        [.. (await index.SearchAsync(query, vector, top, mode)).Select(hit => hit.Item.Id)];

    [Fact]
    public async Task Vector_search_over_thousands_of_items_finds_exactly_what_brute_force_finds()
    {
        var random = new Random(7);
        var items = Enumerable.Range(0, 5000).Select(i => Item($"i{i}", $"text {i}", RandomVector(random, 48))).ToList();
        using var index = await SearchIndex.BuildAsync(items);

        for (var q = 0; q < 20; q++)
        {
            var query = RandomVector(random, 48);
            var expected = items.OrderByDescending(item => Cosine(item.Vector.Span, query)).Take(10).Select(item => item.Id);

            Assert.Equal(expected, await Ids(index, "", query, 10, SearchMode.Vector));
        }

        static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            double dot = 0, aa = 0, bb = 0;
            for (var i = 0; i < a.Length; i++)
                (dot, aa, bb) = (dot + (double)a[i] * b[i], aa + (double)a[i] * a[i], bb + (double)b[i] * b[i]);
            return dot / Math.Sqrt(aa * bb);
        }
    }

    [Fact]
    public async Task The_vector_score_is_the_cosine_whatever_the_lengths()
    {
        using var index = await SearchIndex.BuildAsync([Item("right", "a", 3, 0), Item("diagonal", "b", 5, 5), Item("opposite", "c", -2, 0), Item("zero", "d", 0, 0)]);

        var hits = await index.SearchAsync("", new float[] { 10, 0 }, 4, SearchMode.Vector);

        Assert.Equal(["right", "diagonal", "zero", "opposite"], hits.Select(hit => hit.Item.Id));
        Assert.Equal([1, 0.7071, 0, -1], hits.Select(hit => Math.Round(hit.Score, 4)));
        Assert.Equal([1, 2, 3, 4], hits.Select(hit => hit.Rank));
    }

    [Fact]
    public async Task Keyword_search_prefers_rare_words_repeated_words_and_short_texts()
    {
        using var index = await SearchIndex.BuildAsync(
        [
            Item("long", "the indemnity stands among many other words that say nothing more about it"),
            Item("short", "the indemnity"),
            Item("agreement", "the agreement"),
            Item("agreement twice", "agreement agreement"),
            Item("other agreement", "another agreement"),
            Item("unrelated", "some other sentence altogether"),
        ]);

        Assert.Equal(["short", "long"], await Ids(index, "indemnity", [], 10, SearchMode.Keyword));
        Assert.Equal("agreement twice", (await Ids(index, "agreement", [], 10, SearchMode.Keyword))[0]);
        Assert.Equal("short", (await Ids(index, "agreement indemnity", [], 10, SearchMode.Keyword))[0]);
    }

    [Fact]
    public async Task Keyword_search_finds_other_forms_of_a_word_and_ignores_case_and_accents()
    {
        using var index = await SearchIndex.BuildAsync([Item("a", "Renewals of the café's lease"), Item("b", "nothing of the kind")]);

        Assert.Equal(["a"], await Ids(index, "RENEWAL", [], 10, SearchMode.Keyword));
        Assert.Equal(["a"], await Ids(index, "cafe", [], 10, SearchMode.Keyword));
    }

    [Fact]
    public async Task Hybrid_scores_are_the_sums_of_reciprocal_ranks()
    {
        // By vector: a, b, c. By keyword: c, a; b does not match.
        using var index = await SearchIndex.BuildAsync(
            [Item("a", "alpha among several other words here", 1, 0), Item("b", "nothing", 1, 1), Item("c", "alpha", 0, 1)]);

        var hits = await index.SearchAsync("alpha", new float[] { 1, 0.1f }, 3, SearchMode.Hybrid);

        Assert.Equal(["a", "c", "b"], hits.Select(hit => hit.Item.Id));
        Assert.Equal([1 / 61.0 + 1 / 62.0, 1 / 63.0 + 1 / 61.0, 1 / 62.0], hits.Select(hit => hit.Score));
    }

    [Fact]
    public async Task Equal_scores_keep_the_order_of_the_items()
    {
        var items = Enumerable.Range(0, 50).Select(i => Item($"i{i}", "same words", 1, 2)).ToList();
        using var index = await SearchIndex.BuildAsync(items);

        foreach (var mode in Enum.GetValues<SearchMode>())
            Assert.Equal(items.Take(7).Select(item => item.Id), await Ids(index, "words", [1, 2], 7, mode));
    }

    [Theory]
    [InlineData("\" OR 1=1; DROP TABLE records_1; --")]
    [InlineData("alpha\" NEAR(\"")]
    [InlineData("d0 : alpha AND NOT (")]
    [InlineData("alpha* ^alpha {d0} : -alpha +")]
    [InlineData("NEAR(alpha, 2) AND OR NOT")]
    [InlineData("al\0pha alpha \uD800 \uFFFF ﷽ ̈ 你好 😀")]
    public async Task No_query_is_read_as_syntax(string query)
    {
        using var index = await SearchIndex.BuildAsync([Item("a", "alpha", 1), Item("b", "beta", 1)]);

        foreach (var mode in Enum.GetValues<SearchMode>())
            await index.SearchAsync(query, new float[] { 1 }, 5, mode);
        Assert.Equal(query.Contains("alpha", StringComparison.Ordinal) ? ["a"] : [], await Ids(index, query, [], 5, SearchMode.Keyword));
        Assert.Equal(["b"], await Ids(index, "beta", [], 5, SearchMode.Keyword));
    }

    [Fact]
    public async Task A_whole_document_serves_as_a_query()
    {
        using var index = await SearchIndex.BuildAsync([Item("a", "word7"), Item("b", "absent")]);
        var document = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i}"));

        Assert.Equal(["a"], await Ids(index, document, [], 5, SearchMode.Keyword));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  !? ")]
    public async Task A_query_without_words_finds_nothing_by_keyword_and_everything_by_vector(string query)
    {
        using var index = await SearchIndex.BuildAsync([Item("a", "alpha", 1, 0), Item("b", "beta", 0, 1)]);

        Assert.Empty(await Ids(index, query, [0, 1], 5, SearchMode.Keyword));
        Assert.Equal(["b", "a"], await Ids(index, query, [0, 1], 5, SearchMode.Hybrid));
    }

    [Fact]
    public async Task An_index_in_a_file_is_the_same_when_opened_again()
    {
        var folder = Directory.CreateTempSubdirectory("index-");
        var path = Path.Combine(folder.FullName, "index.db");
        try
        {
            var item = new SearchItem("a", "Notice of ninety days.", new float[] { 0.25f, -3 }, "renewal", "playbook/notice.md:12");
            (await SearchIndex.BuildAsync([Item("old", "replaced", 1, 2, 3)], path)).Dispose();
            (await SearchIndex.BuildAsync([item, Item("b", "Rent is due.", 1, 1)], path)).Dispose();

            using var index = SearchIndex.Open(path);

            foreach (var mode in Enum.GetValues<SearchMode>())
            {
                var hit = (await index!.SearchAsync("notice", item.Vector, 1, mode))[0];
                Assert.Equal(item with { Vector = default }, hit.Item with { Vector = default });
            }

            Assert.Empty(await Ids(index!, "replaced", [], 5, SearchMode.Keyword));
            Assert.Equal(2, index!.Count);
            // What was replaced has left nothing behind.
            Assert.Single(Directory.GetFiles(folder.FullName, "*.vectors"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task There_is_no_index_to_open_in_a_missing_file_nor_in_one_that_is_no_database()
    {
        var path = Path.Combine(Path.GetTempPath(), $"index-{Guid.NewGuid():N}.db");
        Assert.Null(SearchIndex.Open(path));
        try
        {
            await File.WriteAllTextAsync(path, new string('x', 5000));
            var error = Assert.Throws<Microsoft.Extensions.VectorData.VectorStoreException>(() => SearchIndex.Open(path));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_empty_index_answers_every_mode_with_nothing()
    {
        using var index = await SearchIndex.BuildAsync([]);

        foreach (var mode in Enum.GetValues<SearchMode>())
            Assert.Empty(await Ids(index, "anything", [1, 2], 5, mode));
    }

    [Fact]
    public async Task Wrong_vectors_and_double_ids_are_refused_by_name()
    {
        using var index = await SearchIndex.BuildAsync([Item("a", "alpha", 1, 2)]);
        using var words = await SearchIndex.BuildAsync([Item("a", "alpha")]);

        await Assert.ThrowsAsync<ArgumentException>(() => index.SearchAsync("", new float[] { 1 }, 5, SearchMode.Vector));
        await Assert.ThrowsAsync<ArgumentException>(() => words.SearchAsync("", new float[] { 1 }, 5, SearchMode.Hybrid));
        var length = await Assert.ThrowsAsync<ArgumentException>(() => SearchIndex.BuildAsync([Item("a", "", 1, 2), Item("b", "", 1)]));
        Assert.Contains("'b' has 1 dimensions", length.Message, StringComparison.Ordinal);
        var finite = await Assert.ThrowsAsync<ArgumentException>(() => SearchIndex.BuildAsync([Item("a", "", float.NaN)]));
        Assert.Contains("not finite", finite.Message, StringComparison.Ordinal);
        var twice = await Assert.ThrowsAsync<ArgumentException>(() => SearchIndex.BuildAsync([Item("a", "", 1), Item("a", "", 1)]));
        Assert.Contains("id 'a'", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_searches_agree_with_one_at_a_time()
    {
        var random = new Random(3);
        var items = Enumerable.Range(0, 300).Select(i => Item($"i{i}", $"word{i % 17} word{i % 5}", RandomVector(random, 8))).ToList();
        using var index = await SearchIndex.BuildAsync(items);
        var queries = Enumerable.Range(0, 40).Select(i => (Text: $"word{i % 17}", Vector: RandomVector(random, 8))).ToList();
        var expected = new List<string[]>();
        foreach (var (text, vector) in queries)
            expected.Add(await Ids(index, text, vector, 5, SearchMode.Hybrid));

        var found = await Task.WhenAll(queries.Select(query => Task.Run(() => Ids(index, query.Text, query.Vector, 5, SearchMode.Hybrid))));

        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Cancelled_and_disposed_indexes_say_so()
    {
        var index = await SearchIndex.BuildAsync([Item("a", "alpha", 1)]);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SearchAsync("alpha", new float[] { 1 }, 1, SearchMode.Hybrid, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SearchIndex.BuildAsync([Item("a", "alpha", 1)], cancellationToken: cancelled));
        index.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => index.SearchAsync("alpha", new float[] { 1 }, 1, SearchMode.Keyword));
    }
}
