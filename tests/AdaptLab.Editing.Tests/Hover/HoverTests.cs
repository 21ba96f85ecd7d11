using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests;

public sealed class HoverTests
{
    private const string Task = """
        task clauses: classify {
          labels: { termination: "How it ends", renewal: "How it goes on" }
        }
        examples expert { "It ends." => termination, "It goes on." => renewal }

        """;

    private const string Eval = """

        eval { "Either may leave." => termination, "The term is extended." => renewal }

        """;

    /// <summary>The hover's lines, and that it is about the marked range, where one is marked.</summary>
    private static string[] Check(Fixture fixture)
    {
        var hover = Hovers.At(fixture.Snapshot, fixture.Offset);
        Assert.NotNull(hover);
        Assert.True(hover.Span.Touches(fixture.Offset));
        if (fixture.Spans is [var span])
            Assert.Equal(fixture.Text.Substring(span.Start, span.Length), fixture.Text.Substring(hover.Span.Start, hover.Span.Length));
        // Columns are padded so that they align as plain text.
        return [.. hover.Markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    private static string[] Check(string marked) => Check(Fixture.Of(marked));

    /// <summary>lora is right but on two rows, prompt wrong on fourteen and slower.</summary>
    private static SpecResults Ran(Fixture fixture) => Runs.Of(
        fixture.Snapshot, new Ran("prompt", 12, [1, .. Enumerable.Range(10, 13)]), new Ran("lora", 3, 20, 21) { Preparation = 31 });

    private static string[] CheckRun(string marked) => Fixture.Of(marked) is var fixture ? Check(fixture.With(Ran(fixture))) : [];

    [Theory]
    [InlineData("strategy prompt { [|sh$0ots|]: 4 }", "**shots**: an integer from 0 to 1000, in examples · default: 8")]
    [InlineData("strategy prompt { shots: [|$04|] }", "**4 examples**")]
    [InlineData("strategy prompt { select: [|bal$0anced|] }", "**select: balanced**")]
    [InlineData("strategy lora { dropout: [|10%$0|] }", "**10 %**, a share of 0.1")]
    [InlineData("strategy lora { $0[|targets|]: [q_proj] }", "**targets**: a list of the words below · default: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]")]
    [InlineData("[|str$0ategy lora|]", "**lora** was not run yet.")]
    [InlineData("[|$0eval|] from \"e.jsonl\"", "**eval**: The labelled rows on which strategies are judged; never learned from.")]
    [InlineData("task t: [|class$0ify|] {}", "**classify**: Put a text under one of several labels.")]
    [InlineData("model m = openai(\"gpt\") { price: { [|in$0put|]: 1 } }", "**input**: a number of at least 0 · default: 0")]
    [InlineData("compare { require: best.[|latency.p$095|] <= 50ms }", "**latency.p95**: a duration")]
    [InlineData("compare { require: best.latency.p95 <= [|50m$0s|] }", "**50 milliseconds**")]
    [InlineData("compare { require: best.latency.p95 <= [|2$0s|] }", "**2 seconds** or 2,000 milliseconds")]
    [InlineData("model m = openai(\"gpt\") { apiKey: [|e$0nv(\"KEY\")|] }", "**env**(\"NAME\")")]
    [InlineData("strategy lora { rank: [|swe$0ep(4, 8)|] }", "**sweep**(…): 2 values")]
    public void Words_of_the_language_are_explained_by_the_schema(string marked, string first) =>
        Assert.Equal(first, Check(marked)[0]);

    [Theory]
    [InlineData("strategy prompt { $0 shots: 4 }")]
    [InlineData("// str$0ategy")]
    [InlineData("$0")]
    [InlineData("strategy prompt { nosuch$0: 4 }")]
    [InlineData("nosuch$0 x {}")]
    [InlineData("task t: classify { labels: [a, b] }\neval { \"x\" => nolabel$0 }")]
    public void Elsewhere_there_is_nothing_to_say(string marked)
    {
        var fixture = Fixture.Of(marked);

        Assert.Null(Hovers.At(fixture.Snapshot, fixture.Offset));
    }

    [Fact]
    public void A_strategy_shows_its_verdict_first_and_itself_in_bold_among_all()
    {
        var lines = CheckRun(Task + Eval + "strategy prompt\n[|strategy lo$0ra|] { rank: 8 }\n");

        Assert.Equal("lora is best: +28.6 points against prompt, the next one (p < 0.001).", lines[0]);
        Assert.StartsWith("| strategy | accuracy (95 %)", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("| **lora** | **95.2 % [", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("| prompt ", lines[4], StringComparison.Ordinal);
        Assert.Equal("Mostly confused: termination read as renewal, 1 of 21; renewal read as termination, 1 of 21.", lines[5]);
        Assert.Equal("_Run of 2025-11-24 14:02 UTC_", lines[6]);
        Assert.StartsWith("Right when behaviour matters more than knowledge", lines[7], StringComparison.Ordinal);
        Assert.Equal(8, lines.Length);
    }

    [Fact]
    public void A_dominated_strategy_says_by_which() =>
        Assert.Equal(
            "prompt is dominated by lora: 28.6 points less accurate (p < 0.001) and 4.0 times slower at p95.",
            CheckRun(Task + Eval + "strategy pro$0mpt\nstrategy lora\n")[0]);

    [Fact]
    public void A_strategy_is_explained_where_it_is_named_too() =>
        Assert.StartsWith("lora is best", CheckRun(Task + Eval + "strategy prompt\nstrategy lora\ncompare { require: [|lo$0ra|].accuracy >= 80% }")[0], StringComparison.Ordinal);

    [Fact]
    public void A_stale_result_says_so_before_all_else()
    {
        var fixture = Fixture.Of(Task + Eval + "strategy prompt\nstrategy lo$0ra\n");
        var stale = Ran(fixture) with { StaleCandidates = ImmutableDictionary<string, string>.Empty.Add("lora on expert", "rank changed") };

        Assert.Equal("**Stale**: rank changed since the run.", Check(fixture.With(stale))[0]);
    }

    [Fact]
    public void A_running_strategy_says_so_before_all_else()
    {
        var fixture = Fixture.Of(Task + Eval + "strategy prompt\nstrategy lo$0ra\n");
        var run = new RunState(0.2, ImmutableDictionary<string, double?>.Empty.Add("lora", 0.42));

        Assert.Equal("**Running**, 42 %; the figures are those of the last run.", Check(fixture.With(Ran(fixture)).With(run))[0]);
        Assert.Equal("**lora** is running, 42 %.", Check(fixture.With(run))[0]);
    }

    [Fact]
    public void A_strategy_that_failed_gives_the_reason()
    {
        var fixture = Fixture.Of(Task + Eval + "strategy prompt\nstrategy lo$0ra\n");
        var results = Runs.Of(fixture.Snapshot, new Ran("prompt", 12), new Ran("lora", 3) { Failure = "no memory" });

        Assert.Equal("lora failed: no memory", Check(fixture.With(results))[0]);
    }

    [Fact]
    public void A_sweep_shows_all_of_its_candidates_in_bold()
    {
        var fixture = Fixture.Of(Task + Eval + "strategy prompt\nstrategy lo$0ra { rank: sweep(4, 8) }\n");
        var results = Runs.Of(fixture.Snapshot, new Ran("prompt", 12, 1, 2, 3), new Ran("lora rank 4", 3, 4), new Ran("lora rank 8", 3));

        Assert.Equal(2, Check(fixture.With(results)).Count(line => line.StartsWith("| **lora rank", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("examples more { \"x\" => [|term$0ination|] }\n")]
    [InlineData("examples more { \"x\" => [|\"term$0ination\"|] }\n")]
    public void A_label_shows_what_it_means_its_rows_and_how_it_is_found(string rows)
    {
        var lines = CheckRun(Task + rows + Eval + "strategy prompt\nstrategy lora\n");

        Assert.Equal("**termination**, a label", lines[0]);
        Assert.Equal("How it ends", lines[1]);
        Assert.Equal("Rows: 1 in expert, 1 in more, 1 in eval.", lines[2]);
        Assert.Equal("| lora | 95 % of 21 | termination read as renewal, 1 of 21 |", lines[5]);
        Assert.Equal("| prompt | 67 % of 21 | termination read as renewal, 7 of 21 |", lines[6]);
    }

    [Fact]
    public void A_label_names_the_one_whose_rows_are_most_like_its_own() => Assert.Equal(
        "Most alike by the words of its rows: renewal (0.38).",
        Check("""
            task clauses: classify { labels: [termination, renewal, payment] }
            examples expert {
              "Notice of thirty days ends the term." => [|term$0ination|]
              "Notice of ninety days extends the term." => renewal
              "Invoices are due at once." => payment
            }
            eval { "x" => payment }
            """)[2]);

    [Fact]
    public void A_label_without_results_still_has_its_meaning() =>
        Assert.Equal(
            ["**renewal**, a label", "How it goes on", "Rows: 1 in expert, 1 in eval."],
            Check(Task.Replace("renewal: \"", "[|rene$0wal|]: \"", StringComparison.Ordinal) + Eval));

    [Fact]
    public void An_eval_row_shows_each_answer_with_its_probability()
    {
        var lines = CheckRun(Task + "eval { \"Either may leave.\" => termination\n [|\"The te$0rm is extended.\" => renewal|] }\nstrategy prompt\nstrategy lora\n");

        Assert.Equal("**Eval row**: renewal", lines[0]);
        Assert.Equal("| lora | ✓ renewal | 0.90 |", lines[3]);
        Assert.Equal("| prompt | ✗ termination | 0.61 |", lines[4]);
    }

    [Fact]
    public void An_eval_row_shows_what_was_looked_up_for_it()
    {
        var fixture = Fixture.Of(Task + "eval { \"Either may$0 leave.\" => termination }\nstrategy rag\nstrategy lora\n");
        ImmutableArray<Citation> cited = [.. Enumerable.Range(1, 5).Select(place => Citation.Of($"notes/leave.md:{place}", $"Passage *{place}*.", 0.5))];
        var lines = Check(fixture.With(Runs.Of(fixture.Snapshot, new Ran("rag", 12) { Cited = cited }, new Ran("lora", 3))));

        Assert.Equal(
            ["Looked up by rag, the nearest first:", "- notes/leave.md:1: `Passage *1*.`", "- notes/leave.md:2: `Passage *2*.`", "- notes/leave.md:3: `Passage *3*.`", "- and 2 more passages"],
            lines.Where(line => line.Length > 0).ToArray()[^5..]);
    }

    [Fact]
    public void A_row_whose_label_was_changed_is_not_judged_yet()
    {
        var before = Fixture.Of(Task + Eval);
        var now = Fixture.Of(Task + Eval.Replace("extended.\" => renewal", "extended.$0\" => termination", StringComparison.Ordinal));

        Assert.Equal("New or changed since the last run, and so not judged yet.", Check(now.With(Ran(before)))[1]);
    }

    [Fact]
    public void A_row_that_all_get_wrong_is_pointed_out()
    {
        var fixture = Fixture.Of(Task + "eval { \"Either may$0 leave.\" => termination }\nstrategy prompt\nstrategy lora\n");
        var lines = Check(fixture.With(Runs.Of(fixture.Snapshot, new Ran("prompt", 12, 0), new Ran("lora", 3, 0))));

        Assert.Equal("Every strategy gets it wrong: it is hard, or its label is.", lines[^1]);
    }

    [Fact]
    public void An_example_is_not_judged() => Assert.Equal(
        ["**Example** of expert: termination", "Learned from, and so not judged: figures are of eval rows alone."],
        CheckRun(Task.Replace("\"It ends.\"", "\"It e$0nds.\"", StringComparison.Ordinal) + Eval + "strategy prompt\nstrategy lora\n"));

    [Theory]
    [InlineData("require: prompt.accuracy >= [|8$00%|]")]
    [InlineData("require: prompt.[|accu$0racy|] >= 80%")]
    [InlineData("require: [|prompt.accuracy >$0= 80%|]")]
    [InlineData("[|req$0uire|]: prompt.accuracy >= 80%")]
    public void A_requirement_tells_what_was_measured(string requirement) => Assert.Contains(
        "✗ not met by the last run: prompt: 66.7 % [51.6–79.0]",
        CheckRun(Task + Eval + $"strategy prompt\nstrategy lora\ncompare {{ {requirement} }}"));

    [Fact]
    public void Best_is_told_by_name() => Assert.Equal(
        ["**best**: whichever strategy is best; in the last run lora."],
        CheckRun(Task + Eval + "strategy prompt\nstrategy lora\ncompare { require: [|be$0st|].accuracy >= 80% }"));

    [Fact]
    public void A_model_says_where_it_runs_and_who_uses_it() => Assert.Equal(
        [
            "**big** = `openai(\"gpt\")`", "A model behind an OpenAI-compatible server: vLLM, llama.cpp, LM Studio, a cloud.",
            "Its weights are out of reach: lora, head, finetune, scratch cannot be used on it.", "Used by prompt.",
        ],
        Check(Task + "model [|b$0ig|] = openai(\"gpt\")\nstrategy prompt { model: big }"));

    [Fact]
    public void A_model_that_ran_has_its_size() => Assert.Contains(
        "29.0 M parameters, a window of 512 tokens.", CheckRun(Task + "model base = [|emb$0edded(\"nano\")|]\n" + Eval + "strategy prompt\nstrategy lora"));

    [Fact]
    public void A_data_file_shows_its_rows_columns_and_labels()
    {
        var fixture = Fixture.Of(Task + "eval from [|\"data/$0heldout.jsonl\"|] { text: \"sentence\", label: \"clause\" }");
        var reading = new SpecDataReading(null, [])
        {
            Files = [new DataFileReading("eval", "data/heldout.jsonl", ["sentence", "clause", "by"], 160, [new LabelPlace(1, 1, 9), new LabelPlace(1, 2, 9), new LabelPlace(0, 3, 9)])],
            Labels = fixture.Snapshot.Compilation.Spec.Task.Labels,
        };

        Assert.Equal(
            ["`data/heldout.jsonl`: 160 rows", "Columns: sentence (the text), clause (the label), by", "renewal 2, termination 1"],
            Check(fixture.With(data: reading)));
    }

    [Fact]
    public void A_column_shows_what_else_the_file_has()
    {
        var fixture = Fixture.Of(Task + "eval from \"e.csv\" { text: [|\"sen$0t\"|] }");
        var reading = new SpecDataReading(null, []) { Files = [new DataFileReading("eval", "e.csv", ["sentence", "clause"], 0, [])] };

        Assert.Equal("The file has: sentence, clause", Check(fixture.With(data: reading))[^1]);
    }

    [Fact]
    public void A_set_shows_its_rows_by_label() =>
        Assert.Equal(["**expert**, examples: 2 rows", "termination 1, renewal 1"], Check(Task + "compare { train: [[|exp$0ert|]] }"));

    [Fact]
    public void Documents_show_their_files()
    {
        var fixture = Fixture.Of(Task + "documents [|play$0book|] from \"p/*.md\"\nstrategy rag");
        var data = new PlanData(
            [], ImmutableDictionary<string, ImmutableArray<TrainingRow>>.Empty,
            ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty.Add("playbook", [new DocumentText("p/a.md", "A.", 120, 20)]), [], []);

        var lines = Check(fixture.With(data: new SpecDataReading(data, [])));

        Assert.Equal("In pieces of at most 120 tokens, 20 of them shared with the next.", lines[1]);
        Assert.Equal(["1 file:", "- p/a.md"], lines[2..]);
    }

    [Fact]
    public void Other_peoples_words_never_become_markup()
    {
        var lines = Check("task t: classify { labels: { \"[x](http://y)\": \"**b**\", other: \"o\" } }\neval { \"q\" => \"[x](ht$0tp://y)\" }");

        Assert.Equal("**`[x](http://y)`**, a label", lines[0]);
        Assert.Equal("`**b**`", lines[1]);
    }
}
