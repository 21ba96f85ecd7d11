using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Tests;

/// <summary>The files in which vectors are, through writing, replacing, crashes and damage.</summary>
public sealed class VectorFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectors-");

    private string Database => Path.Combine(_folder.FullName, "store.db");

    private string[] Files => [.. Directory.GetFiles(_folder.FullName, "*.vectors*").Order(StringComparer.Ordinal)];

    private sealed class Point
    {
        [VectorStoreKey] public long Id { get; set; }
        [VectorStoreVector(3)] public ReadOnlyMemory<float> Vector { get; set; }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Whatever_is_written_and_in_whatever_steps_is_searched_as_if_written_at_once()
    {
        var random = new Random(11);
        var expected = new Dictionary<long, float[]>();
        for (var round = 0; round < 6; round++)
        {
            // Opened anew each time, so that what lies on the disk is all there is.
            using var store = new EmbeddedVectorStore(Database);
            var points = store.GetCollection<long, Point>("points");
            await points.EnsureCollectionExistsAsync();
            for (var step = 0; step < 12; step++)
            {
                var batch = Enumerable.Range(0, random.Next(1, 9)).Select(_ => (long)random.Next(40)).Distinct()
                    .ToDictionary(id => id, _ => new[] { random.NextSingle() - 0.5f, random.NextSingle(), random.NextSingle() });
                await points.UpsertAsync(batch.Select(pair => new Point { Id = pair.Key, Vector = pair.Value }));
                foreach (var (id, vector) in batch)
                    expected[id] = vector;
                long[] gone = [.. batch.Keys.Where(id => id % 5 == 0)];
                await points.DeleteAsync(gone);
                foreach (var id in gone)
                    expected.Remove(id);
            }

            float[] query = [1, 0.5f, -0.25f];
            var found = await points.SearchAsync(query, 100, new() { IncludeVectors = true }).ToListAsync();
            Assert.Equal(expected.OrderByDescending(pair => Cosine(pair.Value, query)).Select(pair => pair.Key), found.Select(hit => hit.Record.Id));
            Assert.All(found, hit => Assert.Equal(expected[hit.Record.Id], hit.Record.Vector.ToArray()));
        }

        Assert.InRange(Files.Length, 1, 8);
    }

    [Fact]
    public async Task A_file_that_a_crash_has_left_is_removed_by_the_next_writer()
    {
        await WriteAsync(1);
        var known = Files;
        await File.WriteAllTextAsync($"{Database}-9.vectors", "written, and never committed");
        await File.WriteAllTextAsync($"{Database}-9.vectors.tmp", "half writt");

        await WriteAsync(2, 3, 4);

        Assert.DoesNotContain(Files, file => file.Contains("-9.", StringComparison.Ordinal));
        using var store = new EmbeddedVectorStore(Database);
        Assert.Equal(4, await store.GetCollection<long, Point>("points").SearchAsync(new float[] { 1, 0, 0 }, 9).CountAsync());
        Assert.NotEmpty(known);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("header")]
    [InlineData("gone")]
    public async Task Damaged_vectors_are_noticed_and_named(string damage)
    {
        await WriteAsync(1, 2, 3);
        var file = Assert.Single(Files);
        var bytes = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "cut": await File.WriteAllBytesAsync(file, bytes[..^1]); break;
            case "changed": bytes[^1] ^= 1; await File.WriteAllBytesAsync(file, bytes); break;
            case "header": bytes[9] ^= 1; await File.WriteAllBytesAsync(file, bytes); break;
            default: File.Delete(file); break;
        }

        using var store = new EmbeddedVectorStore(Database);
        var error = await Assert.ThrowsAsync<VectorStoreException>(async () => await store.GetCollection<long, Point>("points").SearchAsync(new float[] { 1, 0, 0 }, 1).ToListAsync());

        Assert.Contains(Path.GetFileName(file), error.Message, StringComparison.Ordinal);
        // It can be replaced in place.
        await store.EnsureCollectionDeletedAsync("points");
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Several_threads_find_what_one_finds()
    {
        // More than is searched by one thread alone.
        var random = new Random(5);
        var rows = Enumerable.Range(0, 20_000).Select(i => ((long)i, (ReadOnlyMemory<float>)Enumerable.Range(0, 128).Select(_ => random.NextSingle() - 0.5f).ToArray())).ToArray();
        var number = 0;
        var whole = VectorSet.Of([], 128, normalize: true, null).With(rows, merged => (++number, VectorSegment.InMemory(merged, 128))).Next;
        var query = rows[7].Item2.ToArray();
        var best = new BestRows(50);
        var segment = VectorSegment.InMemory([.. rows.Select(row => new SegmentRow(row.Item1, row.Item2))], 128);
        var length = MathF.Sqrt(query.Sum(x => x * x));
        segment.Search([.. query.Select(x => x / length)], normalize: true, 0, rows.Length, null, best);

        var found = whole.Search(query, 50);

        Assert.Equal(best.Take().Select(row => row.RowId), found.Select(row => row.RowId));
        Assert.Equal(7, found[0].RowId);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Assert.Equal(found, whole.Search(query, 50)))));
        whole.Free();
        segment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => whole.Search(query, 1));
    }

    private async Task WriteAsync(params long[] ids)
    {
        using var store = new EmbeddedVectorStore(Database);
        var points = store.GetCollection<long, Point>("points");
        await points.EnsureCollectionExistsAsync();
        await points.UpsertAsync(ids.Select(id => new Point { Id = id, Vector = new float[] { id, 1, 0 } }));
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
