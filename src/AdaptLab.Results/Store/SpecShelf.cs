using System.Text.Json;

namespace AdaptLab.Results.Store;

/// <summary>What a store holds of one spec: its manifest, and the lock that keeps its runs apart.</summary>
public sealed class SpecShelf
{
    private readonly RunStore _store;
    private readonly string _name;
    private readonly string _spec;

    /// <param name="specPath">The spec's file, absolute or relative to the current folder.</param>
    internal SpecShelf(RunStore store, string specPath)
    {
        _store = store;
        // Relative, so that a workspace may be moved together with its store.
        _spec = Path.GetRelativePath(Path.GetDirectoryName(store.Folder.Path)!, Path.GetFullPath(specPath)).Replace('\\', '/');
        _name = ContentHash.OfRow(_spec);
    }

    /// <summary>Of the runs so far; an empty one where there was none.</summary>
    public SpecManifest Manifest
    {
        get
        {
            var content = _store.ReadChecked(_store.Folder.Manifest(_name));
            return (content is null ? null : StoreJson.Read<SpecManifest>(content, StoreContext.Default.SpecManifest))
                ?? new SpecManifest(_spec, default, []);
        }
    }

    public void Write(SpecManifest manifest) => _store.WriteOrGiveUp(() =>
    {
        _store.Folder.Prepare();
        CheckedFile.Write(_store.Folder.Manifest(_name), JsonSerializer.SerializeToUtf8Bytes(manifest, StoreContext.Default.SpecManifest));
    });

    internal void Remove()
    {
        if (_store.Folder.Manifest(_name) is var path && File.Exists(path))
            File.Delete(path);
    }

    /// <summary>Held until it is disposed, or until this process ends in whatever way. Null while another run of this spec holds it.</summary>
    /// <remarks>A store that cannot be written to cannot be mixed up either: its lock is always given.</remarks>
    public IDisposable? TryLock()
    {
        var path = _store.Folder.Lock(_name);
        try
        {
            _store.Folder.Prepare();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new MemoryStream();
        }

        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            return new MemoryStream();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
