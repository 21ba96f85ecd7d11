namespace AdaptLab.Results.Store;

/// <summary>Where things lie in a store.</summary>
internal sealed record StoreFolder(string Path)
{
    public const string TemporaryExtension = ".tmp";
    public const string DamagedExtension = ".damaged";

    private const string UnitExtension = ".json";
    private const string JournalExtension = ".journal";

    public string Units => System.IO.Path.Combine(Path, "units");

    private string KeptPreparations => System.IO.Path.Combine(Path, "kept");

    public string Unit(string key) => System.IO.Path.Combine(Units, key[..2], key + UnitExtension);

    public string Journal(string key) => System.IO.Path.Combine(Units, key[..2], key + JournalExtension);

    public string Kept(string key) => System.IO.Path.Combine(KeptPreparations, key[..2], key);

    /// <summary>What is searched, each index in a folder two levels down.</summary>
    public string Indexes => System.IO.Path.Combine(Path, "indexes");

    public string Manifest(string spec) => System.IO.Path.Combine(Path, "specs", spec + UnitExtension);

    public string Lock(string spec) => System.IO.Path.Combine(Path, "locks", spec + ".lock");

    /// <summary>The keys of all units: begun ones included, and such as are only prepared yet, or were only ever prepared as a part of others.</summary>
    public IEnumerable<string> Keys()
    {
        var measured = !Directory.Exists(Units) ? [] : Directory
            .EnumerateFiles(Units, "*", SearchOption.AllDirectories)
            .Where(file => System.IO.Path.GetExtension(file) is UnitExtension or JournalExtension)
            .Select(file => System.IO.Path.GetFileNameWithoutExtension(file));
        var prepared = !Directory.Exists(KeptPreparations) ? [] : new DirectoryInfo(KeptPreparations)
            .EnumerateDirectories().SelectMany(group => group.EnumerateDirectories()).Select(folder => folder.Name);
        return measured.Union(prepared, StringComparer.Ordinal);
    }

    /// <summary>Makes the folder, with a file in it that keeps all of it out of version control.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Path);
        var ignore = System.IO.Path.Combine(Path, ".gitignore");
        if (!File.Exists(ignore))
            File.WriteAllText(ignore, "# Results that adaptlab keeps. Safe to delete: they are measured again.\n*\n");
    }

    /// <summary>All files of a unit.</summary>
    public IEnumerable<FileInfo> FilesOf(string key)
    {
        foreach (var path in (string[])[Unit(key), Journal(key)])
            if (new FileInfo(path) is { Exists: true } file)
                yield return file;
        if (Directory.Exists(Kept(key)))
            foreach (var file in new DirectoryInfo(Kept(key)).EnumerateFiles("*", SearchOption.AllDirectories))
                yield return file;
    }

    /// <summary>The folders of all indexes, half-made ones included.</summary>
    public IEnumerable<DirectoryInfo> IndexFolders() =>
        Directory.Exists(Indexes) ? new DirectoryInfo(Indexes).EnumerateDirectories().SelectMany(group => group.EnumerateDirectories()) : [];

    /// <summary>Out of the way, but still there for whoever wants to know what happened.</summary>
    public static void SetAside(string path)
    {
        // It stays for a while from now on.
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
        File.Move(path, path + DamagedExtension, overwrite: true);
    }
}
