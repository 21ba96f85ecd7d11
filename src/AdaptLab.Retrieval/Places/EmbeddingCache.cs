using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Places;

/// <summary>Vectors of texts that were embedded before, by what embedded them: the parts that indexes have in common, such as the examples of
/// the folds of a cross-validation, are embedded and paid for once.</summary>
/// <remarks>Nothing that goes wrong with it stops a run: then everything is embedded anew.</remarks>
/// <param name="folder">Safe to delete.</param>
/// <param name="prepare">Makes the store's folder before something is kept in it.</param>
/// <param name="isFresh">What an earlier run has embedded is not used.</param>
public sealed class EmbeddingCache(string folder, Action prepare, bool isFresh = false)
{
    private const string CollectionName = "texts";

    /// <summary>What was paid for is kept after so many texts, whatever becomes of the rest.</summary>
    private const int TextsAtATime = 256;

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <param name="identity">Tells the vectors from those of any other embedder.</param>
    /// <param name="embed">Makes the vectors of texts; asked for those only that are not known.</param>
    /// <returns>A vector for each text, and the time that was put earlier into those that were known.</returns>
    public async Task<(ImmutableArray<float[]> Vectors, TimeSpan Saved)> GetAsync(
        string identity, IReadOnlyList<string> texts, Func<IReadOnlyList<string>, Task<ImmutableArray<float[]>>> embed, CancellationToken cancellation)
    {
        using var shelf = Open(identity);
        var known = new Dictionary<string, (float[] Vector, double Seconds)>(StringComparer.Ordinal);
        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        foreach (var text in distinct.Where(text => !isFresh || _made.Contains($"{identity} {text}")))
        {
            if (shelf is not null && await shelf.FindAsync(text, cancellation) is { } kept)
                known[text] = kept;
        }

        var saved = known.Values.Sum(kept => kept.Seconds);
        foreach (var batch in distinct.Where(text => !known.ContainsKey(text)).ToArray().Chunk(TextsAtATime))
        {
            var start = Stopwatch.GetTimestamp();
            var vectors = await embed(batch);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / batch.Length;
            foreach (var (text, vector) in batch.Zip(vectors))
                known[text] = (vector, seconds);
            if (shelf is not null)
                await shelf.KeepAsync([.. batch.Zip(vectors, (text, vector) => (text, vector, seconds))], cancellation);
            if (isFresh)
                _made.UnionWith(batch.Select(text => $"{identity} {text}"));
        }

        return ([.. texts.Select(text => known[text].Vector)], TimeSpan.FromSeconds(saved));
    }

    private Shelf? Open(string identity)
    {
        var place = Path.Combine(folder, Hash(identity));
        try
        {
            prepare();
            Directory.CreateDirectory(place);
            return new Shelf(new EmbeddedVectorStore(Path.Combine(place, "texts.db")), place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or VectorStoreException)
        {
            Discard(place);
            return null;
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>What is damaged is of no use to the next run either.</summary>
    private static void Discard(string place)
    {
        try
        {
            if (Directory.Exists(place))
                Directory.Delete(place, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process has it open, or it may not be written to.
        }
    }

    /// <summary>The texts of one embedder.</summary>
    private sealed class Shelf(EmbeddedVectorStore store, string place) : IDisposable
    {
        private EmbeddedCollection<string, Kept>? _texts = store.VectorDimensions(CollectionName) is { } dimensions ? Collection(store, dimensions) : null;
        private bool _isBroken;

        public async Task<(float[] Vector, double Seconds)?> FindAsync(string text, CancellationToken cancellation)
        {
            if (_texts is null || _isBroken)
                return null;
            try
            {
                return await _texts.GetAsync(Hash(text), new RecordRetrievalOptions { IncludeVectors = true }, cancellation) is { } kept && kept.Vector.Length > 0 ? (kept.Vector, kept.Seconds) : null;
            }
            catch (VectorStoreException)
            {
                _isBroken = true;
                return null;
            }
        }

        public async Task KeepAsync(IReadOnlyList<(string Text, float[] Vector, double Seconds)> embedded, CancellationToken cancellation)
        {
            if (_isBroken)
                return;
            try
            {
                _texts ??= Collection(store, embedded[0].Vector.Length);
                await _texts.EnsureCollectionExistsAsync(cancellation);
                await _texts.UpsertAsync(embedded.Select(one => new Kept { Text = Hash(one.Text), Vector = one.Vector, Seconds = one.Seconds }), cancellation);
            }
            catch (Exception error) when (error is VectorStoreException or IOException or UnauthorizedAccessException)
            {
                _isBroken = true;
            }
        }

        public void Dispose()
        {
            _texts?.Dispose();
            store.Dispose();
            if (_isBroken)
                Discard(place);
        }

        private static EmbeddedCollection<string, Kept> Collection(EmbeddedVectorStore store, int dimensions) => store.GetCollection<string, Kept>(CollectionName, new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty(nameof(Kept.Text), typeof(string)),
                new VectorStoreDataProperty(nameof(Kept.Seconds), typeof(double)),
                new VectorStoreVectorProperty(nameof(Kept.Vector), typeof(float[]), dimensions),
            ],
        });
    }

    private sealed class Kept
    {
        /// <summary>Its hash: what people write is not kept twice.</summary>
        public string Text { get; set; } = "";
        public double Seconds { get; set; }
        public float[] Vector { get; set; } = [];
    }
}
