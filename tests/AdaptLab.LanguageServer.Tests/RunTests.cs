using System.Collections.Immutable;
using System.Threading.Channels;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Tests;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

public sealed class RunTests : IDisposable
{
    private readonly Workplace _work = new();

    private string Uri => _work.Uri("topics.adapt");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task A_run_shows_how_far_it_is_and_answers_the_verdict()
    {
        var (editor, asked) = await OpenAsync();
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        var worker = await asked.ReadAsync();
        Assert.Equal((Workplace.Topics, _work.Path("topics.adapt")), (worker.Order!.SpecText, worker.Order.SpecPath));
        Assert.Empty(worker.Order.Strategies);
        await worker.TellAsync(new ModelsFound(ImmutableDictionary<string, ModelInfo>.Empty.Add("base", new ModelInfo("nano", "embedded", 1, 512, "00"))));
        await worker.TellAsync(new CandidateStarted(0));
        await worker.TellAsync(new CandidateFinished(0, Record("prompt").Candidates[0], 0.5));
        worker.Finish(Record("prompt"));

        var summary = await run;
        Assert.Equal("finished", (string?)summary["status"]);
        Assert.Contains("prompt reaches 50.0 %", (string?)summary["message"]);
        var progress = new List<JToken>();
        do
            progress.Add((await editor.NextAsync("$/progress"))["value"]!);
        while ((string?)progress[^1]["kind"] != "end");
        Assert.Equal(("begin", "Comparing topics", true), ((string?)progress[0]["kind"], (string?)progress[0]["title"], (bool?)progress[0]["cancellable"]));
        Assert.Equal(["on nano", "prompt on few", "prompt on few: 50.0 %"], progress[1..^1].Select(report => (string?)report["message"]));
        Assert.Equal([0, 0, 50], progress[1..^1].Select(report => (int?)report["percentage"]));
    }

    [Fact]
    public async Task A_run_can_be_stopped_from_its_first_moment_and_shows_how_far_it_is()
    {
        var (editor, asked) = await OpenAsync(refreshes: true);
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        await ShownAsync("■ Stop · running, 0 %");
        var worker = await asked.ReadAsync();
        await worker.TellAsync(new CandidateStarted(0));
        await worker.TellAsync(new RowAnswered(0, 1, 1, 2, null));
        // One seed of two is done, and of the other one the preparation and half of the rows.
        await ShownAsync("■ Stop · running, 85 %");
        worker.Finish(Record("prompt"));
        await run;
        Assert.Contains("▷ Run comparison", await LensesAsync(editor));

        // A client asks when it is told to, and not before.
        async Task ShownAsync(string title)
        {
            do
                await editor.NextAsync("workspace/codeLens/refresh");
            while (!(await LensesAsync(editor)).Contains(title));
        }
    }

    [Fact]
    public async Task One_strategy_is_run_alone()
    {
        var (editor, asked) = await OpenAsync();
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.runStrategy", Uri, "lora");
        var worker = await asked.ReadAsync();
        Assert.Equal(["lora"], worker.Order!.Strategies);
        worker.Finish(Record("lora"));
        await run;
        Assert.Contains("'lorra'", (await RefusedAsync(RunAsync(editor, "adaptlab.runStrategy", Uri, "lorra"))).Message);
    }

    [Theory]
    [InlineData("button")]
    [InlineData("command")]
    public async Task It_is_stopped_by_the_button_of_its_progress_and_by_a_command(string how)
    {
        var (editor, asked) = await OpenAsync();
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        await asked.ReadAsync();
        var token = (await editor.NextAsync("$/progress"))["token"]!;
        Assert.Contains("already", (await RefusedAsync(RunAsync(editor, "adaptlab.compare", Uri))).Message);
        if (how == "button")
            await editor.NotifyAsync("window/workDoneProgress/cancel", new { token });
        else
            await RunAsync(editor, "adaptlab.cancel", Uri);
        Assert.Equal("stopped", (string?)(await run)["status"]);
    }

    [Fact]
    public async Task A_worker_that_crashes_is_one_diagnostic_and_the_next_run_works()
    {
        var (editor, asked) = await OpenAsync();
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        var worker = await asked.ReadAsync();
        await worker.TellAsync(new CandidateStarted(0));
        worker.Crash();
        Assert.Equal("failed", (string?)(await run)["status"]);
        Assert.Contains("ended unexpectedly", (string?)(await editor.NextAsync("window/showMessage"))["message"]);
        var diagnostic = Assert.Single((await editor.NextAsync("textDocument/publishDiagnostics"))["diagnostics"]!, one => (string?)one["code"] == "ADAPT4008");
        Assert.Equal(23, (int?)diagnostic["range"]!["start"]!["line"]);

        var again = RunAsync(editor, "adaptlab.compare", Uri);
        (await asked.ReadAsync()).Finish(Record("prompt"));
        Assert.Equal("finished", (string?)(await again)["status"]);
        Assert.DoesNotContain((await editor.NextAsync("textDocument/publishDiagnostics"))["diagnostics"]!, one => (string?)one["code"] == "ADAPT4008");
    }

