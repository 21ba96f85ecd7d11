using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit.Tests;

/// <summary>Checks that are about single rows: what they say, where, and what they offer.</summary>
public sealed class RowCheckTests
{
    private const string Task = "task topics: classify {\n  labels: {\n    sport: \"Matches and races\"\n    weather: \"Rain, wind and sun\"\n  }\n}\nstrategy prompt { shots: 0 }\n";

    private const string Eval = "eval {\n  \"Hail is expected in the hills before dawn.\" => weather\n  \"The keeper saved a penalty in the last minute.\" => sport\n}\n";

    [Fact]
    public async Task The_same_text_with_two_labels_is_told_at_both_rows()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"The match was called off.\" => sport\n  \"the match was called off\" => weather\n  \"It rained all night.\" => weather\n}\n");

        var found = audited.Of("ADAPT3001").ToArray();
        Assert.Equal(["\"The match was called off.\" => sport", "\"the match was called off\" => weather"], found.Select(audited.At));
        Assert.Contains("'weather' at audited.adapt:", found[0].Message, StringComparison.Ordinal);
        Assert.Contains("2 rows", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contradiction_is_gone_once_one_of_its_rows_is_relabelled_or_removed()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"The match was called off.\" => sport\n  \"The match was called off!\" => weather\n  \"It rained all night.\" => weather\n}\n");

        var choices = audited.Of("ADAPT3001").Last().Choices;
        Assert.Equal(["Change the label to 'sport'", "Remove this row"], choices.Select(choice => choice.Title));
        foreach (var choice in choices)
            Assert.Empty((await Audited.OfAsync(audited.Mended(choice))).Of("ADAPT3001"));
    }

    [Fact]
    public async Task A_contradiction_across_sets_and_with_eval_is_one_as_well()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples a {\n  \"A fast race.\" => sport\n  \"Much sun.\" => weather\n}\nexamples b {\n  \"A fast race\" => weather\n  \"hail is expected in the hills before dawn\" => sport\n}\n");

        Assert.Equal(4, audited.Of("ADAPT3001").Count());
    }

    [Fact]
    public async Task A_repeat_is_told_at_the_later_row_and_its_fix_removes_it()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"It rained all night.\" => weather\n  \"She won the race.\" => sport\n  \"It rained  all night!\" => weather\n}\n");

        var found = Assert.Single(audited.Of("ADAPT3003"));
        Assert.Equal("\"It rained  all night!\" => weather", audited.At(found));
        Assert.Contains("2 times", found.Message, StringComparison.Ordinal);
        var mended = audited.Mended(found.Fix!);
        Assert.DoesNotContain("all night!", mended, StringComparison.Ordinal);
        Assert.Empty((await Audited.OfAsync(mended)).Of("ADAPT3003"));
    }

    [Fact]
    public async Task A_row_that_two_sets_share_is_a_repeat_only_where_they_are_trained_on_together()
    {
        const string sets = "examples a {\n  \"She won the race.\" => sport\n  \"Much sun today.\" => weather\n}\nexamples b {\n  \"She won the race.\" => sport\n  \"Clouds came up.\" => weather\n}\n";

        Assert.Empty((await Audited.OfAsync(Task + Eval + sets)).Of("ADAPT3003"));
        Assert.Single((await Audited.OfAsync(Task + Eval + sets + "compare { train: [a + b] }\n")).Of("ADAPT3003"));
    }

    [Fact]
    public async Task An_example_that_is_nearly_an_eval_row_is_a_warning()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"Hail is expected in the hills before the dawn.\" => weather\n  \"She won the race.\" => sport\n}\n");

        var found = Assert.Single(audited.Of("ADAPT3005"));
        Assert.Equal(Severity.Warning, found.Severity);
        Assert.Contains(" % of this example is the eval row", found.Message, StringComparison.Ordinal);
        Assert.Equal(["Remove the example", "Remove the eval row"], found.Choices.Select(choice => choice.Title));
    }

    [Fact]
    public async Task Near_rows_of_two_labels_are_a_hint_and_no_warning()
    {
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"The race ended early because the road was wet.\" => sport\n  \"The race ended early because the road was very wet.\" => weather\n}\n");

        Assert.Equal(Severity.Hint, Assert.Single(audited.Of("ADAPT3002")).Severity);
        Assert.Empty(audited.Of("ADAPT3004"));
    }

    [Fact]
    public async Task An_eval_row_within_the_instruction_is_found()
    {
        var audited = await Audited.OfAsync(Task.Replace("classify {", "classify {\n  instruction: \"Say what it is about; 'Hail is expected in the hills before dawn' is weather.\"", StringComparison.Ordinal)
            + Eval + "examples e {\n  \"Much sun.\" => weather\n  \"She won the race.\" => sport\n}\n");

        Assert.Contains("The instruction quotes the eval row", Assert.Single(audited.Of("ADAPT3006")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_findings_in_one_declaration_twenty_are_listed_and_the_rest_counted()
    {
        var rows = string.Concat(Enumerable.Repeat("  \"It rained all night.\" => weather\n", 30));
        var audited = await Audited.OfAsync(Task + Eval + "examples e {\n  \"She won the race.\" => sport\n" + rows + "}\n");

        var found = audited.Of("ADAPT3003").ToArray();
        Assert.Equal(21, found.Length);
        Assert.Contains(found, diagnostic => diagnostic.Message.StartsWith("9 more places", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_stands_in_no_document_is_told_of_and_the_answer_none_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("audited");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "handbook.md"), "Leave is 27 days. Wages are paid on the 24th. The gate opens at 6:15. Dogs are welcome on Fridays. The key is with Rosalind Tarn. A crew has five members. Ships leave from pier nine. Boots are grey.");
            string[] answers = ["27 days", "the 24th", "at 6:15", "Fridays", "Rosalind Tarn", "five members", "pier nine", "grey", "none", "Rosalind Tam"];
            var rows = string.Concat(answers.Select((answer, i) => $"  \"What is asked for the {i + 1}th time?\" => \"{answer}\"\n"));
            var spec = "task t: answer {}\nexamples e {\n" + rows + "}\ndocuments d from \"handbook.md\"\neval { \"Who has the key?\" => \"none\" }\nstrategy rag\n";
            var compilation = AdaptLab.Language.Compilation.Parse(spec);
            var reading = await AdaptLab.Data.SpecData.ReadAsync(compilation, Path.Combine(folder.FullName, "t.adapt"), CancellationToken.None);
            var found = Assert.Single(ExampleAudit.Run(compilation, reading, new AdaptLab.Audit.Similarity.FeatureCache()).Findings, finding => finding.Diagnostic.Code == "ADAPT3025");

            Assert.StartsWith("\"Rosalind Tam\" stands in none of the 1 document, where 8 of 9 answers do.", found.Diagnostic.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_same_question_with_another_answer_is_a_contradiction()
    {
        var compilation = AdaptLab.Language.Compilation.Parse("task t: answer {}\nexamples e {\n  \"Who has the key?\" => \"Ann\"\n  \"who has the key\" => \"Bob\"\n}\neval { \"When is lunch?\" => \"noon\" }\nstrategy prompt\n");
        var reading = await AdaptLab.Data.SpecData.ReadAsync(compilation, Path.Combine(Path.GetTempPath(), "t.adapt"), CancellationToken.None);

        Assert.Equal(2, ExampleAudit.Run(compilation, reading, new AdaptLab.Audit.Similarity.FeatureCache()).Findings.Count(finding => finding.Diagnostic.Code == "ADAPT3001"));
    }
}
