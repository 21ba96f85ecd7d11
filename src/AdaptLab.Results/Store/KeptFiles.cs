namespace AdaptLab.Results.Store;

/// <summary>What a strategy keeps of one preparation, so that it need not be done again: trained adapters, and how far a
/// training has come. Each file is whole or absent.</summary>
public sealed class KeptFiles
{
    private readonly RunStore _store;
    private readonly string _folder;
    private bool _isEmpty;

    internal KeptFiles(RunStore store, string folder, bool isEmpty)
    {
        _isEmpty = isEmpty;
        _store = store;
        _folder = folder;
    }

    /// <summary>The time that earlier runs have put into what this preparation goes on from. Whoever goes on from something sets it.</summary>
    public TimeSpan Spent { get; set; }

    /// <summary>The file's bytes; null where there is none, or none that is whole.</summary>
    public byte[]? Read(string name) => _isEmpty ? null : _store.ReadChecked(Path.Combine(_folder, name));

    /// <summary>Replaces the file in one step. Where that cannot be done, nothing is kept and the run goes on.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        _isEmpty = false;
        _store.WriteOrGiveUp(() => CheckedFile.Write(Path.Combine(_folder, name), bytes));
    }

    public void Delete(string name) => _store.WriteOrGiveUp(() =>
    {
        if (File.Exists(Path.Combine(_folder, name)))
            File.Delete(Path.Combine(_folder, name));
    });
}
