using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Advising;
using AdaptLab.Editing.Actions;
using AdaptLab.Editing.Results;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests.Change;

public sealed class AdviceDiagnosticsTests
{
    private const string Spec = """
        task clauses: classify { labels: [termination, renewal] }
        examples expert { "It ends." => termination, "It goes on." => renewal }
        eval { "It is over." => termination }
        strategy lora
        strategy head
        compare {
          seeds: 1
        }

        """;

    /// <summary>With the data as they would be read.</summary>
    private static SpecSnapshot Read(string text)
    {
        var snapshot = Edited.Of(text);
        var data = new PlanData(
            snapshot.Compilation.Spec.Task.Labels,
            snapshot.Compilation.Spec.Examples.ToImmutableDictionary(set => set.Name, set => set.Rows.Select(row => new TrainingRow(row.Text, 0, "clauses.adapt:2")).ToImmutableArray()),
            ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty,
            [.. snapshot.Compilation.Spec.Eval.Rows.Select(row => new EvalRowInfo("r", row.Text, 0, "clauses.adapt:3"))],
            []);
        return snapshot with { Data = new SpecDataReading(data, []) { Situation = SituationReader.Of(snapshot.Compilation.Spec, data, snapshot.Folder) } };
    }

    private static string After(string text, Diagnostic diagnostic, string title)
    {
        var action = CodeActions.At(Read(text), diagnostic.Span, [diagnostic]).Single(action => action.Title == title);
        return TextChanges.Apply(text, action.Edits.Single().Changes);
    }

    [Fact]
    public void Before_a_run_the_advice_stands_at_compare_with_its_edits()
    {
        var advice = Assert.Single(AdviceDiagnostics.Of(Read(Spec)));

        Assert.Equal(("ADAPT4009", "compare"), (advice.Code, Spec.Substring(advice.Span.Start, advice.Span.Length)));
        Assert.Equal(["Write 'seeds: 3'", "Add 'strategy prompt bare { shots: 0 }'"], advice.Choices.Select(choice => choice.Title));
        Assert.Contains("strategy head\nstrategy prompt bare { shots: 0 }\ncompare", After(Spec, advice, advice.Choices[1].Title), StringComparison.Ordinal);
        Assert.Contains("  seeds: 3\n", After(Spec, advice, advice.Choices[0].Title), StringComparison.Ordinal);
        Assert.All(advice.Choices, choice => Assert.Empty(Edited.Errors(After(Spec, advice, choice.Title))));
    }

    [Theory]
    [InlineData("strategy lora\nstrategy head\n", "compare { train: expert }\n")]
    [InlineData("", "compare { seeds: 1 }\n")]
    [InlineData("strategy lora\n", "")]
    public void Its_edits_leave_a_sound_spec_whatever_is_declared(string strategies, string compare)
    {
        var text = Spec[..Spec.IndexOf("strategy", StringComparison.Ordinal)] + strategies + compare;
        var advice = Assert.Single(AdviceDiagnostics.Of(Read(text)));

        Assert.All(advice.Choices, choice => Assert.Empty(Edited.Errors(After(text, advice, choice.Title))));
    }

    [Fact]
    public void After_a_run_the_evidence_takes_its_place_unless_it_is_stale()
    {
        var snapshot = Read(Spec);
        var results = Runs.Results(Runs.Of(100, new("lora", 95, 4), new("head", 70, 3)));

        var advice = Assert.Single(AdviceDiagnostics.Of(snapshot with { Results = results }));
        Assert.Equal("ADAPT4010", advice.Code);
        Assert.StartsWith("Use lora: it is better than every other one, by 25.0 points or more (p < 0.001).", advice.Message, StringComparison.Ordinal);
        Assert.Empty(AdviceDiagnostics.Of(snapshot with { Results = results with { StaleCandidates = results.StaleCandidates.Add("lora", "rank changed") } }));
        Assert.Empty(AdviceDiagnostics.Of(snapshot with { Run = RunState.Begun }));
    }

    [Fact]
    public void Of_data_that_nobody_has_read_nothing_is_advised() => Assert.Empty(AdviceDiagnostics.Of(Edited.Of(Spec)));
}
