using System.Collections.Immutable;
using System.Text.Json;

namespace AdaptLab.Hub;

/// <summary>The hub's cache as its own tools lay it out: blobs by their hash, snapshots that point to them, and refs that say
/// which commit a branch was at. Reads only; nothing here uses a network.</summary>
/// <param name="folder">Of the whole cache.</param>
public sealed class HubCache(string folder)
{
    public const string ConfigName = "config.json", TokenizerName = "tokenizer.json", WeightsName = "model.safetensors", IndexName = "model.safetensors.index.json";

    private const string ModelPrefix = "models--";

    /// <summary>The one that the environment names, or the user's. Unlike <see cref="HubSettings"/>, it reads no token: an editor asks at every key.</summary>
    public static HubCache FromEnvironment() =>
        new(HubSettings.CacheFrom(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));

    public string Folder { get; } = folder;

    /// <summary>All that is kept of a model, whether or not there is anything.</summary>
    public string FolderOf(HubModel model) => Path.Combine(Folder, ModelPrefix + model.Name.Replace("/", "--", StringComparison.Ordinal));

    public string BlobFolder(HubModel model) => Path.Combine(FolderOf(model), "blobs");

    public string SnapshotFolder(HubModel model, string commit) => Path.Combine(FolderOf(model), "snapshots", commit);

    public string RefFile(HubModel model) => Path.Combine(FolderOf(model), "refs", Path.Combine(model.Revision.Split('/')));

    /// <summary>The folder of a model that is there with all that is needed to run it; null otherwise.</summary>
    public string? Snapshot(HubModel model) =>
        Commit(model) is { } commit && SnapshotFolder(model, commit) is var snapshot && IsComplete(snapshot) ? snapshot : null;

    /// <summary>What a revision was when it was last pulled; null where it never was.</summary>
    public string? Commit(HubModel model)
    {
        if (model.IsCommit)
            return model.Revision;
        try
        {
            return File.Exists(RefFile(model)) && File.ReadAllText(RefFile(model)).Trim() is var commit && HubModel.IsHash(commit, 40) ? commit : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Every model of which there is something, by name.</summary>
    public ImmutableArray<CachedModel> List()
    {
        if (!Directory.Exists(Folder))
            return [];
        return
        [
            .. Directory.EnumerateDirectories(Folder, ModelPrefix + "*")
                .Select(path => HubModel.Parse(Path.GetFileName(path)[ModelPrefix.Length..].Replace("--", "/", StringComparison.Ordinal)))
                .OfType<HubModel>()
                .OrderBy(model => model.Name, StringComparer.Ordinal)
                .Select(Describe),
        ];
    }

    /// <summary>Deletes all that is kept of a model.</summary>
    /// <returns>The bytes that it took; null where there was nothing.</returns>
    /// <exception cref="IOException">A file is in use.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be deleted.</exception>
    public long? Remove(HubModel model)
    {
        if (!Directory.Exists(FolderOf(model)))
            return null;
        var bytes = Describe(model).Bytes;
        Directory.Delete(FolderOf(model), recursive: true);
        return bytes;
    }

    /// <summary>Whether a folder holds all that a model is run from.</summary>
    public static bool IsComplete(string snapshot)
    {
        bool Has(string name) => File.Exists(Path.Combine(snapshot, name));
        if (!Has(ConfigName) || !Has(TokenizerName))
            return false;
        if (Has(WeightsName))
            return true;
        try
        {
            return Has(IndexName) && Shards(File.ReadAllBytes(Path.Combine(snapshot, IndexName))) is { } shards && shards.All(Has);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The files that an index of shards names; null where it is none.</summary>
    internal static ImmutableArray<string>? Shards(ReadOnlySpan<byte> index)
    {
        try
        {
            var map = JsonElement.Parse(index).GetProperty("weight_map");
            ImmutableArray<string> names = [.. map.EnumerateObject().Select(tensor => tensor.Value.GetString() ?? "").Distinct().Order(StringComparer.Ordinal)];
            // They become paths.
            return names.IsEmpty || names.Any(name => !name.EndsWith(".safetensors", StringComparison.Ordinal) || Path.GetFileName(name) != name) ? null : names;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private CachedModel Describe(HubModel model)
    {
        var refs = Path.Combine(FolderOf(model), "refs");
        var snapshots = Path.Combine(FolderOf(model), "snapshots");
        var named = !Directory.Exists(refs) ? [] : Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(refs, path).Replace('\\', '/'))
            .Select(revision => HubModel.Parse(model.Name, revision))
            .OfType<HubModel>()
            .ToArray();
        var commits = !Directory.Exists(snapshots) ? [] : Directory.EnumerateDirectories(snapshots)
            .Select(path => Path.GetFileName(path))
            .Where(commit => named.All(revision => Commit(revision) != commit))
            .Select(commit => HubModel.Parse(model.Name, commit))
            .OfType<HubModel>();
        return new CachedModel(
            model.Name,
            [.. named.Concat(commits).Select(revision => new CachedRevision(revision.Revision, Commit(revision) ?? "", Snapshot(revision) is not null)).OrderBy(revision => revision.Name, StringComparer.Ordinal)],
            Bytes(FolderOf(model)));
    }

    /// <summary>Links weigh nothing: what they point to is counted where it is.</summary>
    private static long Bytes(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Sum(file => file.Length);
}

/// <param name="Bytes">On disk, of all revisions.</param>
public sealed record CachedModel(string Name, ImmutableArray<CachedRevision> Revisions, long Bytes);

/// <param name="Name">A branch, a tag, or the commit where no name leads to it.</param>
/// <param name="IsComplete">Whether everything is there to run it.</param>
public sealed record CachedRevision(string Name, string Commit, bool IsComplete);
