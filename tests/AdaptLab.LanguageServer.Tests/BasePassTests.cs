using System.Collections.Immutable;
using System.Threading.Channels;
using AdaptLab.Language;
using AdaptLab.Results;
using AdaptLab.Results.Tests;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>What the base model says of the examples, asked in the background; the worker is in the test's hands.</summary>
public sealed class BasePassTests : IDisposable
{
    /// <summary>Right by all but the base, which takes every row with this word for the other label.</summary>
    private const string Odd = "  \"The odd goulash of a sky.\" => weather\n";

    private static readonly string Rows = string.Concat(Enumerable.Range(0, 24).Select(i => $"  \"Row {i} of {(i % 2 == 0 ? "rain" : "soup")}.\" => {(i % 2 == 0 ? "weather" : "cooking")}\n"));

    private readonly Workplace _work = new();

    private string Uri => _work.Uri("topics.adapt");

    public void Dispose() => _work.Dispose();

    private static string Spec(string rows) =>
        $"task topics: classify {{\n  labels: [weather, cooking]\n}}\nexamples few {{\n{rows}}}\neval {{\n  \"A storm blew.\" => weather\n  \"Peel it.\" => cooking\n}}\nstrategy lora\n";

    [Fact]
    public async Task What_the_base_model_says_comes_after_the_audit_and_each_row_is_asked_about_once()
    {
        var (editor, asked) = await OpenAsync(Spec(Rows + Odd));
        await using var _ = editor;
        await editor.QuietAsync();
        var worker = await asked.ReadAsync();
        Assert.Equal(25, AskedAbout(worker).Length);
        Assert.True(worker.Order!.IsOffline);
        // Not the spec's own name: this is no run of it.
        Assert.NotEqual(_work.Path("topics.adapt"), worker.Order.SpecPath);
        Answer(worker);

        var told = await ToldAsync(editor, told: true);
        Assert.Equal(28, (int?)told["range"]!["start"]!["line"]);
        Assert.Contains("nano gives 'cooking'", (string?)told["message"]);
        var actions = await editor.RequestAsync("textDocument/codeAction", new { textDocument = new { uri = Uri }, range = told["range"], context = new { diagnostics = new[] { told } } });
        Assert.Superset(
            new HashSet<string?>(["Change the label to 'cooking'", "Add a second example beside it that is 'cooking'", "Silence ADAPT3027 here"]),
            actions.Select(action => (string?)action["title"]).ToHashSet());

        // Something else changes: what is known is said at once. Then a row does, and is asked about alone.
        await editor.ChangeAsync(Spec(Rows + Odd) + "// a note\n", Uri);
        await editor.ChangeAsync(Spec(Rows + "  \"Another odd one.\" => weather\n" + Odd), Uri);
        await AdvanceAsync(editor);
        worker = await asked.ReadAsync();
        Assert.Equal(["Another odd one."], AskedAbout(worker));
        Answer(worker);
        await ToldAsync(editor, told: true, line: 29);
        Assert.False(asked.TryPeek(out var _));
    }

    [Fact]
    public async Task Who_types_on_ends_it_and_it_is_asked_anew_of_what_there_is_then()
    {
        var (editor, asked) = await OpenAsync(Spec(Rows + Odd));
        await using var _ = editor;
        await editor.QuietAsync();
        var worker = await asked.ReadAsync();
        await editor.ChangeAsync(Spec(Rows), Uri);
        await worker.Stopped;

        await AdvanceAsync(editor);
        worker = await asked.ReadAsync();
        Assert.Equal(24, AskedAbout(worker).Length);
        Answer(worker);
    }

    [Fact]
    public async Task A_comparison_ends_it_and_is_measured_alone()
    {
        var (editor, asked) = await OpenAsync(Spec(Rows + Odd));
        await using var _ = editor;
        await editor.QuietAsync();
        var pass = await asked.ReadAsync();
        var run = editor.RequestAsync("workspace/executeCommand", new { command = "adaptlab.compare", arguments = new[] { Uri } });
        await pass.Stopped;
        var worker = await asked.ReadAsync();
        Assert.Equal(Spec(Rows + Odd), worker.Order!.SpecText);
        Assert.True(pass.GivesWay);
        Assert.False(worker.GivesWay);
        worker.Refuse("Not today.");
        await run;
    }