    [Fact]
    public async Task What_the_worker_refuses_is_said_as_it_says_it()
    {
        var (editor, asked) = await OpenAsync();
        await using var _ = editor;
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        (await asked.ReadAsync()).Refuse("The run would need about 900 GB of memory.");
        Assert.Equal("The run would need about 900 GB of memory.", (string?)(await run)["message"]);
    }

    [Fact]
    public async Task An_untrusted_workspace_is_read_and_never_run()
    {
        var (editor, asked) = await OpenAsync(new { trusted = false });
        await using var _ = editor;
        Assert.Contains("not trusted", (await RefusedAsync(RunAsync(editor, "adaptlab.compare", Uri))).Message);
        Assert.NotEmpty(await editor.AskAsync("textDocument/documentSymbol", Uri));
        Assert.False(asked.TryPeek(out var _));

        await editor.NotifyAsync("workspace/didChangeConfiguration", new { settings = new { adaptlab = new { trusted = true } } });
        var run = RunAsync(editor, "adaptlab.compare", Uri);
        (await asked.ReadAsync()).Refuse("no");
        await run;
    }

    [Fact]
    public async Task What_cannot_be_run_says_why()
    {
        var (editor, _) = await OpenAsync();
        await using var _e = editor;
        await editor.OpenDocumentAsync(Workplace.Topics, "untitled:1");
        Assert.Contains("Save", (await RefusedAsync(RunAsync(editor, "adaptlab.compare", "untitled:1"))).Message);
        Assert.Contains("no result", (await RefusedAsync(RunAsync(editor, "adaptlab.openReport", Uri))).Message);
        Assert.Contains("argument 1", (await RefusedAsync(RunAsync(editor, "adaptlab.compare"))).Message);
        Assert.Contains("'adaptlab.nothing'", (await RefusedAsync(RunAsync(editor, "adaptlab.nothing", Uri))).Message);
        await editor.ChangeAsync("task topics: clasify {}", Uri);
        Assert.Contains("errors", (await RefusedAsync(RunAsync(editor, "adaptlab.compare", Uri))).Message);
    }

    [Fact]
    public async Task A_label_is_renamed_in_the_data_files_when_that_is_asked_for()
    {
        _work.Write("more.csv", "text,label\nIt rains.,weather\n");
        var (editor, _) = await OpenAsync();
        await using var _e = editor;
        await editor.ChangeAsync(Workplace.WithFile("more.csv"), Uri);
        await RunAsync(editor, "adaptlab.renameWithData", Uri, new { line = 3, character = 6 }, "skies");
        var edit = (await editor.NextAsync("workspace/applyEdit"))["edit"]!["documentChanges"]!;
        Assert.Equal([Uri, _work.Uri("more.csv")], edit.Select(one => (string?)one["textDocument"]!["uri"]));
        var row = edit[1]!["edits"]![0]!;
        Assert.Equal((1, 10, "skies"), ((int?)row["range"]!["start"]!["line"], (int?)row["range"]!["start"]!["character"], (string?)row["newText"]));
    }

    private async Task<(Editor Editor, ChannelReader<WorkerDouble> Asked)> OpenAsync(object? options = null, bool refreshes = false)
    {
        var time = new ManualTime();
        var (start, asked) = WorkerDouble.Source(time);
        var editor = await Editor.OpenAsync(
            new { window = new { workDoneProgress = true }, workspace = new { applyEdit = true, workspaceEdit = new { documentChanges = true }, codeLens = new { refreshSupport = refreshes } } },
            options, time: time, configure: all => all with { StartWorker = start });
        await editor.OpenDocumentAsync(Workplace.Topics, Uri);
        return (editor, asked);
    }

    private async Task<string[]> LensesAsync(Editor editor) =>
        [.. (await editor.AskAsync("textDocument/codeLens", Uri)).Select(lens => (string)lens["command"]!["title"]!)];

    private static RunRecord Record(string strategy) => SyntheticRun.Answers([0, 1], (strategy, new[] { 0, 0 }));

    private static Task<JToken> RunAsync(Editor editor, string command, params object[] arguments) =>
        editor.RequestAsync("workspace/executeCommand", new { command, arguments });

    private static Task<RemoteRpcException> RefusedAsync(Task<JToken> request) => Assert.ThrowsAnyAsync<RemoteRpcException>(() => request);
}
