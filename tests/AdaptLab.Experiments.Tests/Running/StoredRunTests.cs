using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Tests.Running;

/// <summary>What a second run does again, and what it does not.</summary>
public sealed class StoredRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;
    private readonly ManualTime _time = new();
    private readonly List<string> _asked = [];
    private readonly OverlapStrategy _overlap;
    private readonly Spec _spec;

    public StoredRunTests()
    {
        _overlap = new OverlapStrategy { BeforeAnswer = Ask };
        _spec = Clauses.Spec(Clauses.Strategy("overlap", Clauses.Expert));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_run_asks_nothing_and_comes_to_the_same()
    {
        var first = (await RunAsync(_spec)).Record!;
        _asked.Clear();
        var second = (await RunAsync(_spec)).Record!;

        Assert.Empty(_asked);
        Assert.Single(_overlap.Prepared);
        var (before, now) = (first.Candidates[0].Seeds[0], second.Candidates[0].Seeds[0]);
        Assert.Equal(before.Predictions.Select(Text), now.Predictions.Select(Text));
        Assert.Equal((before.PromptTokens, before.PreparationSeconds, 4), (now.PromptTokens, now.PreparationSeconds, now.ReusedRows));
        Assert.Equal((first.Started, before.LatenciesMilliseconds.Length), (now.LatenciesFrom, now.LatenciesMilliseconds.Length));
        Assert.Equal((null, 0), (before.LatenciesFrom, before.ReusedRows));
        Assert.Equal(first.Candidates[0].CitationsOf(1), second.Candidates[0].CitationsOf(1));
        Assert.Single(second.Candidates[0].CitationsOf(1));
        Assert.Contains("overlap on expert: words only", second.Notes);
        Assert.Contains(second.Notes, note => note.StartsWith("No answer is new", StringComparison.Ordinal));
        Assert.DoesNotContain(first.Notes, note => note.Contains("earlier", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_run_will_take_is_known_from_what_earlier_ones_took()
    {
        var slow = new SlowStrategy(_time);
        var spec = Clauses.Spec(Clauses.Strategy("slow", Clauses.Expert));
        var plan = Clauses.Plan(spec, slow);
        var store = RunStore.Open(_folder);
        StoredResults Stored(Plan asked) => StoredResults.Of(store, "spec.adapt", asked, Clauses.Origin);

        var before = Stored(plan).Estimate!;
        Assert.Equal((1, 12, (double?)null), (before.Candidates, before.Requests, before.Seconds));
        Assert.Equal("1 candidate, 12 requests", before.Text);
        // Of a model half as large the work is twice as much, measured by its speed.
        var measured = TimeEstimate.Of(plan, Stored(plan).Left, [], new ModelSpeed(10, 2)).Seconds;
        Assert.Equal(measured!.Value * 2, TimeEstimate.Of(plan, Stored(plan).Left, [], new ModelSpeed(10, 1)).Seconds!.Value, 6);

        await new Runner(_time, (_, _) => slow, new RunStorage(store, store.Shelf("spec.adapt"))).RunAsync(plan, Clauses.Origin, null, default);
        Assert.Equal("1 candidate, and every answer is in the store", Stored(plan).Estimate!.Text);
        // On another set, whose candidates prepare in proportion to its examples: 6 s for 3, and 1 s a row.
        var other = Clauses.Plan(Clauses.Spec(Clauses.Strategy("slow")), slow);
        Assert.Equal((12, 3 * ((6.0 * 4 / 3) + 4)), (Stored(other).Estimate!.Requests, Stored(other).Estimate!.Seconds));
        Assert.Equal(TimeSource.EarlierRuns, Stored(other).Estimate!.Source);
    }

    [Fact]
    public async Task Each_run_is_remembered_by_what_it_came_to()
    {
        var record = (await RunAsync(_spec)).Record!;
        await RunAsync(_spec);
        var runs = RunStore.Open(_folder).Shelf("spec.adapt").Manifest.Runs!.Value;
        Assert.Equal(2, runs.Length);
        Assert.Equal(("overlap", Comparison.Of(record).Best!.Accuracy.Value), (runs[1].Candidates[0].Name, runs[1].Candidates[0].Score));
    }

    [Fact]
    public async Task Another_eval_row_is_the_only_one_that_is_asked()
    {
        await RunAsync(_spec);
        _asked.Clear();
        var rows = Clauses.Data.Rows.SetItem(1, Clauses.Data.Rows[1] with { Text = "another year is added" });
        var record = (await RunAsync(_spec, Clauses.Data with { Rows = rows })).Record!;

        Assert.Equal("another year is added", _asked[^1]);
        Assert.Empty(_asked.Intersect(Clauses.Data.Rows.Select(row => row.Text)));
        Assert.Equal(3, record.Candidates[0].Seeds[0].ReusedRows);
        // One new time says less than the three of the run before, and the two make no percentile together.
        Assert.Equal(3, record.Candidates[0].Seeds[0].LatenciesMilliseconds.Length);
    }

    [Fact]
    public async Task Another_label_of_an_eval_row_asks_nothing_and_changes_the_figures()
    {
        var before = Comparison.Of((await RunAsync(_spec)).Record!).Best!.Accuracy.Value;
        _asked.Clear();
        var rows = Clauses.Data.Rows.SetItem(1, Clauses.Data.Rows[1] with { Gold = 0 });
        var after = Comparison.Of((await RunAsync(_spec, Clauses.Data with { Rows = rows })).Record!).Best!.Accuracy.Value;

        Assert.Empty(_asked);
        Assert.Equal((1, 0.75), (before, after));
    }

    [Fact]
    public async Task Another_property_runs_that_strategy_only()
    {
        var spec = Clauses.Spec(Clauses.Strategy("overlap", Clauses.Expert), Clauses.Strategy("majority"));
        await RunAsync(spec);
        _asked.Clear();
        var majority = spec.Strategies[1] with { Properties = new Properties(spec.Strategies[1].Properties.Values.Add("smoothing", 1.0)) };
        var outcome = await RunAsync(spec with { Strategies = [spec.Strategies[0], majority] });

        Assert.Empty(_asked);
        Assert.All(outcome.Record!.Candidates.Where(run => run.Kind == "majority"), run => Assert.All(run.Seeds, seed => Assert.Equal(0, seed.ReusedRows)));
    }

    [Fact]
    public async Task Names_and_places_change_nothing()
    {
        await RunAsync(_spec);
        _asked.Clear();
        var data = Clauses.Data with
        {
            Rows = [.. Clauses.Data.Rows.Select(row => row with { Source = "elsewhere:" + row.Id })],
            Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, [.. Clauses.Data.Examples[Clauses.Expert].Select(row => row with { Source = "moved" })]),
        };
        await RunAsync(_spec with { Strategies = [_spec.Strategies[0] with { Name = "overlap renamed", Span = default }] }, data);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_killed_run_goes_on_from_the_last_row()
    {
        using var stop = new CancellationTokenSource();
        var answers = 0;
        var killed = new OverlapStrategy { BeforeAnswer = text => { if (IsEval(text) && ++answers == 3) stop.Cancel(); } };
        Assert.True((await RunAsync(_spec, strategy: killed, stop: stop.Token)).WasStopped);

        var record = (await RunAsync(_spec)).Record!;
        Assert.Equal([Clauses.Data.Rows[3].Text], _asked.Where(IsEval));
        Assert.Equal(3, record.Candidates[0].Seeds[0].ReusedRows);
    }

    [Fact]
    public async Task What_is_kept_of_a_part_is_that_of_the_same_strategy_by_itself_and_goes_with_the_spec()
    {
        var strategy = new OverlapStrategy
        {
            BeforePreparing = context =>
            {
                var part = new StrategyPart(_overlap.Traits, context.Strategy, []);
                context.KeptOf(part, context.Examples)!.Write("whole", [1]);
                context.KeptOf(part, context.Examples[1..])!.Write("rest", [2]);
            },
        };
        await RunAsync(_spec, strategy: strategy);
        var store = RunStore.Open(_folder);
        var unit = Assert.Single(store.Shelf("spec.adapt").Manifest.Units);
        Assert.Equal([1], store.Kept(unit.Key).Read("whole")!);
        Assert.Null(store.Kept(unit.Key).Read("rest"));
        var prepared = Assert.Single(store.Entries(), entry => entry.Key != unit.Key);
        Assert.Equal([2], store.Kept(prepared.Key).Read("rest")!);
        Assert.Equal(("", 0), (prepared.Strategy, prepared.Rows));

        Assert.Equal(1, store.Forget("spec.adapt").Units);
        Assert.Empty(store.Entries());
    }

    [Fact]
    public async Task Fresh_asks_all_anew_and_keeps_what_it_measures()
    {
        await RunAsync(_spec);
        _asked.Clear();
        await RunAsync(_spec, isFresh: true);
        Assert.Equal(4, _asked.Count(IsEval));
        _asked.Clear();
        await RunAsync(_spec);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_damaged_result_is_set_aside_told_and_measured_again()
    {
        await RunAsync(_spec);
        _asked.Clear();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "units"), "*.json", SearchOption.AllDirectories));
        await File.AppendAllTextAsync(file, " ");
        var record = (await RunAsync(_spec)).Record!;

        Assert.Equal(4, _asked.Count(IsEval));
        Assert.Contains("1 stored result had been damaged, was set aside and measured again.", record.Notes);
        Assert.True(File.Exists(file + ".damaged"));
    }

    [Fact]
    public async Task A_second_run_of_one_spec_waits_for_the_first()
    {
        var store = RunStore.Open(_folder);
        using var first = store.Shelf("spec.adapt").TryLock();
        Assert.NotNull(first);
        using var stop = new CancellationTokenSource();
        var events = new Recorder();
        var run = new Runner(_time, [_overlap], Storage()).RunAsync(Clauses.Plan(_spec, _overlap), Clauses.Origin, events, stop.Token);
        Assert.IsType<WaitingForTurn>(Assert.Single(events));
        await stop.CancelAsync();
        Assert.True((await run).WasStopped);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task What_failed_is_run_again()
    {
        var broken = new OverlapStrategy { BeforeAnswer = _ => throw new InvalidOperationException("Broken.") };
        await RunAsync(_spec, strategy: broken);
        var state = Assert.Single(Results(_spec).Units);
        Assert.Equal(("failed", 0), (state.Reason, state.Answered));
        Assert.Null((await RunAsync(_spec)).Record!.Candidates[0].Failure);
    }

    [Fact]
    public async Task An_editor_is_told_what_holds_and_why_the_rest_does_not()
    {
        var record = (await RunAsync(_spec)).Record!;
        var fresh = Results(_spec);
        Assert.Empty(fresh.StaleCandidates);
        Assert.Equal(record.Candidates[0].Seeds[0].Predictions.Select(Text), fresh.Record!.Candidates[0].Seeds[0].Predictions.Select(Text));
        Assert.Equal(record.Candidates[0].Seeds[0].LatenciesMilliseconds.ToArray(), fresh.Record.Candidates[0].Seeds[0].LatenciesMilliseconds);
        Assert.Null(fresh.Record.Candidates[0].Seeds[0].LatenciesFrom);
        Assert.Equal(record.DurationSeconds, fresh.Record.DurationSeconds);

        var changed = _spec.Strategies[0] with { Properties = new Properties(_spec.Strategies[0].Properties.Values.Add("shots", 4.0)) };
        var stale = Results(_spec with { Strategies = [changed] });
        Assert.Equal("shots changed", stale.StaleCandidates["overlap on expert"]);
        Assert.Equal(fresh.Record.Candidates[0].Seeds[0].Predictions.Select(Text), stale.Record!.Candidates[0].Seeds[0].Predictions.Select(Text));

        var rows = Results(_spec, Clauses.Data with { Rows = Clauses.Data.Rows.Add(new EvalRowInfo("5", "a new one", 0, "heldout.jsonl:5")) });
        Assert.Equal(["5"], rows.UnansweredRows);
        Assert.Equal(4, rows.Record!.Rows.Length);
        Assert.Equal("1 eval row changed or not answered yet", rows.StaleCandidates["overlap on expert"]);

        Assert.Equal("not run yet", Results(Clauses.Spec(Clauses.Strategy("majority"))).StaleCandidates["majority on expert"]);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_the_run_goes_on_and_says_so()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        var store = RunStore.Open(Path.Combine(_folder, "file"));
        var outcome = await new Runner(_time, [_overlap], new RunStorage(store, store.Shelf("spec.adapt")))
            .RunAsync(Clauses.Plan(_spec, _overlap), Clauses.Origin, null, default);
        Assert.Equal(4, outcome.Record!.Candidates[0].Seeds[0].Predictions.Length);
        Assert.Contains(outcome.Record.Notes, note => note.StartsWith("Results could not be kept", StringComparison.Ordinal));
    }

    private void Ask(string text)
    {
        _asked.Add(text);
        _time.Advance(10);
    }

    private static bool IsEval(string text) => Clauses.Data.Rows.Any(row => row.Text == text);

    private static string Text(Prediction prediction) => $"{prediction.Label}: {string.Join(' ', prediction.Probabilities)}";

    private RunStorage Storage(bool isFresh = false)
    {
        var store = RunStore.Open(_folder);
        return new RunStorage(store, store.Shelf("spec.adapt"), isFresh);
    }

    private StoredResults Results(Spec spec, PlanData? data = null) =>
        StoredResults.Of(RunStore.Open(_folder), "spec.adapt", Plan(spec, data), Clauses.Origin);

    private Plan Plan(Spec spec, PlanData? data) =>
        Planner.Create(spec, data ?? Clauses.Data, [_overlap.Traits, new MajorityStrategy().Traits], PlanOptions.Default).Plan!;

    private Task<RunOutcome> RunAsync(Spec spec, PlanData? data = null, IStrategy? strategy = null, bool isFresh = false, CancellationToken stop = default)
    {
        _time.Advance(60_000);
        return new Runner(_time, [strategy ?? _overlap, new MajorityStrategy()], Storage(isFresh)).RunAsync(Plan(spec, data), Clauses.Origin, null, stop);
    }
}
