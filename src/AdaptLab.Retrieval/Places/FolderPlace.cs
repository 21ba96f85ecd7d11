using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Retrieval.Places;

/// <summary>Indexes in a folder that is safe to delete: each in a folder of its own, named by its key. Several processes may use it at a time.</summary>
/// <remarks>
/// An index is made beside its place, and takes it in one step once it is whole. A seal in it holds the hash of the database, whose vectors
/// have a hash of their own: what a crash or a disk has damaged is noticed when it is opened, removed, and made again.
/// Where the folder cannot be written to, indexes are in memory and the run goes on.
/// </remarks>
/// <param name="prepare">Makes the folder before something is kept in it.</param>
/// <param name="isFresh">What an earlier run has made is not used.</param>
public sealed class FolderPlace(string folder, Action prepare, bool isFresh = false) : IIndexPlace
{
    private const string DatabaseName = "index.db", SealName = "seal", SealMark = "adaptlab-index 1", TemporaryExtension = ".tmp";

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>How many indexes were found to be damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Why an index could not be kept; null where all were.</summary>
    public string? Problem { get; private set; }

    public Task<KeptIndex?> FindAsync(string key, CancellationToken cancellation) =>
        Task.FromResult(isFresh && !_made.Contains(key) ? null : Open(key));

    public async Task<SearchIndex> BuildAsync(string key, ImmutableArray<SearchItem> items, TimeSpan took, CancellationToken cancellation)
    {
        var temporary = $"{FolderOf(key)}.{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            var start = Stopwatch.GetTimestamp();
            prepare();
            Directory.CreateDirectory(temporary);
            (await SearchIndex.BuildAsync(items, Path.Combine(temporary, DatabaseName), cancellation)).Dispose();
            Seal(temporary, took + Stopwatch.GetElapsedTime(start));
            if (isFresh && !_made.Contains(key))
                Remove(FolderOf(key));
            // Another process may have been quicker: then its index is as good.
            if (!Directory.Exists(FolderOf(key)))
                Directory.Move(temporary, FolderOf(key));
            _made.Add(key);
            if (Open(key) is { } kept)
                return kept.Index;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or VectorStoreException)
        {
            Problem = error.Message;
        }
        finally
        {
            Remove(temporary);
        }

        return await SearchIndex.BuildAsync(items, cancellationToken: cancellation);
    }

    private KeptIndex? Open(string key)
    {
        var place = FolderOf(key);
        if (!Directory.Exists(place))
            return null;
        try
        {
            if (SpentIn(place) is { } spent && SearchIndex.Open(Path.Combine(place, DatabaseName)) is { } index)
            {
                Touch(place);
                return new KeptIndex(index, spent);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or VectorStoreException)
        {
            // It is as good as damaged: made again, or where even that fails, the reason is told.
        }

        Damaged++;
        Remove(place);
        return null;
    }

    private string FolderOf(string key) => Path.Combine(folder, key[..2], key);

    private static void Seal(string place, TimeSpan spent) => File.WriteAllText(
        Path.Combine(place, SealName), $"{SealMark} {HashOf(place)} {spent.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)}\n");

    /// <summary>What it took to make an index; null where it is not the one that was sealed.</summary>
    private static TimeSpan? SpentIn(string place) =>
        File.ReadAllText(Path.Combine(place, SealName)).TrimEnd('\n').Split(' ') is [var mark, var version, var hash, var seconds]
        && $"{mark} {version}" == SealMark && hash == HashOf(place)
        && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var spent) && spent is >= 0 and < 1e9
            ? TimeSpan.FromSeconds(spent)
            : null;

    private static string HashOf(string place)
    {
        using var stream = File.OpenRead(Path.Combine(place, DatabaseName));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Says that an index was of use, so that pruning takes others first.</summary>
    private static void Touch(string place)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(place, SealName), TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that may only be read is not pruned either.
        }
    }

    private static void Remove(string place)
    {
        if (!Directory.Exists(place))
            return;
        try
        {
            // Out of the way first: another process may have a file of it open.
            var aside = place.EndsWith(TemporaryExtension, StringComparison.Ordinal) ? place : $"{place}.{Guid.NewGuid():N}{TemporaryExtension}";
            if (aside != place)
                Directory.Move(place, aside);
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left is swept up with the store.
        }
    }
}
