using System.Collections.Immutable;

namespace AdaptLab.Results.Store;

/// <summary>One unit as it lies in the store.</summary>
/// <param name="Strategy">Empty where there are no answers yet, but what its strategy keeps.</param>
/// <param name="Rows">Answers in it.</param>
/// <param name="Bytes">On disk, with what its strategy keeps.</param>
public sealed record StoreEntry(string Key, string Strategy, string Kind, int Rows, long Bytes, DateTimeOffset LastUsed);

/// <param name="Units">How many were removed.</param>
/// <param name="Bytes">That their files took, and those of indexes.</param>
public readonly record struct Removal(int Units, long Bytes);

/// <summary>What a store holds, and how it is kept small.</summary>
public static class StoreContents
{
    /// <summary>What a killed process left half written, and what was set aside, is of no use to anyone after this time.</summary>
    private static readonly TimeSpan Leftover = TimeSpan.FromDays(1);

    /// <summary>The last used first.</summary>
    public static ImmutableArray<StoreEntry> Entries(this RunStore store) =>
    [
        .. store.Folder.Keys()
            .Select(key => Entry(store, key))
            .OrderByDescending(entry => entry.LastUsed)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal),
    ];

    /// <summary>What the indexes take on disk.</summary>
    public static long IndexBytes(this RunStore store) => store.Folder.IndexFolders().Sum(index => FilesIn(index).Sum(file => file.Length));

    /// <summary>Removes the units and indexes that were used longest ago until what is left takes at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public static Removal Prune(this RunStore store, long limit)
    {
        Sweep(store);
        // Sizes and times only: what is in the units need not be read.
        var units = store.Folder.Keys().Select(key => (files: store.Folder.FilesOf(key).ToArray(), units: 1, remove: (Action)(() => Remove(store, key))));
        var indexes = store.Folder.IndexFolders().Select(index => (files: FilesIn(index), units: 0, remove: (Action)(() => index.Delete(recursive: true))));
        var (kept, removed) = (0L, new Removal(0, 0));
        foreach (var (files, count, remove) in units.Concat(indexes).OrderByDescending(stored => LastUsed(stored.files)).ToArray())
        {
            var bytes = files.Sum(file => file.Length);
            kept += bytes;
            if (kept <= limit)
                continue;
            remove();
            removed = new Removal(removed.Units + count, removed.Bytes + bytes);
        }

        return removed;
    }

    /// <summary>Removes everything.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public static Removal Clear(this RunStore store)
    {
        var removed = store.Prune(limit: -1);
        // Only what is the store's own: a folder that was named by mistake keeps everything else.
        foreach (var folder in (string[])["units", "kept", "indexes", "specs", "locks"])
            if (Path.Combine(store.Location, folder) is var path && Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        return removed;
    }

    /// <summary>Removes what one spec's runs came to, also where another spec would make use of it.</summary>
    /// <param name="specPath">The spec's file, absolute or relative to the current folder.</param>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be removed.</exception>
    public static Removal Forget(this RunStore store, string specPath)
    {
        var shelf = store.Shelf(specPath);
        var removed = new Removal(0, 0);
        var units = shelf.Manifest.Units.Select(unit => unit.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in shelf.Manifest.Units.SelectMany(unit => unit.KeptParts ?? []).Union(units, StringComparer.Ordinal))
        {
            removed = new Removal(removed.Units + (units.Contains(key) ? 1 : 0), removed.Bytes + store.Folder.FilesOf(key).Sum(file => file.Length));
            Remove(store, key);
        }

        shelf.Remove();
        return removed;
    }

    private static StoreEntry Entry(RunStore store, string key)
    {
        var files = store.Folder.FilesOf(key).ToArray();
        var unit = store.Find(key);
        return new StoreEntry(
            key, unit?.Strategy ?? "", unit?.Kind ?? "", unit?.Rows.Length ?? 0, files.Sum(file => file.Length), LastUsed(files));
    }

    private static FileInfo[] FilesIn(DirectoryInfo folder) => folder.GetFiles("*", SearchOption.AllDirectories);

    private static DateTimeOffset LastUsed(FileInfo[] files) => files.Length == 0 ? default : new DateTimeOffset(files.Max(file => file.LastWriteTimeUtc));

    private static void Remove(RunStore store, string key)
    {
        // A folder that is not there is no file to delete to the system, but a fault.
        foreach (var file in (string[])[store.Folder.Unit(key), store.Folder.Journal(key)])
            if (File.Exists(file))
                File.Delete(file);
        if (Directory.Exists(store.Folder.Kept(key)))
            Directory.Delete(store.Folder.Kept(key), recursive: true);
    }

    private static void Sweep(RunStore store)
    {
        if (!Directory.Exists(store.Location))
            return;
        var old = (TimeProvider.System.GetUtcNow() - Leftover).UtcDateTime;
        foreach (var file in new DirectoryInfo(store.Location).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.Extension is StoreFolder.DamagedExtension or StoreFolder.TemporaryExtension && file.LastWriteTimeUtc < old)
                file.Delete();
        }

        foreach (var index in store.Folder.IndexFolders().Where(index => index.Extension == StoreFolder.TemporaryExtension && index.LastWriteTimeUtc < old).ToArray())
            index.Delete(recursive: true);
    }
}