    [Theory]
    [InlineData("""{ "trusted": false }""")]
    [InlineData("""{ "audit": { "baseModel": false } }""")]
    public async Task Nothing_is_asked_where_that_is_not_wanted(string settings)
    {
        var (editor, asked) = await OpenAsync(Spec(Rows + Odd), JObject.Parse(settings));
        await using var _ = editor;
        await editor.QuietAsync(Uri, diagnostics => diagnostics.Any(diagnostic => ((string)diagnostic["code"]!).StartsWith("ADAPT3", StringComparison.Ordinal)));

        await editor.NotifyAsync("workspace/didChangeConfiguration", new { settings = new { adaptlab = new { trusted = true, audit = new { baseModel = true } } } });
        await editor.ChangeAsync(Spec(Rows), Uri);
        await AdvanceAsync(editor);
        // The first that it is asked about at all.
        Assert.Equal(24, AskedAbout(await asked.ReadAsync()).Length);
    }

    [Fact]
    public async Task A_worker_that_crashes_is_a_line_in_the_log_and_no_diagnostic()
    {
        var (editor, asked) = await OpenAsync(Spec(Rows + Odd));
        await using var _ = editor;
        await editor.QuietAsync();
        (await asked.ReadAsync()).Crash();
        Assert.Contains("could not be asked", await editor.Log.NextAsync(), StringComparison.Ordinal);
    }

    private async Task<(Editor Editor, ChannelReader<WorkerDouble> Asked)> OpenAsync(string text, object? settings = null)
    {
        var time = new ManualTime();
        var (start, asked) = WorkerDouble.Source(time);
        var editor = await Editor.OpenAsync(
            new { textDocument = new { codeAction = JObject.Parse("""{ "codeActionLiteralSupport": {} }""") } }, settings, time: time,
            configure: all => all with { StartWorker = start, BasePause = TimeSpan.Zero, IsAtHand = (_, _) => true });
        await editor.OpenDocumentAsync(text, Uri);
        return (editor, asked);
    }

    private async Task AdvanceAsync(Editor editor)
    {
        await editor.AskAsync("textDocument/foldingRange", Uri);
        editor.Time.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>What is said of a row, once it is.</summary>
    private async Task<JToken> ToldAsync(Editor editor, bool told, int? line = null)
    {
        while (true)
        {
            var published = await editor.NextAsync("textDocument/publishDiagnostics");
            var found = published["diagnostics"]!.Where(one => (string?)one["code"] == "ADAPT3027" && (line is null || (int?)one["range"]!["start"]!["line"] == line)).ToArray();
            if (found.Length > 0 == told)
                return told ? found[0] : published;
        }
    }

    private static string[] AskedAbout(WorkerDouble worker) => [.. Compilation.Parse(worker.Order!.SpecText).Spec.Eval.Rows.Select(row => row.Text)];

    private static void Answer(WorkerDouble worker)
    {
        var rows = Compilation.Parse(worker.Order!.SpecText).Spec.Eval.Rows;
        int[] gold = [.. rows.Select(row => row.Answer == "weather" ? 0 : 1)];
        var record = SyntheticRun.Answers(gold, ("prompt", gold));
        var seed = record.Candidates[0].Seeds[0] with
        {
            Predictions = [.. rows.Select((row, i) => row.Text.Contains("odd", StringComparison.Ordinal) ? 1 - gold[i] : gold[i]).Select(answer => new Prediction(answer, answer == 0 ? [0.97f, 0.03f] : [0.03f, 0.97f]))],
        };
        worker.Finish(record with
        {
            Model = record.Model with { Name = "nano" },
            Labels = ["weather", "cooking"],
            Rows = [.. record.Rows.Zip(rows, (info, row) => info with { Text = row.Text })],
            Candidates = [record.Candidates[0] with { Seeds = [seed] }],
        });
    }
}
