using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace AdaptLab.Results.Store;

/// <summary>Results by what shaped them, in a folder that is safe to delete. Two processes may use it at a time.</summary>
/// <remarks>Nothing that goes wrong with the folder stops a run: what cannot be read is measured again, what cannot be
/// written is not kept, and either is told.</remarks>
public sealed class RunStore
{
    /// <summary>The folder's name, in the workspace.</summary>
    public const string FolderName = ".adaptlab";

    /// <summary>What a run prunes the store to: 1 GiB.</summary>
    public const long StandardLimit = 1L << 30;

    private readonly ConcurrentDictionary<string, bool> _setAside = new(StringComparer.Ordinal);

    private RunStore(StoreFolder folder) => Folder = folder;

    /// <summary>Nothing is written, nor is the folder made, before there is something to keep.</summary>
    public static RunStore Open(string folder) => new(new StoreFolder(Path.GetFullPath(folder)));

    /// <summary>Absolute.</summary>
    public string Location => Folder.Path;

    /// <summary>The damaged files that were found since the store was opened, each by its name now.</summary>
    public ImmutableArray<string> SetAside => [.. _setAside.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Why results are not kept; null while they are.</summary>
    public string? Problem { get; private set; }

    internal StoreFolder Folder { get; }

    /// <summary>A unit with every row that was ever answered for it, in finished runs and in killed ones; null where there is none.</summary>
    public StoredUnit? Find(string key)
    {
        var path = Folder.Unit(key);
        var unit = ReadChecked(path) is { } content ? StoreJson.Read<StoredUnit>(content, StoreContext.Default.StoredUnit) : null;
        // Rows of a journal are later than those of the unit, and its head knows the later sessions.
        if (UnitJournal.Read(Folder.Journal(key)) is { } begun)
            unit = unit is null ? begun : (begun with { Rows = unit.Rows }).With(begun.Rows);
        return unit?.Key == key ? unit : null;
    }

    /// <summary>Says that a unit was of use, so that pruning takes others first.</summary>
    public void Touch(string key)
    {
        var path = Folder.Unit(key);
        if (File.Exists(path))
            WriteOrGiveUp(() => File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime));
    }

    /// <summary>Begins to add rows to a unit.</summary>
    /// <param name="unit">With the rows that are known already.</param>
    public UnitWriter Write(StoredUnit unit) => new(this, unit);

    /// <summary>What a strategy keeps of the preparation of a unit.</summary>
    /// <param name="isEmpty">What was kept before is not read.</param>
    public KeptFiles Kept(string key, bool isEmpty = false) => new(this, Folder.Kept(key), isEmpty);

    /// <summary>Where indexes of examples and documents are kept, each in a folder two levels down, named by its key.</summary>
    public string Indexes => Folder.Indexes;

    /// <summary>Makes the store's folder, before somebody keeps something in it by himself.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Prepare() => Folder.Prepare();

    /// <param name="specPath">The spec's file, absolute or relative to the current folder.</param>
    public SpecShelf Shelf(string specPath) => new(this, specPath);

    internal byte[]? ReadChecked(string path)
    {
        var content = CheckedFile.Read(path, out var isDamaged);
        if (isDamaged)
        {
            WriteOrGiveUp(() => StoreFolder.SetAside(path));
            _setAside[Path.GetRelativePath(Folder.Path, path + StoreFolder.DamagedExtension).Replace('\\', '/')] = true;
        }

        return content;
    }

    internal void WriteOrGiveUp(Action write)
    {
        try
        {
            if (Problem is null)
                write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }
}
