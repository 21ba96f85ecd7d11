using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests;

public sealed class InlayHintTests
{
    private const string Spec = """
        task clauses: classify { labels: { a: "A", b: "B" } }
        examples expert from "e.jsonl"
        documents notes from "n/*.md"
        eval {
          "Either may leave." => a
          "The term is extended." => b
        }
        strategy prompt
        strategy lora { rank: 8 }

        """;

    /// <summary>What stands before each hint on its line, and the hint.</summary>
    private static string[] Check(SpecSnapshot snapshot, TextSpan? range = null) =>
    [
        .. InlayHints.Of(snapshot, range ?? new TextSpan(0, snapshot.Text.Length)).Select(hint =>
        {
            var line = snapshot.Text.LastIndexOf('\n', Math.Max(0, hint.Offset - 1)) + 1;
            return $"{snapshot.Text[line..hint.Offset].Trim()} ⟨{hint.Label}⟩";
        }),
    ];

    private static SpecResults Ran(SpecSnapshot snapshot) =>
        Runs.Of(snapshot, new Ran("prompt", 12, [1, .. Enumerable.Range(10, 14)]), new Ran("lora", 3, 20));

    [Fact]
    public void Results_stand_behind_strategies_and_marks_behind_eval_rows()
    {
        var snapshot = Fixture.Spec(Spec);

        Assert.Equal(
            [
                "\"Either may leave.\" => a ⟨✓ lora ✓ prompt⟩",
                "\"The term is extended.\" => b ⟨✓ lora ✗ prompt (a 0.61)⟩",
                "strategy prompt ⟨64.3 % · 12 ms · −33.3, p < 0.001⟩",
                "strategy lora ⟨97.6 % · 3 ms · best⟩",
            ],
            Check(snapshot with { Results = Ran(snapshot) }));
    }

    [Theory]
    [InlineData(2000, 1000, false)]
    [InlineData(2001, 1000, true)]
    public void More_rows_than_an_editor_audits_are_said_not_to_be_audited(int examples, int eval, bool isSaid)
    {
        var snapshot = Fixture.Spec(Spec);
        ImmutableArray<LabelledRow> Rows(int count) => [.. Enumerable.Repeat(default(LabelledRow)!, count)];
        var reading = new SpecDataReading(null, []) { Rows = new SpecRows(ImmutableDictionary<string, ImmutableArray<LabelledRow>>.Empty.Add("expert", Rows(examples)), Rows(eval)) };
        Assert.Equal(isSaid ? ["eval ⟨not audited here⟩"] : [], Check(snapshot with { Data = reading }));
        Assert.All(InlayHints.Of(snapshot with { Data = reading }, new TextSpan(0, snapshot.Text.Length)), hint => Assert.Contains("`adaptlab audit SPEC`", hint.Tooltip, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_and_files_are_counted_behind_paths()
    {
        var snapshot = Fixture.Spec(Spec);
        var documents = ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty.Add("notes", [new DocumentText("n/a.md", "", 120, 20)]);
        var data = new PlanData([], ImmutableDictionary<string, ImmutableArray<TrainingRow>>.Empty, documents, [], []);
        var reading = new SpecDataReading(data, []) { Files = [new DataFileReading("examples expert", "e.jsonl", ["text"], 240, [])] };

        Assert.Equal(["examples expert from \"e.jsonl\" ⟨240 rows⟩", "documents notes from \"n/*.md\" ⟨1 file⟩"], Check(snapshot with { Data = reading }));
    }

    [Fact]
    public void A_new_row_is_not_judged_yet()
    {
        var before = Fixture.Spec(Spec);
        var now = Fixture.Spec(Spec.Replace("is extended", "runs on", StringComparison.Ordinal)) with { Results = Ran(before) };

        Assert.Contains("\"The term runs on.\" => b ⟨not judged yet⟩", Check(now));
    }

    [Fact]
    public void A_row_that_is_known_to_be_stale_is_not_judged_yet()
    {
        var snapshot = Fixture.Spec(Spec);

        Assert.Contains("\"Either may leave.\" => a ⟨not judged yet⟩", Check(snapshot with { Results = Ran(snapshot) with { StaleRows = ["inline0"] } }));
    }

    [Fact]
    public void A_stale_result_is_marked()
    {
        var snapshot = Fixture.Spec(Spec);
        var results = Ran(snapshot) with { StaleCandidates = ImmutableDictionary<string, string>.Empty.Add("lora", "rank changed") };

        Assert.Contains("strategy lora ⟨97.6 % · 3 ms · best · stale⟩", Check(snapshot with { Results = results }));
    }

    [Fact]
    public void Of_many_strategies_only_the_count_fits()
    {
        var snapshot = Fixture.Spec(Spec);
        var results = Runs.Of(snapshot, [.. Enumerable.Range(0, 6).Select(index => index < 4 ? new Ran($"lora {index}", 3, 0) : new Ran($"lora {index}", 3))]);

        Assert.Contains("\"Either may leave.\" => a ⟨2 of 6 right⟩", Check(snapshot with { Results = results }));
    }

    [Fact]
    public void Only_the_range_asked_for_is_answered()
    {
        var snapshot = Fixture.Spec(Spec);
        var at = snapshot.Text.IndexOf("The term", StringComparison.Ordinal);

        Assert.Single(Check(snapshot with { Results = Ran(snapshot) }, new TextSpan(at, 40)));
    }

    [Fact]
    public void With_folds_the_examples_are_judged()
    {
        var judged = Fixture.Spec(Spec);
        var folds = Fixture.Spec("task t: classify { labels: [a, b] }\nexamples e { \"Either may leave.\" => a }\neval { folds: 5 }\n") with { Results = Ran(judged) };

        Assert.Equal(["examples e { \"Either may leave.\" => a ⟨✓ lora ✓ prompt⟩"], Check(folds));
    }
}
