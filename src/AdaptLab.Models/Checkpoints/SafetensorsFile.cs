using System.Collections.Immutable;
using System.IO.MemoryMappedFiles;

namespace AdaptLab.Models.Checkpoints;

/// <summary>
/// A safetensors file, mapped into memory: opening reads and checks only the header, and a tensor's bytes are paged in when they are used.
/// The caller keeps the file as it is while it is open.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly Dictionary<string, TensorEntry> _byName;
    private bool _disposed;

    private SafetensorsFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start, SafetensorsHeader header)
    {
        Path = path;
        _map = map;
        _view = view;
        _start = start;
        Entries = header.Entries;
        Metadata = header.Metadata;
        _byName = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    public string Path { get; }

    /// <summary>The tensors in the order of their bytes.</summary>
    public ImmutableArray<TensorEntry> Entries { get; }

    /// <summary>The header's `__metadata__`.</summary>
    public ImmutableDictionary<string, string> Metadata { get; }

    /// <exception cref="ModelLoadException">The file is missing, damaged, or holds an unknown element type.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream? stream = null;
        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            stream = File.OpenRead(path);
            // Before mapping: an empty file cannot be mapped, and a damaged one need not be.
            var header = SafetensorsHeader.Read(stream, path);
            map = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            return new SafetensorsFile(path, map, view, start, header);
        }
        catch (Exception error)
        {
            view?.Dispose();
            map?.Dispose();
            stream?.Dispose();
            throw error switch
            {
                FileNotFoundException or DirectoryNotFoundException => new ModelLoadException($"{path}: there is no such file. Put the weights there.", error),
                IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException => new ModelLoadException($"{path}: cannot be read ({error.Message}).", error),
                _ => error,
            };
        }
    }

    public TensorEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="ModelLoadException">There is no such tensor.</exception>
    public TensorEntry Required(string name) =>
        Find(name) ?? throw new ModelLoadException($"{Path}: the tensor '{name}' is missing. The file belongs to another model, or is incomplete.");

    /// <summary>A tensor's bytes in the file itself: valid until the file is disposed.</summary>
    /// <exception cref="ModelLoadException">The tensor is larger than a span can be (2 GiB); use <see cref="OpenStream"/>.</exception>
    public ReadOnlySpan<byte> Bytes(TensorEntry entry) => entry.Length <= int.MaxValue
        ? new ReadOnlySpan<byte>(Pointer(entry), (int)entry.Length)
        : throw new ModelLoadException($"{Path}: the tensor '{entry.Name}' of {entry.Length} bytes is too large to be read in one piece.");

    /// <summary>A tensor's bytes as a stream, for any size.</summary>
    public Stream OpenStream(TensorEntry entry) => new UnmanagedMemoryStream(Pointer(entry), entry.Length);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    internal byte* Pointer(TensorEntry entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // By reference: an entry of another file would point outside this one.
        return ReferenceEquals(Find(entry.Name), entry) ? _start + entry.Offset : throw new ArgumentException($"'{entry.Name}' is not an entry of {Path}.", nameof(entry));
    }
}
