using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests;

public sealed class LensTests
{
    private const string Spec = """
        task clauses: classify { labels: { a: "A", b: "B" } }
        examples expert { "It ends." => a, "It goes on." => b }
        eval { "Either may leave." => a }
        strategy prompt
        strategy lora wide { rank: 8 }

        """;

    private const string Compare = "compare { train: [expert] }\n";

    private static string[] Check(string spec, Func<SpecSnapshot, SpecResults?> results, DateTimeOffset? now = null, RunState? run = null)
    {
        var snapshot = Fixture.Spec(spec);
        return [.. Lenses.Of(snapshot with { Results = results(snapshot), Run = run }, now).Select(lens =>
            $"{snapshot.Text.Substring(lens.Span.Start, lens.Span.Length)}: {lens.Title} [{lens.Command}{(lens.Strategy is null ? "" : " " + lens.Strategy)}]")];
    }

    private static SpecResults Ran(SpecSnapshot snapshot) =>
        Runs.Of(snapshot, new Ran("prompt", 12, [.. Enumerable.Range(0, 14)]), new Ran("lora wide", 3, 20));

    [Fact]
    public void Before_the_first_run_there_are_runs_to_start() => Assert.Equal(
        [
            "strategy prompt: ▷ Run [RunStrategy prompt]", "strategy lora wide: ▷ Run [RunStrategy lora wide]",
            "compare: ▷ Run comparison [RunComparison]", "compare: 2 strategies, 1 set [None]",
        ],
        Check(Spec + Compare, _ => null));

    [Fact]
    public void After_a_run_its_results_and_report_are_there() => Assert.Equal(
        [
            "strategy prompt: ▷ Run [RunStrategy prompt]", "strategy prompt: 65.9 % · 12 ms · −31.7, p < 0.001 · 2 minutes ago [OpenReport]",
            "strategy lora wide: ▷ Run [RunStrategy lora wide]", "strategy lora wide: 97.6 % · 3 ms · best · 2 minutes ago [OpenReport]",
            "compare: ▷ Run comparison [RunComparison]", "compare: Open report [OpenReport]", "compare: 2 strategies, 1 set, last took 215 s · 2 minutes ago [None]",
        ],
        Check(Spec + Compare, Ran, Runs.Started.AddMinutes(2.5)));

    [Fact]
    public void How_long_a_run_took_is_left_out_where_it_is_not_known() => Assert.Contains(
        "compare: 2 strategies, 1 set · 2 minutes ago [None]",
        Check(Spec + Compare, snapshot => Ran(snapshot) is var results ? results with { Comparison = Comparison.Of(results.Comparison.Record with { DurationSeconds = 0 }) } : null, Runs.Started.AddMinutes(2.5)));

    [Fact]
    public void Without_compare_the_task_has_the_comparison() =>
        Assert.StartsWith("task clauses: classify: ▷ Run comparison", Check(Spec, _ => null)[0], StringComparison.Ordinal);

    [Fact]
    public void What_runs_can_be_stopped()
    {
        var lenses = Check(Spec + Compare, Ran, run: new RunState(0.21, ImmutableDictionary<string, double?>.Empty.Add("lora wide on expert", 0.42)));

        Assert.Contains("strategy lora wide: ■ Stop · running, 42 % [Cancel]", lenses);
        Assert.Contains("compare: ■ Stop · running, 21 % [Cancel]", lenses);
        Assert.DoesNotContain(lenses, lens => lens.Contains("▷ Run", StringComparison.Ordinal));
    }

    [Fact]
    public void A_first_run_can_be_stopped_before_anything_has_come_of_it() =>
        Assert.Contains("compare: ■ Stop · running, 0 % [Cancel]", Check(Spec + Compare, _ => null, run: RunState.Begun));

    [Fact]
    public void A_stale_result_is_marked_with_its_reason() => Assert.Contains(
        "strategy lora wide: 97.6 % · 3 ms · best · stale: rank changed [OpenReport]",
        Check(Spec, snapshot => Ran(snapshot) with { StaleCandidates = ImmutableDictionary<string, string>.Empty.Add("lora wide", "rank changed") }));

    [Fact]
    public void A_failure_is_shown_with_its_reason() => Assert.Contains(
        "strategy lora wide: failed: no memory [OpenReport]",
        Check(Spec, snapshot => Runs.Of(snapshot, new Ran("prompt", 12), new Ran("lora wide", 3) { Failure = "no memory" })));

    [Fact]
    public void What_a_run_will_do_and_take_is_said_before_it_starts()
    {
        const string Swept = "task clauses: classify { labels: { a: \"A\", b: \"B\" } }\nexamples expert { \"It ends.\" => a }\neval { \"It goes on.\" => b }\nstrategy lora { rank: sweep(4, 8, 16) }\ncompare { train: [expert] }";
        Assert.Contains("strategy lora: 3 candidates [None]", Check(Swept, _ => null));
        Assert.Contains("compare: 3 candidates of 1 strategy, 1 set [None]", Check(Swept, _ => null));
        Assert.Contains(
            "compare: 3 candidates of 1 strategy, 1 set · about 3 min, from what earlier runs took [None]",
            Check(Swept, snapshot => Runs.Of(snapshot, new Ran("lora rank 4", 3)) with { Estimate = new TimeEstimate(3, 120, 182, TimeSource.EarlierRuns) }));
    }

    [Fact]
    public void Of_several_training_sets_the_best_is_shown_by_name() => Assert.Contains(
        "strategy lora wide: lora wide on more: 97.6 % · 3 ms · best [OpenReport]",
        Check(Spec, snapshot => Runs.Of(snapshot, new Ran("lora wide", 3, [.. Enumerable.Range(0, 14)]), new Ran("lora wide", 3, 20) { Set = "more" })));
}
