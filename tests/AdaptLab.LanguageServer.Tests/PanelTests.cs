using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Panel;
using AdaptLab.LanguageServer.Workspace;
using AdaptLab.Results;
using AdaptLab.Results.Economics;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Results.Tests;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>What a panel and a tree of tests are told.</summary>
public sealed class PanelTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Workplace _work = new();

    private string Uri => _work.Uri("topics.adapt");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Before_the_first_run_there_is_a_task_and_no_result()
    {
        await using var editor = await OpenAsync();
        var view = await AskAsync(editor, "adaptlab/comparison", new { textDocument = new { uri = Uri }, width = 800 });
        Assert.Equal(("topics", false), ((string?)view["task"], (bool?)view["isRunning"]));
        Assert.Null(view["results"]);
        Assert.Empty(view["history"]!);
        Assert.Null(await AskAsync(editor, "adaptlab/comparison", new { textDocument = new { uri = "file:///nowhere.adapt" }, width = 800 }));
    }

    [Fact]
    public void Results_are_the_figures_and_sentences_of_the_comparison()
    {
        var comparison = Comparison.Of(SyntheticRun.Answers([0, 1, 1, 0], ("lora", [0, 1, 1, 0]), ("rag", [0, 0, 1, 1])));
        var view = ComparisonViews.Of(Read(comparison), [], 800, Now).Results!;
        Assert.Equal(comparison.Verdict[0], view.Verdict[0]);
        Assert.Equal(SummaryTable.Of(comparison).Rows.Select(row => row.AsEnumerable()), view.Candidates.Select(candidate => candidate.Cells.AsEnumerable()));
        Assert.Equal([true, false], view.Candidates.Select(candidate => candidate.IsBest));
        Assert.Equal(["label0", "label1"], view.Rows.Take(2).Select(row => row.Expected));
        Assert.Equal([("label1", true), ("label0", false)], view.Rows[1].Answers.Select(answer => (answer.Text, answer.IsRight)));
        Assert.Equal("eval.jsonl:2", view.Rows[1].Source);
        Assert.StartsWith("<svg", view.Plot, StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_costs_and_learning_curves_are_those_of_the_comparison()
    {
        int[] gold = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        var record = SyntheticRun.Answers(gold, ("lora", gold), ("prompt", [.. gold.Select((label, row) => row < 12 ? 1 - label : label)]));
        var whole = record.Candidates[0];
        record = record with
        {
            Candidates = [whole with { Seeds = [whole.Seeds[0] with { PreparationSeconds = 30 }] }, record.Candidates[1]],
            Curve = [record.Candidates[1] with { Strategy = "lora", TrainingSet = "8 of expert", PartOf = "expert", Examples = 8 }],
        };
        var comparison = Comparison.Of(record);

        var view = ComparisonViews.Of(Read(comparison), [], 640, Now).Results!;
        Assert.NotEmpty(view.Advice);
        Assert.Equal(comparison.Advice.Select(advice => (advice.Text, advice.Source)), view.Advice.Select(advice => (advice.Text, advice.Source)));
        Assert.Equal(CostTable.Of(comparison).Rows.Select(row => row.AsEnumerable()), view.Costs.Table.Rows.Select(row => row.AsEnumerable()));
        Assert.Equal(["candidate", "examples to label"], view.Costs.Table.Columns.Take(2).Select(column => column.Header));
        Assert.Null(view.Costs.Note);
        Assert.Equal(["lora", "prompt", "2,900"], Assert.Single(view.Costs.WhenPreparingPays!.Rows));
        Assert.Contains("width=\"640\"", view.Curves!.Plot);
        Assert.Contains("lora on 8 of expert", view.Curves.Plot);

        Assert.Null(ComparisonViews.Of(Read(Comparison.Of(record with { Curve = [] })), [], 640, Now).Results!.Curves);
    }

    [Fact]
    public void Money_is_told_where_something_has_a_price()
    {
        var record = SyntheticRun.Answers([0, 1, 1, 0], ("lora", [0, 1, 1, 0])) with { MachineHour = 3.6 };
        var costs = ComparisonViews.Of(Read(Comparison.Of(record)), [], 640, Now).Results!.Costs;
        Assert.Contains("cost of 1,000 requests", costs.Table.Columns.Select(column => column.Header));
        Assert.Contains("an hour of this machine is", costs.Note);
        Assert.Null(costs.WhenPreparingPays);
    }

    [Fact]
    public void A_candidate_that_failed_has_a_line_and_no_answers_and_a_stale_one_says_why()
    {
        var record = SyntheticRun.Answers([0, 1], ("lora", [0, 1]), ("rag", [0, 0]));
        record = record with { Candidates = [.. record.Candidates.Select(run => run.Strategy == "rag" ? run with { Failure = "no documents", Seeds = [] } : run)] };
        var view = ComparisonViews.Of(Read(Comparison.Of(record), ("lora on expert", "rank changed")), [], 800, Now).Results!;
        Assert.Equal([("lora", true, "rank changed"), ("rag", false, null)], view.Candidates.Select(candidate => (candidate.Name, candidate.HasAnswers, candidate.Stale)));
        Assert.All(view.Rows, row => Assert.Single(row.Answers));
    }

    [Theory]
    [InlineData(640, "640")]
    [InlineData(20, "360")]
    [InlineData(90_000, "1200")]
    public void Plots_are_drawn_as_wide_as_the_panel_within_reason(double width, string drawn)
    {
        var view = ComparisonViews.Of(Read(Comparison.Of(SyntheticRun.Answers([0, 1], ("lora", [0, 1])))), [], width, Now).Results!;
        Assert.Contains($"width=\"{drawn}\"", view.Plot);
        Assert.Contains($"width=\"{drawn}\"", view.Confusion);
    }

    [Fact]
    public void Past_runs_are_told_in_words()
    {
        var run = new PastRun(Now.AddHours(-2), 31, "00", "accuracy", "lora is best.", [new PastScore("lora", 0.881, 3.2)]);
        var view = Assert.Single(ComparisonViews.Of(Read(null), [run], 800, Now).History);
        Assert.Equal(("2 hours ago", "31 s", "lora is best."), (view.Age, view.Took, view.Verdict));
        Assert.Equal([("lora", "88.1 %", "3 ms")], view.Candidates.Select(score => (score.Name, score.Score, score.P95)));
    }

    [Fact]
    public async Task Whoever_wants_it_is_told_when_a_run_begins_goes_on_and_ends()
    {
        var time = new ManualTime();
        var (start, asked) = WorkerDouble.Source(time);
        await using var editor = await OpenAsync(new { resultsChanged = true }, time, all => all with { StartWorker = start });
        var run = editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.compare", arguments = new object[] { Uri, new[] { "lora" } } });
        var worker = await asked.ReadAsync();
        Assert.Equal(["lora"], worker.Order!.Strategies);
        var begun = await NextAsync(editor, change => (bool)change["isRunning"]!);
        Assert.Equal((Uri, 0), ((string?)begun["uri"], begun["running"]!.Count()));
        await worker.TellAsync(new CandidateStarted(0));
        Assert.Equal("lora on few", (string?)(await NextAsync(editor, change => change["running"]!.Any()))["running"]![0]!["name"]);
        Assert.True((bool?)(await AskAsync(editor, "adaptlab/comparison", new { textDocument = new { uri = Uri }, width = 800 }))["isRunning"]);
        worker.Finish(SyntheticRun.Answers([0, 1], ("lora", [0, 0])));
        await run;
        await NextAsync(editor, change => !(bool)change["isRunning"]!);
    }

    [Fact]
    public async Task Others_are_not_told()
    {
        var time = new ManualTime();
        var (start, asked) = WorkerDouble.Source(time);
        await using var editor = await OpenAsync(null, time, all => all with { StartWorker = start });
        var run = editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.compare", arguments = new[] { Uri } });
        (await asked.ReadAsync()).Refuse("no");
        await run;
        Assert.False(editor.HasMore("adaptlab/resultsChanged"));
    }

    [Fact]
    public async Task Strategies_and_rows_are_a_tree_with_a_place_for_each()
    {
        _work.Write("rows.jsonl", "{\"text\": \"Hail fell.\", \"label\": \"weather\"}\n{\"text\": \"Peel the apples.\", \"label\": \"cooking\"}\n");
        await using var editor = await OpenAsync();
        var inline = await AskAsync(editor, "adaptlab/tests", new { textDocument = new { uri = Uri } });
        Assert.Equal([("prompt", 20), ("lora", 21)], inline["strategies"]!.Select(one => ((string)one["name"]!, (int)one["location"]!["range"]!["start"]!["line"]!)));
        Assert.Equal([("A storm blew down the trees.", "weather", 16), ("Peel the potatoes.", "cooking", 17)], inline["rows"]!.Select(Row));

        await editor.ChangeAsync(Workplace.Topics[..Workplace.Topics.IndexOf("eval {", StringComparison.Ordinal)] + "eval from \"rows.jsonl\" { text: \"text\", label: \"label\" }\n", Uri);
        var fromFile = await AskAsync(editor, "adaptlab/tests", new { textDocument = new { uri = Uri } });
        Assert.Equal(("Peel the apples.", "cooking", 1), Row(fromFile["rows"]![1]!));
        var place = await AskAsync(editor, "adaptlab/rowLocation", new { textDocument = new { uri = Uri }, row = (string?)fromFile["rows"]![1]!["id"] });
        Assert.Equal((_work.Uri("rows.jsonl"), 1), ((string?)place["uri"], (int?)place["range"]!["start"]!["line"]));
        Assert.Null(await AskAsync(editor, "adaptlab/rowLocation", new { textDocument = new { uri = Uri }, row = "none" }));
    }

    [Fact]
    public async Task A_hover_has_what_can_be_done_for_clients_that_show_it()
    {
        await using var editor = await OpenAsync(new { hoverActions = true });
        var strategy = await editor.AskAtAsync("textDocument/hover", 21, 11, Uri);
        Assert.Equal([("Run lora", "adaptlab.runStrategy", "lora"), ("Show the prompt", "adaptlab.showPrompt", "lora")], strategy["actions"]!.Select(one => ((string)one["title"]!, (string)one["command"]!, (string)one["arguments"]![1]!)));
        Assert.Equal(["adaptlab.compare"], (await editor.AskAtAsync("textDocument/hover", 23, 2, Uri))["actions"]!.Select(one => (string)one["command"]!));
        Assert.Null((await editor.AskAtAsync("textDocument/hover", 21, 17, Uri))["actions"]);
        var row = Assert.Single((await editor.AskAtAsync("textDocument/hover", 17, 8, Uri))["actions"]!);
        Assert.Equal(("adaptlab.showPrompt", "Peel the potatoes."), ((string)row["command"]!, (string)row["arguments"]![2]!));
        Assert.Equal(JTokenType.Null, row["arguments"]![1]!.Type);
        // Over the row's label, the hover is about the label; and what is learned from is asked by nobody.
        Assert.Null((await editor.AskAtAsync("textDocument/hover", 17, 30, Uri))["actions"]);
        Assert.Null((await editor.AskAtAsync("textDocument/hover", 10, 8, Uri))["actions"]);

        await using var plain = await OpenAsync();
        Assert.Null((await plain.AskAtAsync("textDocument/hover", 21, 11, Uri))["actions"]);
    }

    [Fact]
    public async Task A_prompt_is_written_by_a_worker_for_a_strategy_or_a_row()
    {
        var time = new ManualTime();
        var (start, asked) = WorkerDouble.Source(time);
        await using var editor = await OpenAsync(null, time, all => all with { StartWorker = start });
        var answer = await PromptAsync("prompt", null);
        Assert.Equal(("topics: prompt of prompt", $"{_work.Path("topics.adapt")}: prompt "), ((string?)answer["title"], (string?)answer["text"]));
        Assert.EndsWith(":  Peel the potatoes.", (string?)(await PromptAsync(null, "Peel the potatoes."))["text"]);
        Assert.Contains("lora has none today.", (await Assert.ThrowsAnyAsync<RemoteRpcException>(() => PromptAsync("lora", null))).Message);
        Assert.Contains("'lorra'", (await Assert.ThrowsAnyAsync<RemoteRpcException>(() => PromptAsync("lorra", null))).Message);

        // What is being measured is left alone.
        var run = editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.compare", arguments = new[] { Uri } });
        var worker = await asked.ReadAsync();
        Assert.Contains("is being run", (await Assert.ThrowsAnyAsync<RemoteRpcException>(() => PromptAsync("prompt", null))).Message);
        worker.Refuse("no");
        await run;

        Task<JToken> PromptAsync(string? strategy, string? row) =>
            editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.showPrompt", arguments = new[] { Uri, strategy, row } });
    }

    [Fact]
    public async Task Clearing_forgets_what_was_measured_and_its_history()
    {
        _work.Write(".git/HEAD", "");
        var shelf = RunStore.Open(_work.Path(".adaptlab")).Shelf(_work.Path("topics.adapt"));
        shelf.Write(shelf.Manifest.With(PastRun.Of(SyntheticRun.Answers([0, 1], ("lora", [0, 1])))));
        await using var editor = await OpenAsync();
        Assert.Single((await AskAsync(editor, "adaptlab/comparison", new { textDocument = new { uri = Uri }, width = 800 }))["history"]!);
        await editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.clearResults", arguments = new[] { Uri } });
        Assert.Empty((await AskAsync(editor, "adaptlab/comparison", new { textDocument = new { uri = Uri }, width = 800 }))["history"]!);
    }

    private static (string, string, int) Row(JToken row) =>
        ((string)row["text"]!, (string)row["expected"]!, (int)row["location"]!["range"]!["start"]!["line"]!);

    private async Task<Editor> OpenAsync(object? experimental = null, ManualTime? time = null, Func<Hosting.ServerOptions, Hosting.ServerOptions>? configure = null)
    {
        var editor = await Editor.OpenAsync(new { experimental = experimental ?? new { } }, time: time, configure: configure);
        await editor.OpenDocumentAsync(Workplace.Topics, Uri);
        return editor;
    }

    private static Task<JToken> AskAsync(Editor editor, string method, object parameters) => editor.RequestAsync(method, parameters);

    private static async Task<JToken> NextAsync(Editor editor, Func<JToken, bool> condition)
    {
        while (true)
        {
            if (await editor.NextAsync("adaptlab/resultsChanged") is var change && condition(change))
                return change;
        }
    }

    private static Document Read(Comparison? comparison, params (string Candidate, string Reason)[] stale)
    {
        var document = Document.Of(new DocumentUri("file:///specs/topics.adapt"), 1, Workplace.Topics, "", OpenFiles.None);
        var results = comparison is null ? null : new SpecResults(
            comparison, stale.ToImmutableDictionary(one => one.Candidate, one => one.Reason), []);
        return document.With(document.Reading, new SpecFacts(null, results));
    }
}
