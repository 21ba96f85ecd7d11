using System.Collections.Immutable;
using AdaptLab.Editing.Results;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests.Change;

public sealed class ResultDiagnosticsTests
{
    private const string Spec = """
        task clauses: classify { labels: [termination, renewal] }
        examples expert { "It ends." => termination, "It goes on." => renewal }
        examples hired from "hired.jsonl"
        eval from "eval.jsonl"
        strategy prompt
        strategy rag
        strategy lora
        compare {
          require: lora.accuracy >= 80%
          require: best.latency.p95 <= 3ms
        }
        """;

    private static ImmutableArray<Diagnostic> Of(SpecResults results, string spec = Spec, RunState? run = null) =>
        ResultDiagnostics.Of(Edited.Of(spec) with { Results = results, Run = run });

    private static string At(Diagnostic diagnostic, string spec = Spec) => spec.Substring(diagnostic.Span.Start, diagnostic.Span.Length);

    [Fact]
    public void Without_a_run_there_is_nothing_to_say() => Assert.Empty(ResultDiagnostics.Of(Edited.Of(Spec)));

    [Fact]
    public void An_unmet_requirement_is_told_with_the_figure_where_it_stands()
    {
        var found = Of(Runs.Results(Runs.Of(100, new("lora", 79, 4), new("rag", 60, 4))));
        var unmet = found.Where(d => d.Code == "ADAPT4001").ToList();
        Assert.Equal(["lora.accuracy >= 80%", "best.latency.p95 <= 3ms"], unmet.Select(d => At(d)));
        Assert.Equal("require lora.accuracy >= 80% is not met (lora: 79.0 % [70.0–85.8]).", unmet[0].Message);
        Assert.Equal("require best.latency.p95 <= 3ms is not met (lora: 4 ms).", unmet[1].Message);
        Assert.All(unmet, d => Assert.Equal(Severity.Warning, d.Severity));
    }

    [Fact]
    public void A_dominated_strategy_is_told_so_in_the_words_of_the_report()
    {
        var comparison = Runs.Of(100, new("lora", 95, 4), new("rag", 70, 12), new("prompt", 60, 3));
        var dominated = Assert.Single(Of(Runs.Results(comparison)), d => d.Code == "ADAPT4002");
        Assert.Equal(comparison.Dominations.Single().Sentence, dominated.Message);
        Assert.Equal("rag is dominated by lora: 25.0 points less accurate (p < 0.001) and 3.0 times slower at p95.", dominated.Message);
        Assert.Equal("strategy rag", At(dominated));
        Assert.Equal(("lora: 95.0 % [88.8–97.8], 4 ms at p95", "strategy lora"), (dominated.Related[0].Message, Spec.Substring(dominated.Related[0].Span.Start, dominated.Related[0].Span.Length)));
    }

    [Fact]
    public void Of_tied_strategies_the_cheaper_is_named_on_the_others()
    {
        var comparison = Runs.Of(100, new("lora", 90, 4, Tokens: 38), new("rag", 90, 14, Tokens: 241));
        var tied = Assert.Single(Of(Runs.Results(comparison)), d => d.Code == "ADAPT4003");
        Assert.Equal("strategy rag", At(tied));
        Assert.StartsWith("lora and rag are tied: 100 rows can only tell differences of ", tied.Message);
        Assert.EndsWith(" lora is the cheaper: 4 ms at p95, 38 tokens a request, nothing to prepare.", tied.Message);
        // The very sentences of the verdict.
        Assert.Equal(string.Join(' ', comparison.Verdict[0], comparison.Verdict[1]), tied.Message);
    }

    /// <summary>A fifth of a few milliseconds is noise, a third is not.</summary>
    [Theory]
    [InlineData(4.2, "rag")]
    [InlineData(4.8, "rag")]
    [InlineData(5.3, "lora")]
    public void Where_speed_does_not_tell_tokens_do(double milliseconds, string cheaper) =>
        Assert.Contains($"{cheaper} is the cheaper", Assert.Single(Of(Runs.Results(Runs.Of(100, new("lora", 90, 4, Tokens: 300), new("rag", 90, milliseconds, Tokens: 200)))), d => d.Code == "ADAPT4003").Message);

    [Fact]
    public void A_strategy_that_is_not_above_chance_and_one_that_failed_are_named()
    {
        var comparison = Runs.Of(100, new("lora", 95, 4), new("prompt", 52, 3), new("rag", 0, 0, Failure: "out of memory\n at x"));
        var found = Of(Runs.Results(comparison));
        var chance = Assert.Single(found, d => d.Code == "ADAPT4005");
        Assert.Equal(("strategy prompt", "prompt is not above chance (50.0 %, always 'termination'): its accuracy is 52.0 % [42.3–61.5]."), (At(chance), chance.Message));
        var failed = Assert.Single(found, d => d.Code == "ADAPT4007");
        Assert.Equal(("strategy rag", "rag failed: out of memory."), (At(failed), failed.Message));
    }

