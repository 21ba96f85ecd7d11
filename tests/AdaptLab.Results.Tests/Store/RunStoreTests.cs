using System.Collections.Immutable;
using AdaptLab.Results.Store;

namespace AdaptLab.Results.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private static readonly string Key = new('a', 64);
    private static readonly string Other = new('b', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_again_exactly()
    {
        var unit = Unit(Key) with { Rows = [Row("one", 0, 0.1f + 0.2f), Row("two", 1, 1f / 3)] };
        Write(unit);
        var read = RunStore.Open(_folder).Find(Key)!;
        Assert.Equal(unit.Rows.Select(Text), read.Rows.Select(Text));
        Assert.Equal((unit.Detail, unit.PreparationSeconds, 7L), (read.Detail, read.PreparationSeconds, read.PeakMemoryBytes));
        Assert.Equal(unit.Sessions.ToArray(), read.Sessions);
        Assert.Equal(1, read.Row("two")!.Prediction.Label);
        Assert.Null(read.Row("three"));
        Assert.Null(RunStore.Open(_folder).Find(Other));
    }

    [Fact]
    public void Looking_something_up_writes_nothing()
    {
        var store = RunStore.Open(Path.Combine(_folder, "none"));
        Assert.Null(store.Find(Key));
        Assert.Empty(store.Shelf("a.adapt").Manifest.Units);
        Assert.Empty(store.Entries());
        Assert.False(Directory.Exists(store.Location));
    }

    [Fact]
    public void The_folder_keeps_itself_out_of_version_control()
    {
        Write(Unit(Key));
        Assert.Contains("\n*\n", File.ReadAllText(Path.Combine(_folder, ".gitignore")));
    }

    [Fact]
    public void Rows_of_a_run_that_was_killed_are_there_but_for_the_one_half_written()
    {
        var writer = RunStore.Open(_folder).Write(Unit(Key));
        writer.Add(Row("one", 0));
        writer.Add(Row("two", 1));
        // Neither completed nor disposed: the process is gone.
        var journal = Assert.Single(Directory.GetFiles(_folder, "*.journal", SearchOption.AllDirectories));
        using (var file = new FileStream(journal, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            file.SetLength(file.Length - 5);

        var unit = RunStore.Open(_folder).Find(Key)!;
        Assert.NotNull(unit.Row("one"));
        Assert.Null(unit.Row("two"));
        writer.Dispose();
    }

    [Fact]
    public void A_run_that_goes_on_keeps_what_the_killed_one_had()
    {
        using (var killed = RunStore.Open(_folder).Write(Unit(Key)))
            killed.Add(Row("one", 0));
        var store = RunStore.Open(_folder);
        using (var next = store.Write(store.Find(Key)!))
        {
            // Killed again before its first row.
        }

        store = RunStore.Open(_folder);
        using (var last = store.Write(store.Find(Key)!))
        {
            last.Add(Row("two", 1));
            last.Complete(7);
        }

        var unit = RunStore.Open(_folder).Find(Key)!;
        Assert.Equal((0, 1), (unit.Row("one")!.Prediction.Label, unit.Row("two")!.Prediction.Label));
        Assert.Empty(Directory.GetFiles(_folder, "*.journal", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(90)]
    [InlineData(-1)]
    public void A_byte_that_flips_anywhere_is_noticed(int at)
    {
        Write(Unit(Key) with { Rows = [Row("one", 0)] });
        var path = Assert.Single(Directory.GetFiles(_folder, Key + ".json", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(path, bytes);

        var store = RunStore.Open(_folder);
        Assert.Null(store.Find(Key));
        Assert.Equal($"units/aa/{Key}.json.damaged", Assert.Single(store.SetAside));
        // Out of the way, it is no longer in anybody's.
        Assert.Null(store.Find(Key));
        Assert.Single(store.SetAside);
        Assert.Null(store.Problem);
    }

    [Fact]
    public void An_entry_under_another_name_is_not_taken_for_it()
    {
        Write(Unit(Key));
        var path = Assert.Single(Directory.GetFiles(_folder, Key + ".json", SearchOption.AllDirectories));
        Directory.CreateDirectory(Path.Combine(_folder, "units", "bb"));
        File.Copy(path, Path.Combine(_folder, "units", "bb", Other + ".json"));
        Assert.Null(RunStore.Open(_folder).Find(Other));
    }

    [Fact]
    public void One_run_of_a_spec_locks_out_another_but_not_one_of_another_spec()
    {
        var store = RunStore.Open(_folder);
        var first = store.Shelf("a.adapt").TryLock();
        Assert.NotNull(first);
        Assert.Null(RunStore.Open(_folder).Shelf("./a.adapt").TryLock());
        using (var other = store.Shelf("b.adapt").TryLock())
            Assert.NotNull(other);
        first.Dispose();
        using var next = store.Shelf("a.adapt").TryLock();
        Assert.NotNull(next);
    }

    [Fact]
    public void Pruning_takes_what_was_used_longest_ago_with_all_that_is_kept_of_it()
    {
        Write(Unit(Key));
        Write(Unit(Other));
        var store = RunStore.Open(_folder);
        store.Kept(Key).Write("adapter", new byte[5000]);
        foreach (var file in Directory.GetFiles(_folder, Key + "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.Combine(_folder, "kept"), "*", SearchOption.AllDirectories)))
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal([Other, Key], store.Entries().Select(entry => entry.Key));
        Assert.Equal(new Removal(0, 0), store.Prune(100_000));
        var removed = store.Prune(5000);
        Assert.Equal(1, removed.Units);
        Assert.True(removed.Bytes > 5000);
        Assert.Null(store.Find(Key));
        Assert.Null(store.Kept(Key).Read("adapter"));
        Assert.NotNull(store.Find(Other));
    }

    [Fact]
    public void Indexes_are_pruned_by_their_last_use_as_units_are_and_half_made_ones_when_they_are_old()
    {
        Write(Unit(Key));
        var store = RunStore.Open(_folder);
        var (used, unused, begun, abandoned) = (Index("11", ""), Index("22", ""), Index("33", ".1.tmp"), Index("44", ".2.tmp"));
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(unused, "seal"), old);
        Directory.SetLastWriteTimeUtc(abandoned, old);
        Assert.Equal(20_000, store.IndexBytes());

        Assert.Equal(new Removal(0, 5000), store.Prune(13_000));

        Assert.Equal((true, false, true, false), (Directory.Exists(used), Directory.Exists(unused), Directory.Exists(begun), Directory.Exists(abandoned)));
        Assert.NotNull(store.Find(Key));
        store.Clear();
        Assert.False(Directory.Exists(store.Indexes));

        string Index(string key, string extension)
        {
            var folder = Directory.CreateDirectory(Path.Combine(store.Indexes, key, key + extension)).FullName;
            File.WriteAllBytes(Path.Combine(folder, "seal"), new byte[5000]);
            return folder;
        }
    }

    [Fact]
    public void A_unit_of_use_is_pruned_last()
    {
        Write(Unit(Key));
        Write(Unit(Other));
        foreach (var file in Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var store = RunStore.Open(_folder);
        store.Touch(Key);
        Assert.Equal(Key, store.Entries()[0].Key);
    }

    [Fact]
    public void Clearing_leaves_what_is_not_the_stores_own()
    {
        Write(Unit(Key));
        File.WriteAllText(Path.Combine(_folder, "thesis.txt"), "ten years of work");
        var store = RunStore.Open(_folder);
        Assert.Equal(1, store.Clear().Units);
        Assert.Empty(store.Entries());
        Assert.True(File.Exists(Path.Combine(_folder, "thesis.txt")));
    }

    [Fact]
    public void What_a_strategy_keeps_is_whole_or_absent()
    {
        var store = RunStore.Open(_folder);
        store.Kept(Key).Write("adapter", [1, 2, 3]);
        Assert.Equal([1, 2, 3], store.Kept(Key).Read("adapter")!);
        Assert.Null(store.Kept(Key, isEmpty: true).Read("adapter"));
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "kept"), "adapter", SearchOption.AllDirectories));
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - 1);
        Assert.Null(store.Kept(Key).Read("adapter"));
        Assert.Single(store.SetAside);
    }

    [Fact]
    public void A_manifest_remembers_each_place_once()
    {
        var store = RunStore.Open(_folder);
        var (old, @new) = (new ManifestUnit("lora", "expert", 1, 0, Key, Parts("8")), new ManifestUnit("lora", "expert", 1, 0, Other, Parts("16")));
        var shelf = store.Shelf("a.adapt");
        shelf.Write(shelf.Manifest.With(default, [old, old with { Seed = 2 }]));
        shelf.Write(shelf.Manifest.With(default, [@new]));
        var units = RunStore.Open(_folder).Shelf("a.adapt").Manifest.Units;
        Assert.Equal([(2, Key), (1, Other)], units.Select(unit => (unit.Seed, unit.Key)));
        Assert.Equal("16", units[1].Parts["rank"]);

        static ImmutableSortedDictionary<string, string> Parts(string rank) => ImmutableSortedDictionary<string, string>.Empty.Add("rank", rank);
    }

    [Fact]
    public void A_manifest_keeps_the_last_runs_the_latest_first()
    {
        var shelf = RunStore.Open(_folder).Shelf("a.adapt");
        Assert.Null(shelf.Manifest.Runs);
        var record = SyntheticRun.Answers([0, 1], ("lora", [0, 1]), ("rag", [0, 0]));
        for (var minute = 0; minute < 60; minute++)
            shelf.Write(shelf.Manifest.With(PastRun.Of(record with { Started = record.Started.AddMinutes(minute) })));
        var runs = RunStore.Open(_folder).Shelf("a.adapt").Manifest.Runs!.Value;
        Assert.Equal((50, record.Started.AddMinutes(59)), (runs.Length, runs[0].Started));
        Assert.Equal([("lora", 1.0), ("rag", 0.5)], runs[0].Candidates.Select(score => (score.Name, score.Score)));
        Assert.Equal(Comparison.Of(record).Verdict[0], runs[0].Verdict);
    }

    [Fact]
    public void One_spec_is_forgotten_and_another_is_not()
    {
        Write(Unit(Key));
        Write(Unit(Other));
        var store = RunStore.Open(_folder);
        foreach (var (spec, key) in new[] { ("a.adapt", Key), ("b.adapt", Other) })
        {
            var shelf = store.Shelf(spec);
            shelf.Write(shelf.Manifest.With(default, [new ManifestUnit("lora", "expert", 1, 0, key, ImmutableSortedDictionary<string, string>.Empty)]));
        }

        Assert.Equal(1, store.Forget("a.adapt").Units);
        Assert.Equal((null, 0), (store.Find(Key), store.Shelf("a.adapt").Manifest.Units.Length));
        Assert.NotNull(store.Find(Other));
        Assert.Single(store.Shelf("b.adapt").Manifest.Units);
        // Nothing is left to forget, which is no fault.
        store.Clear();
        store.Forget("a.adapt");
        store.Forget("b.adapt");
    }

    private void Write(StoredUnit unit)
    {
        using var writer = RunStore.Open(_folder).Write(unit);
        writer.Complete(7);
    }

    private static StoredUnit Unit(string key) => new(
        key, "lora", "lora", ["no", "yes"], new ModelInfo("nano", "embedded", 1, 512, "00"), "2 epochs", ["a note"], 0.5, 0,
        [new StoredSession(new DateTimeOffset(2025, 11, 24, 14, 2, 0, TimeSpan.Zero), new MachineInfo("Linux", "Xeon", 2, ".NET", "0.1.0"))], []);

    private static StoredRow Row(string text, int label, float probability = 0.75f) =>
        new(ContentHash.OfRow(text), new Prediction(label, [probability, 1 - probability]), 12.5, 40, 0);

    private static string Text(StoredRow row) => $"{row.Text} {row.Prediction.Label} {string.Join(' ', row.Prediction.Probabilities)} {row.Milliseconds} {row.PromptTokens}";
}
