using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Editing.Actions;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests.Change;

public sealed class CodeActionTests
{
    private const string Rest = "examples e { \"x\" => a, \"y\" => b }\neval { folds: 2 }\n";

    private static ImmutableArray<CodeAction> At(Edited edited) =>
        CodeActions.At(edited.Snapshot, edited.Range, SpecDiagnostics.Of(edited.Snapshot).Where(d => d.Span.Touches(edited.Offset)));

    private static CodeAction Titled(Edited edited, string title) =>
        At(edited).FirstOrDefault(a => a.Title == title) ?? throw new InvalidOperationException(string.Join('\n', At(edited).Select(a => a.Title)));

    [Fact]
    public void A_fix_becomes_an_action_that_mends()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "strategy lora { r$0nak: 8 }\n");
        var action = Assert.Single(At(edited), a => a.Kind == CodeActionKind.QuickFix && a.IsPreferred);
        Assert.Equal("Change to 'rank'", action.Title);
        Assert.Equal("ADAPT2101", action.Diagnostic!.Code);
        Assert.Empty(Edited.Errors(edited.After(action.Edits)));
    }

    [Fact]
    public void All_of_a_kind_in_the_file_are_mended_at_once()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "strategy lora { r$0nak: 8 }\nstrategy rag { retreive: 4 }\nstrategy head { regularisation: 1 }\n");
        var action = Titled(edited, "Mend all 3 of ADAPT2101 in this file");
        Assert.False(action.IsPreferred);
        Assert.Empty(Edited.Errors(edited.After(action.Edits)));
        Assert.DoesNotContain(At(Edited.Spec("task t: classify\n" + Rest + "strategy lora { r$0nak: 8 }\n")), a => a.Title.StartsWith("Mend all", StringComparison.Ordinal));
    }

    [Fact]
    public void Mends_that_meet_in_one_place_are_not_made_blindly()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "examples f$0 { \"x\" => a }\nexamples g { \"x\" => a }\ncompare { train: e }\n");
        Assert.Equal(2, SpecDiagnostics.Of(edited.Snapshot).Count(d => d.Code == "ADAPT2017"));
        Assert.DoesNotContain(At(edited), a => a.Title.StartsWith("Mend all", StringComparison.Ordinal));

        edited = Edited.Spec("task t: classify { labels: [a, b] }\nexamples e { \"x\" => other$0, \"y\" => third, \"z\" => other }\neval { folds: 2 }\n");
        var after = edited.After(Titled(edited, "Mend all 3 of ADAPT2201 in this file").Edits);
        Assert.Contains("labels: [a, b, other, third]", after);
        Assert.Empty(Edited.Errors(after));
    }

    [Fact]
    public void Mends_to_choose_among_are_offered_one_by_one_and_never_for_all_at_once()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "strategy lora$0\n");
        var place = edited.Range with { Length = 0 };
        Diagnostic doubt = new("ADAPT3001", Severity.Warning, "Which?", place)
        {
            Choices = [Fix.Insert("This way", place.Start, " a"), Fix.Insert("That way", place.Start, " b")],
        };
        var snapshot = edited.Snapshot with { Audit = [doubt, doubt with { Message = "And here?" }] };

        var actions = CodeActions.At(snapshot, place, SpecDiagnostics.Of(snapshot)).Where(action => action.Diagnostic?.Code == "ADAPT3001").ToArray();

        Assert.Equal(["This way", "That way"], actions.Select(action => action.Title).Distinct().Take(2));
        Assert.DoesNotContain(actions, action => action.IsPreferred || action.Title.StartsWith("Mend all", StringComparison.Ordinal));
    }

    [Fact]
    public void A_diagnostic_of_another_version_of_the_text_gives_no_action() =>
        Assert.Empty(CodeActions.At(Edited.Of(""), new(0, 99), Edited.Of("task t: classify\n" + Rest + "strategy lora { rnak: 8 }\n").Compilation.Diagnostics));

    [Fact]
    public void A_hint_can_be_silenced_on_a_line_of_its_own_or_beside_what_is_silenced_already()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "model base = embedded(\"nano\")\nmodel b$0ig = ollama(\"x\")\n");
        var silenced = edited.After(Titled(edited, "Silence ADAPT2017 here").Edits);
        Assert.Contains("// adapt: allow ADAPT2017\nmodel big", silenced);
        Assert.Empty(SpecDiagnostics.Of(Edited.Of(silenced)));

        edited = Edited.Spec("task t: classify\nexamples e {\n  // adapt: allow ADAPT2213 as meant\n  te$0xt: q\n  \"x\" => a, \"y\" => b\n}\neval { folds: 2 }\n");
        silenced = edited.After(Titled(edited, "Silence ADAPT2114 here").Edits);
        Assert.Contains("  // adapt: allow ADAPT2213, ADAPT2114 as meant\n  text: q", silenced);
        Assert.DoesNotContain(At(Edited.Spec("task t: classify\n" + Rest + "strategy lora { r$0nak: 8 }\n")), a => a.Title.StartsWith("Silence", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_move_into_a_file_and_what_else_is_in_the_block_stays()
    {
        var edited = Edited.Spec("""
            task t: classify { labels: [a, "b c"] }
            examples f from "rows/f.jsonl"
            examples expert$0 {
              "He said \"é\"." => a
              "Two\nlines"     => "b c"
            }
            eval { folds: 2 }
            """);
        var action = Titled(edited, "Move the rows to rows/expert.jsonl");
        Assert.Equal(CodeActionKind.Extract, action.Kind);
        Assert.Equal("""
            task t: classify { labels: [a, "b c"] }
            examples f from "rows/f.jsonl"
            examples expert from "rows/expert.jsonl"
            eval { folds: 2 }
            """, edited.After(action.Edits));
        var file = action.Edits[1];
        Assert.Equal((true, "rows/expert.jsonl"), (file.Create, file.Path));
        Assert.Equal("{\"text\": \"He said \\\"é\\\".\", \"label\": \"a\"}\n{\"text\": \"Two\\nlines\", \"label\": \"b c\"}\n", file.Changes[0].NewText);
    }

    [Fact]
    public void Comments_among_moved_rows_are_not_lost()
    {
        var edited = Edited.Spec("task t: classify\nexamples e$0 {\n  // the boundary\n  \"x\" => a // why\n  \"y\" => b\n}\neval { folds: 2 }\n");
        var after = edited.After(Titled(edited, "Move the rows to data/e.jsonl").Edits);
        Assert.Equal("task t: classify\nexamples e from \"data/e.jsonl\" {\n  // the boundary\n  // why\n}\neval { folds: 2 }\n", after);
        Assert.Empty(Edited.Errors(after));
    }

    [Theory]
    [InlineData("task t: answer\nexamples e$0 { \"Who?\" => \"Me\" }\neval { folds: 2 }\n", "{\"question\": \"Who?\", \"answer\": \"Me\"}\n")]
    [InlineData("task t: extract { fields: { who: \"x\", \"the day\": \"y\" } }\nexamples e$0 { \"Me.\" => { who: \"Me\" } }\neval { folds: 2 }\n", "{\"text\": \"Me.\", \"who\": \"Me\", \"the day\": \"\"}\n")]
    public void Every_kind_of_task_has_its_columns(string marked, string file)
    {
        var edited = Edited.Spec(marked);
        var action = Titled(edited, "Move the rows to data/e.jsonl");
        Assert.Equal(file, action.Edits[1].Changes[0].NewText);
        Assert.Empty(Edited.Errors(edited.After(action.Edits)));
    }

    [Fact]
    public void Rows_of_a_file_come_back_into_the_spec()
    {
        var edited = Edited.Spec("task t: classify { labels: [a, \"b c\"] }\nexamples e$0 from \"e.jsonl\" { text: q }\neval from \"v.csv\"\n");
        var data = new PlanData(
            [new LabelSpec("a", null, default), new LabelSpec("b c", null, default)],
            ImmutableDictionary<string, ImmutableArray<TrainingRow>>.Empty.Add("e", [new("He said \"x\".", 0, "e.jsonl:1"), new("y", 1, "e.jsonl:2")]),
            ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty, [new EvalRowInfo("1", "z", 1, "v.csv:2")], []);
        edited = edited with { Snapshot = edited.Snapshot with { Data = new SpecDataReading(data, []) } };

        var action = Titled(edited, "Bring the 2 rows of e.jsonl into the spec");
        var after = edited.After(action.Edits);
        Assert.Equal("task t: classify { labels: [a, \"b c\"] }\nexamples e {\n  \"He said \\\"x\\\".\" => a\n  \"y\" => \"b c\"\n}\neval from \"v.csv\"\n", after);
        Assert.Empty(Edited.Errors(after));

        var eval = edited with { Range = new(edited.Text.IndexOf("eval", StringComparison.Ordinal), 0) };
        Assert.Contains("eval {\n  \"z\" => \"b c\"\n}", eval.After(Titled(eval, "Bring the 1 rows of v.csv into the spec").Edits));

        // What was left out while reading would be lost.
        var partial = edited with { Snapshot = edited.Snapshot with { Data = new SpecDataReading(data with { Notes = ["examples e: 1 of 3 have the text of an eval row and were left out."] }, []) } };
        Assert.DoesNotContain(At(partial), a => a.Kind == CodeActionKind.Inline);
    }

    [Fact]
    public void A_kind_that_is_missing_can_be_added()
    {
        var edited = Edited.Spec("task t: classify\n" + Rest + "strategy$0 lora { rank: 8 } // first\n\ncompare { seeds: 2 }\n");
        var after = edited.After(Titled(edited, "Compare with prompt, too").Edits);
        Assert.Contains("strategy lora { rank: 8 } // first\nstrategy prompt { shots: 8 }\n\ncompare", after);
        Assert.Empty(Edited.Errors(after));
        Assert.DoesNotContain(At(edited), a => a.Title == "Compare with lora, too");

        edited = Edited.Spec("task t: classify\n" + Rest + "com$0pare { seeds: 2 }\n");
        after = edited.After(Titled(edited, "Compare with head, too").Edits);
        Assert.Contains("strategy prompt { shots: 8 }\nstrategy rag { retrieve: 4 }\nstrategy lora { rank: 8 }\nstrategy head\n\ncompare", after);
        Assert.Empty(Edited.Errors(after));
    }

    [Fact]
    public void The_recommendation_removes_what_is_dominated_unless_something_else_names_it()
    {
        var text = "task t: classify\n" + Rest + "strategy prompt { shots: 2 }\nstrategy rag\nstrategy lora\n$0compare { seeds: 2 }\n";
        var results = Runs.Results(Runs.Of(100, new("lora", 95, 4, "e"), new("rag", 70, 12, "e"), new("prompt", 60, 12, "e")));
        var edited = Edited.Spec(text);
        edited = edited with { Snapshot = edited.Snapshot with { Results = results } };
        var after = edited.After(Titled(edited, "Apply the recommendation: remove prompt, rag").Edits);
        Assert.EndsWith("eval { folds: 2 }\nstrategy lora\ncompare { seeds: 2 }\n", after);

        edited = edited with { Range = new(edited.Text.IndexOf("strategy rag", StringComparison.Ordinal), 0) };
        Assert.EndsWith("strategy prompt { shots: 2 }\nstrategy lora\ncompare { seeds: 2 }\n", edited.After(Titled(edited, "Remove rag, dominated by lora").Edits));

        var named = Edited.Spec(text.Replace("strategy lora", "strategy lora { combine: rag }", StringComparison.Ordinal));
        named = named with { Snapshot = named.Snapshot with { Results = results } };
        Titled(named, "Apply the recommendation: remove prompt");
        Assert.DoesNotContain(At(edited with { Snapshot = edited.Snapshot with { Results = Runs.Results(results.Comparison, ("rag", "x")) } }), a => a.Title.StartsWith("Remove rag", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("labels: { $0b: \"x\", a: \"y\" }", "labels: { a: \"y\", b: \"x\" }")]
    [InlineData("labels: [\n  $0b\n  a, // x\n]", null)]
    [InlineData("labels: [$0b, \"a c\", a]", "labels: [a, \"a c\", b]")]
    [InlineData("labels: [$0a, b]", null)]
    public void Labels_are_sorted_with_their_descriptions(string labels, string? sorted)
    {
        var edited = Edited.Spec($"task t: classify {{ {labels} }}\nexamples e {{ \"x\" => a, \"y\" => b }}\neval {{ folds: 2 }}\n");
        var action = At(edited).FirstOrDefault(a => a.Title == "Sort the labels");
        Assert.Equal(sorted is null, action is null);
        if (action is null)
            return;
        var after = edited.After(action.Edits);
        Assert.Contains(sorted!, after);
        Assert.Empty(Edited.Errors(after));
    }

    [Fact]
    public void Bare_labels_get_descriptions_to_fill_in()
    {
        var edited = Edited.Spec("task t: classify { la$0bels: [a, \"b c\"] }\nexamples e { \"x\" => a }\neval { folds: 2 }\n");
        var after = edited.After(Titled(edited, "Describe the labels").Edits);
        Assert.Contains("labels: { a: \"\", \"b c\": \"\" }", after);
        Assert.Empty(Edited.Errors(after));
    }
}