    [Fact]
    public void A_stale_result_is_called_so_and_nothing_is_concluded_from_it()
    {
        var comparison = Runs.Of(100, new("lora", 50, 4), new("rag", 30, 12));
        var found = Of(Runs.Results(comparison, ("lora", "rank changed"), ("rag on expert", "examples changed")));
        Assert.All(found, d => Assert.Equal(("ADAPT4006", Severity.Hint, DiagnosticTags.Stale), (d.Code, d.Severity, d.Tags)));
        Assert.Equal(
            ["Result is stale: examples changed since the run of 2025-11-24 14:02 UTC.", "Result is stale: rank changed since the run of 2025-11-24 14:02 UTC."],
            found.Select(d => d.Message));
        Assert.Equal(["strategy rag", "strategy lora"], found.Select(d => At(d)));
    }

    [Fact]
    public void Of_several_training_sets_the_stale_one_is_named_and_what_runs_is_not_called_stale()
    {
        var comparison = Runs.Of(100, new("lora", 95, 4), new("lora", 90, 4, "hired"), new("rag", 90, 4));
        var results = Runs.Results(comparison, ("lora on hired", "hired changed"), ("rag on expert", "x")) with
        {
            StaleRows = ["r1", "r2"],
        };
        var run = new RunState(0.1, ImmutableDictionary<string, double?>.Empty.Add("rag on expert", 0.4));
        Assert.Equal(
            ["Results are stale: 2 eval rows are new or have changed since the run of 2025-11-24 14:02 UTC.", "Result on hired is stale: hired changed since the run of 2025-11-24 14:02 UTC."],
            Of(results, run: run).Where(d => d.Code == "ADAPT4006").Select(d => d.Message));
    }

    [Fact]
    public void A_row_that_all_get_wrong_is_shown_in_its_file_or_in_the_spec()
    {
        var inFile = Runs.Of(10, new("lora", 9, 4), new("rag", 9, 12));
        var ofFile = Assert.Single(Of(Runs.Results(inFile)), d => d.Code == "ADAPT4004");
        Assert.Equal(new FilePlace("eval.jsonl", 10), ofFile.File);
        Assert.Equal("\"eval.jsonl\"", At(ofFile));
        Assert.Equal("Every candidate gets this row wrong (renewal): ✗ termination: lora 0.75, rag 0.75. Hard, or labelled wrongly.", ofFile.Message);

        var spec = Spec.Replace("eval from \"eval.jsonl\"", "eval { \"Row 0.\" => termination, \"Row 1.\" => renewal }", StringComparison.Ordinal);
        var inline = Assert.Single(Of(Runs.Results(Runs.Of(2, new("lora", 1, 4), new("rag", 1, 12))), spec), d => d.Code == "ADAPT4004");
        Assert.Null(inline.File);
        Assert.Equal("\"Row 1.\" => renewal", At(inline, spec));
        // A row that has changed since has not been judged.
        Assert.DoesNotContain(Of(Runs.Results(Runs.Of(2, new("lora", 1, 4), new("rag", 1, 12))), spec.Replace("\"Row 1.\" => renewal", "\"Row 1.\" => termination", StringComparison.Ordinal)), d => d.Code == "ADAPT4004");
        Assert.DoesNotContain(Of(Runs.Results(inFile) with { StaleRows = ["r9"] }), d => d.Code == "ADAPT4004");
    }

    [Fact]
    public void Of_many_such_rows_the_first_are_shown_and_the_rest_counted()
    {
        var rows = Of(Runs.Results(Runs.Of(100, new("lora", 60, 4), new("rag", 60, 12)))).Where(d => d.Code == "ADAPT4004").ToList();
        Assert.Equal(21, rows.Count);
        Assert.Equal("20 more places in 'eval.jsonl' with the same fault: row that every strategy gets wrong.", rows[^1].Message);
    }

    [Fact]
    public void A_strategy_that_is_gone_or_was_never_declared_is_no_trouble()
    {
        var results = Runs.Results(Runs.Of(100, new("lora", 95, 4), new("rag", 70, 12)));
        Assert.DoesNotContain(Of(results, Spec.Replace("strategy rag", "", StringComparison.Ordinal)), d => d.Code == "ADAPT4002");
        var undeclared = Spec.Replace("strategy rag", "", StringComparison.Ordinal).Replace("strategy lora", "", StringComparison.Ordinal).Replace("strategy prompt", "", StringComparison.Ordinal);
        Assert.Equal("compare", At(Assert.Single(Of(results, undeclared), d => d.Code == "ADAPT4002"), undeclared));
        Assert.Empty(Of(results, "strategy ~~ {"));
        Assert.Empty(Of(results, ""));
    }
}
