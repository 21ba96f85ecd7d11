using System.Collections.Immutable;
using System.Text.Json;

namespace AdaptLab.Hub;

/// <summary>Fetches models from the hub into its cache: the files that are needed to run them, each checked against its hash.</summary>
public sealed class HubClient : IDisposable
{
    /// <summary>Wanted where the model has them.</summary>
    private static readonly ImmutableArray<string> Extras = ["generation_config.json", "tokenizer_config.json"];

    private readonly HubSettings _settings;
    private readonly HubCache _cache;
    private readonly HubConnection _connection;

    public HubClient(HubSettings settings) : this(settings, Task.Delay)
    {
    }

    /// <param name="wait">Waits between attempts.</param>
    internal HubClient(HubSettings settings, Func<TimeSpan, CancellationToken, Task> wait)
    {
        _settings = settings;
        _cache = new HubCache(settings.CacheFolder);
        _connection = new HubConnection(settings, wait);
    }

    /// <summary>Brings a model into the cache, or up to date. What is there already is not fetched again, and what was
    /// fetched in part goes on where it stopped.</summary>
    /// <exception cref="HubException">It cannot be had.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<PulledModel> PullAsync(HubModel model, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        if (_settings.IsOffline)
        {
            return _cache.Snapshot(model) is { } kept
                ? new PulledModel(kept, _cache.Commit(model)!, 0, 0)
                : throw new HubException($"{model} is not in the cache ({_settings.CacheFolder}), and nothing is fetched offline. Pull it once without --offline and HF_HUB_OFFLINE.");
        }

        // A commit never changes: there is nothing to ask.
        if (model.IsCommit && _cache.Snapshot(model) is { } snapshot)
            return new PulledModel(snapshot, model.Revision, 0, 0);

        try
        {
            return await FetchAsync(model, progress, cancellation);
        }
        catch (IOException exception)
        {
            throw new HubException(IsDiskFull(exception)
                ? $"There is no space left for {model.Name} in {_settings.CacheFolder}. Make room, or name another place by HF_HUB_CACHE; what has arrived is kept."
                : $"{_settings.CacheFolder} cannot be written: {exception.Message}", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new HubException($"{_settings.CacheFolder} cannot be written: {exception.Message} Name another place by HF_HUB_CACHE.", exception);
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task<PulledModel> FetchAsync(HubModel model, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var (commit, listed) = await ListAsync(model, cancellation);
        var names = await NeededAsync(model, commit, listed, cancellation);
        var files = new List<HubFile>();
        foreach (var name in names)
            files.Add(await _connection.DescribeAsync(Resolve(model, commit, name), model, name, cancellation));

        var store = new BlobStore(_cache.BlobFolder(model), Path.Combine(_settings.CacheFolder, ".locks", Path.GetFileName(_cache.FolderOf(model))), _connection, model);
        var total = files.Sum(file => file.Size);
        var missing = files.Where(file => !store.Has(file)).ToArray();
        CheckSpace(model, missing.Sum(file => file.Size - store.Arrived(file)));

        long done = total - missing.Sum(file => file.Size), fetched = 0;
        foreach (var file in missing)
        {
            var before = done;
            fetched += await store.FetchAsync(file, Resolve(model, commit, file.Name), arrived => progress?.Report(new HubProgress(file.Name, before + arrived, total)), cancellation);
            done += file.Size;
        }

        var snapshot = _cache.SnapshotFolder(model, commit);
        foreach (var file in files)
            store.Link(file, Path.Combine(snapshot, file.Name), _settings.UsesLinks);
        if (!model.IsCommit)
            WriteRef(_cache.RefFile(model), commit);
        return new PulledModel(snapshot, commit, total, fetched);
    }

    private async Task<(string Commit, HashSet<string> Files)> ListAsync(HubModel model, CancellationToken cancellation)
    {
        var address = _connection.At($"api/models/{model.Name}/revision/{Uri.EscapeDataString(model.Revision)}");
        var text = await _connection.TextAsync(address, model, cancellation);
        try
        {
            var answer = JsonElement.Parse(text);
            var commit = answer.GetProperty("sha").GetString();
            var files = answer.GetProperty("siblings").EnumerateArray().Select(file => file.GetProperty("rfilename").GetString() ?? "").ToHashSet(StringComparer.Ordinal);
            if (commit is not null && HubModel.IsHash(commit, 40))
                return (commit, files);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
        }

        throw new HubException($"{address}: the answer is no list of a model's files. Is HF_ENDPOINT a hub?");
    }

    /// <summary>Configuration, tokenizer and weights; of those in several forms, safetensors.</summary>
    private async Task<ImmutableArray<string>> NeededAsync(HubModel model, string commit, HashSet<string> listed, CancellationToken cancellation)
    {
        if (((string[])[HubCache.ConfigName, HubCache.TokenizerName]).FirstOrDefault(name => !listed.Contains(name)) is { } absent)
            throw new HubException($"{model} has no {absent}, which is needed to run it.");
        ImmutableArray<string> described = [HubCache.ConfigName, HubCache.TokenizerName, .. Extras.Where(listed.Contains)];
        if (listed.Contains(HubCache.WeightsName))
            return [.. described, HubCache.WeightsName];
        if (!listed.Contains(HubCache.IndexName))
            throw new HubException($"{model} has no weights as safetensors, the only form that is read. Look for a conversion of it on the hub.");

        var address = Resolve(model, commit, HubCache.IndexName);
        var shards = HubCache.Shards(await _connection.TextAsync(address, model, cancellation))
            ?? throw new HubException($"{address}: the index does not name the files of the weights.");
        return shards.FirstOrDefault(shard => !listed.Contains(shard)) is { } lost
            ? throw new HubException($"{model} has no {lost}, which its index names.")
            : [.. described, HubCache.IndexName, .. shards];
    }

    private Uri Resolve(HubModel model, string commit, string file) => _connection.At($"{model.Name}/resolve/{commit}/{Uri.EscapeDataString(file)}");

    private void CheckSpace(HubModel model, long needed)
    {
        Directory.CreateDirectory(_settings.CacheFolder);
        var free = new DriveInfo(_settings.CacheFolder).AvailableFreeSpace;
        if (needed > free)
            throw new HubException($"{model.Name} needs {Gigabytes(needed)} more in {_settings.CacheFolder}, and {Gigabytes(free)} is free. Make room, or name another place by HF_HUB_CACHE.");
    }

    private static string Gigabytes(long bytes) => $"{bytes / 1e9:0.0} GB";

    private static void WriteRef(string path, string commit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, commit);
        File.Move(temporary, path, overwrite: true);
    }

    // ENOSPC, and ERROR_DISK_FULL of Windows.
    private static bool IsDiskFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 112;
}
