using System.Text;

namespace AdaptLab.Hub.Tests;

/// <summary>Against a server that behaves like the hub, and one that does not.</summary>
public sealed class HubClientTests : IAsyncLifetime, IDisposable
{
    private const string Weights = "model.safetensors";

    private readonly HubDouble _hub = new();
    private readonly string _cache = Directory.CreateTempSubdirectory("adaptlab-hub-").FullName;
    private readonly List<TimeSpan> _waits = [];
    private readonly List<HubProgress> _progress = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Fact]
    public async Task A_model_is_laid_out_as_the_hubs_own_tools_do_and_only_what_is_needed_is_fetched()
    {
        var pulled = await PullAsync();

        var root = Path.Combine(_cache, "models--acme--tiny");
        Assert.Equal(HubDouble.Commit, await File.ReadAllTextAsync(Path.Combine(root, "refs", "main")));
        Assert.Equal(Path.Combine(root, "snapshots", HubDouble.Commit), pulled.Folder);
        Assert.Equal(["config.json", Weights, "tokenizer.json"], Directory.EnumerateFiles(pulled.Folder).Select(Path.GetFileName).Order());
        foreach (var file in (string[])["config.json", "tokenizer.json", Weights])
        {
            Assert.Equal(_hub.Files[file], await File.ReadAllBytesAsync(Path.Combine(root, "blobs", _hub.ETag(file))));
            Assert.Equal(_hub.Files[file], await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, file)));
            if (!OperatingSystem.IsWindows())
                Assert.Equal($"../../blobs/{_hub.ETag(file)}", new FileInfo(Path.Combine(pulled.Folder, file)).LinkTarget);
        }

        Assert.Equal(pulled.Folder, new HubCache(_cache).Snapshot(Model()));
        Assert.Equal(pulled.Bytes, pulled.Fetched);
        Assert.Equal((pulled.Bytes, pulled.Bytes), (_progress[^1].Bytes, _progress[^1].Total));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(root, "blobs"), "*.incomplete"));
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_and_a_commit_is_not_even_asked_for()
    {
        await PullAsync();
        var again = await PullAsync();
        Assert.Equal(0, again.Fetched);
        Assert.Single(_hub.AskedStore);

        var asked = _hub.AskedHub.Count();
        Assert.Equal(again.Folder, (await PullAsync(HubDouble.Commit)).Folder);
        Assert.Equal(asked, _hub.AskedHub.Count());
    }

    [Fact]
    public async Task A_branch_that_has_moved_is_brought_up_to_date_by_what_has_changed()
    {
        var before = await PullAsync();
        _hub.Head = new string('f', 40);
        _hub.Files["config.json"] = """{"model_type":"qwen2"}"""u8.ToArray();
        var again = await PullAsync();
        Assert.Equal(_hub.Files["config.json"].Length, again.Fetched);
        Assert.Single(_hub.AskedStore);
        Assert.Equal(_hub.Files["config.json"], await File.ReadAllBytesAsync(Path.Combine(again.Folder, "config.json")));
        Assert.NotEqual(before.Folder, again.Folder);
        // What is no longer a branch's is still there under its commit.
        Assert.Equal([_hub.Head, HubDouble.Commit], Assert.Single(new HubCache(_cache).List()).Revisions.Select(revision => revision.Commit).OrderDescending());
    }

    [Fact]
    public async Task A_token_goes_to_the_hub_and_never_to_where_it_redirects()
    {
        await PullAsync(token: "hf_secret");
        Assert.All(_hub.AskedHub, asked => Assert.Equal("hf_secret", asked.Token));
        Assert.All(_hub.AskedStore, asked => Assert.Null(asked.Token));
        Assert.NotEmpty(_hub.AskedStore);
    }

    [Fact]
    public async Task A_redirect_within_the_hub_is_followed_with_the_token()
    {
        _hub.Special = asked => asked.Path.StartsWith("/old/", StringComparison.Ordinal)
            ? new Answer(307, [("Location", asked.Path.Replace("/old/name", "/" + HubDouble.Name, StringComparison.Ordinal))], [])
            : asked.Path.StartsWith("/api/models/old/", StringComparison.Ordinal)
                ? new Answer(307, [("Location", asked.Path.Replace("old/name", HubDouble.Name, StringComparison.Ordinal))], [])
                : null;
        var pulled = await PullAsync(name: "old/name", token: "hf_secret");
        Assert.True(HubCache.IsComplete(pulled.Folder));
        Assert.All(_hub.AskedHub, asked => Assert.Equal("hf_secret", asked.Token));
    }

    [Fact]
    public async Task A_cut_connection_is_gone_on_from_where_it_broke()
    {
        var cuts = 0;
        _hub.Special = asked => asked.Path.StartsWith('/' + Weights, StringComparison.Ordinal) && cuts++ < 2
            ? HubDouble.Bytes(asked, _hub.Files[Weights]) with { Sent = 100_000 }
            : null;
        var pulled = await PullAsync();
        Assert.Equal(_hub.Files[Weights], await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, Weights)));
        Assert.Equal([null, 100_000, 200_000], _hub.AskedStore.Select(asked => asked.Range));
        Assert.Equal([1, 2], _waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(pulled.Bytes, pulled.Fetched);
    }

    [Fact]
    public async Task One_that_breaks_every_time_is_given_up_and_the_next_pull_goes_on()
    {
        _hub.Special = asked => asked.Path.StartsWith('/' + Weights, StringComparison.Ordinal) ? HubDouble.Bytes(asked, _hub.Files[Weights]) with { Sent = 10_000 } : null;
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("5 attempts were made. What has arrived is kept", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", error.Message, StringComparison.Ordinal);
        Assert.Null(new HubCache(_cache).Snapshot(Model()));

        _hub.Special = null;
        var pulled = await PullAsync();
        Assert.Equal(50_000, _hub.AskedStore.Last().Range);
        Assert.Equal(_hub.Files[Weights], await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, Weights)));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_all_of_it_once_more()
    {
        var requests = 0;
        _hub.Special = asked => !asked.Path.StartsWith('/' + Weights, StringComparison.Ordinal) ? null
            : requests++ == 0 ? HubDouble.Bytes(asked, _hub.Files[Weights]) with { Sent = 100_000 }
            : new Answer(200, [], _hub.Files[Weights]);
        var pulled = await PullAsync();
        Assert.Equal(_hub.Files[Weights], await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, Weights)));
    }

    [Fact]
    public async Task Bytes_that_are_not_those_promised_are_deleted_and_said()
    {
        var spoilt = _hub.Files[Weights].ToArray();
        spoilt[70_000] ^= 1;
        _hub.Special = asked => asked.Path.StartsWith('/' + Weights, StringComparison.Ordinal) ? HubDouble.Bytes(asked, spoilt) : null;
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("model.safetensors has arrived damaged", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_cache, "models--acme--tiny", "blobs")), path => Path.GetFileName(path).StartsWith(_hub.ETag(Weights), StringComparison.Ordinal));
        Assert.Null(new HubCache(_cache).Snapshot(Model()));
    }

    [Fact]
    public async Task A_small_file_is_checked_by_gits_hash()
    {
        _hub.Special = asked => asked.Method == "GET" && asked.Path.EndsWith("/config.json", StringComparison.Ordinal) ? Answer.Text("""{"model_type":"llamA"}""") : null;
        Assert.Contains("config.json has arrived damaged", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_are_those_that_the_index_names()
    {
        _hub.Files.Remove(Weights);
        _hub.Files["model-00001-of-00002.safetensors"] = [1, 2, 3];
        _hub.Files["model-00002-of-00002.safetensors"] = [4, 5];
        _hub.Files["other.safetensors"] = [6];
        _hub.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes(
            """{"metadata":{},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors","c":"model-00001-of-00002.safetensors"}}""");
        var pulled = await PullAsync();
        Assert.Equal(
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json"],
            Directory.EnumerateFiles(pulled.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(HubCache.IsComplete(pulled.Folder));
        File.Delete(Path.Combine(pulled.Folder, "model-00002-of-00002.safetensors"));
        Assert.Null(new HubCache(_cache).Snapshot(Model()));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../../evil.safetensors"}}""")]
    [InlineData("""{"weight_map":{}}""")]
    [InlineData("""{"weight_map":{"a":"pytorch_model.bin"}}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public async Task An_index_that_names_no_files_of_weights_is_refused(string index)
    {
        _hub.Files.Remove(Weights);
        _hub.Files["model.safetensors.index.json"] = Encoding.UTF8.GetBytes(index);
        Assert.Contains("the index does not name the files", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "RepoNotFound", null, "There is no model acme/tiny on HUB, or it is private: check the name, or set HF_TOKEN to a token that may read it.")]
    [InlineData(401, null, "hf_x", "There is no model acme/tiny on HUB, or it is private: check the name, or the token in HF_TOKEN or in the token file does not open it.")]
    [InlineData(403, "GatedRepo", null, "acme/tiny is gated: accept its terms at HUB/acme/tiny, and set HF_TOKEN to a token that may read it.")]
    [InlineData(404, "RevisionNotFound", null, "acme/tiny has no revision 'main'. Its branches and tags are listed at HUB/acme/tiny.")]
    [InlineData(404, null, null, "There is no model acme/tiny on HUB. Check the name.")]
    public async Task A_refusal_is_one_line_that_says_how_to_mend_it(int status, string? code, string? token, string expected)
    {
        _hub.Special = asked => Answer.Refusal(status, code);
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync(token: token));
        Assert.Equal(expected.Replace("HUB", _hub.Address, StringComparison.Ordinal), error.Message);
        Assert.Empty(_waits);
    }

    [Fact]
    public async Task A_gated_models_files_may_be_refused_though_its_list_is_not()
    {
        _hub.Special = asked => asked.Method == "HEAD" ? Answer.Refusal(403, "GatedRepo") : null;
        Assert.Contains("is gated", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_when_it_says()
    {
        var answers = new Queue<Answer>([
            new Answer(429, [("Retry-After", "7")], []), new Answer(429, [("RateLimit", "\"api\";r=0;t=55")], []), new Answer(503, [], []), new Answer(500, [], []),
        ]);
        _hub.Special = asked => answers.TryDequeue(out var answer) ? answer : null;
        Assert.True(HubCache.IsComplete((await PullAsync()).Folder));
        Assert.Equal([7, 56, 4, 8], _waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task One_that_stays_busy_is_given_up()
    {
        _hub.Special = _ => Answer.Refusal(503, null);
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync());
        Assert.Contains("the hub answers 503. 5 attempts were made.", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, _waits.Count);
    }

    [Fact]
    public async Task One_that_says_nothing_is_not_waited_for_for_ever()
    {
        _hub.IsSilent = _ => true;
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync(patience: TimeSpan.FromMilliseconds(50)));
        Assert.Contains("nothing came for", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{}")]
    [InlineData("""{"sha":"../../x","siblings":[]}""")]
    [InlineData("""{"sha":5,"siblings":{}}""")]
    public async Task An_answer_that_is_no_list_is_no_hub(string body)
    {
        _hub.Special = _ => Answer.Text(body);
        Assert.Contains("Is HF_ENDPOINT a hub?", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"../../../../etc/passwd\"")]
    [InlineData("\"\"")]
    [InlineData(null)]
    public async Task A_hash_that_is_none_never_becomes_a_path(string? tag)
    {
        _hub.Special = asked => asked.Method == "HEAD" ? new Answer(200, tag is null ? [] : [("ETag", tag)], []) : null;
        Assert.Contains("does not say the file's hash", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_safetensors_or_tokenizer_is_said_to_lack_them()
    {
        _hub.Files.Remove(Weights);
        Assert.Contains("no weights as safetensors", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
        _hub.Files.Remove("tokenizer.json");
        Assert.Contains("has no tokenizer.json", (await Assert.ThrowsAsync<HubException>(() => PullAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_the_cache_answers_and_nothing_is_asked()
    {
        var error = await Assert.ThrowsAsync<HubException>(() => PullAsync(isOffline: true));
        Assert.Contains("is not in the cache", error.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.AskedHub);
        var pulled = await PullAsync();
        var asked = _hub.AskedHub.Count();
        Assert.Equal(pulled.Folder, (await PullAsync(isOffline: true)).Folder);
        Assert.Equal(asked, _hub.AskedHub.Count());
    }

    [Fact]
    public async Task Where_links_are_not_wanted_snapshots_hold_files()
    {
        var pulled = await PullAsync(usesLinks: false);
        Assert.Null(new FileInfo(Path.Combine(pulled.Folder, Weights)).LinkTarget);
        Assert.Equal(_hub.Files[Weights], await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, Weights)));
        Assert.Equal(0, (await PullAsync(usesLinks: false)).Fetched);
    }

    [Fact]
    public async Task A_pull_that_is_stopped_stops()
    {
        using var stop = new CancellationTokenSource();
        _hub.Special = asked =>
        {
            if (asked.Path.StartsWith('/' + Weights, StringComparison.Ordinal)) stop.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(stop: stop.Token));
        Assert.Null(new HubCache(_cache).Snapshot(Model()));
    }

    [Fact]
    public async Task What_was_pulled_is_listed_and_can_be_removed()
    {
        var pulled = await PullAsync();
        var cache = new HubCache(_cache);
        var listed = Assert.Single(cache.List());
        Assert.Equal((HubDouble.Name, new CachedRevision("main", HubDouble.Commit, true)), (listed.Name, Assert.Single(listed.Revisions)));
        Assert.InRange(listed.Bytes, pulled.Bytes, pulled.Bytes + 100);
        Assert.Equal(listed.Bytes, cache.Remove(Model()));
        Assert.Empty(cache.List());
        Assert.Null(cache.Remove(Model()));
    }

    [Fact]
    public void An_endpoint_that_is_no_address_is_said() =>
        Assert.Contains("HF_ENDPOINT is 'ftp://x'", Assert.Throws<HubException>(() => new HubClient(Settings() with { Endpoint = "ftp://x" })).Message, StringComparison.Ordinal);

    private static HubModel Model(string name = HubDouble.Name, string? revision = null) => HubModel.Parse(name, revision)!;

    private HubSettings Settings() => new(_hub.Address, _cache, null, IsOffline: false, TimeSpan.FromSeconds(60), UsesLinks: true);

    private async Task<PulledModel> PullAsync(
        string? revision = null, string name = HubDouble.Name, string? token = null, bool isOffline = false, bool usesLinks = true, TimeSpan? patience = null, CancellationToken stop = default)
    {
        var settings = Settings() with { Token = token, IsOffline = isOffline, UsesLinks = usesLinks };
        using var client = new HubClient(settings with { Patience = patience ?? settings.Patience }, (wait, _) =>
        {
            _waits.Add(wait);
            return Task.CompletedTask;
        });
        return await client.PullAsync(Model(name, revision), new Recorder(_progress), stop);
    }

    private sealed class Recorder(List<HubProgress> progress) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => progress.Add(value);
    }
}
