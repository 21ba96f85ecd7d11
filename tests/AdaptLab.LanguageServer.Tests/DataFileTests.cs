using AdaptLab.LanguageServer.Features;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>Data files that the editor has open beside the spec that reads them.</summary>
public sealed class DataFileTests : IDisposable
{
    private const string Right = "text,label\nIt räins.,weather\nBoil it.,cooking\n";

    private readonly Workplace _work = new();

    private string Spec => _work.Uri("topics.adapt");

    private string Data => _work.Uri("data.csv");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task What_is_typed_in_a_data_file_is_read_before_it_is_saved()
    {
        await using var editor = await OpenAsync(Right.Replace("weather", "weathr", StringComparison.Ordinal));
        Assert.Equal("ADAPT2306", (string?)Assert.Single((await editor.QuietAsync())["diagnostics"]!)["code"]);
        await editor.NextAsync("textDocument/publishDiagnostics");

        await OpenDataAsync(editor, Right);
        await editor.QuietAsync(Data, diagnostics => !diagnostics.Any());

        await editor.ChangeAsync(2, 9, 2, 16, "cookin", Data);
        var inData = Assert.Single(await editor.QuietAsync(Data, diagnostics => diagnostics.Any()));
        Assert.Contains("'cookin'", (string?)inData["message"]);
        Assert.Equal((2, 9, 15), ((int)inData["range"]!["start"]!["line"]!, (int)inData["range"]!["start"]!["character"]!, (int)inData["range"]!["end"]!["character"]!));

        // What was typed and thrown away was never there.
        await editor.NotifyAsync("textDocument/didClose", new { textDocument = new { uri = Data } });
        await editor.QuietAsync(Spec, diagnostics => diagnostics.Count() == 1 && ((string?)diagnostics[0]!["message"])!.Contains("'weathr'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_pulls_is_told_to_ask_again_once_a_data_file_is_typed_in_or_closed()
    {
        await using var editor = await OpenAsync(Right, new
        {
            textDocument = new { diagnostic = new { } },
            workspace = new { diagnostics = new { refreshSupport = true } },
        });
        await OpenDataAsync(editor, Right);
        await RefreshedAsync();
        await editor.ChangeAsync(2, 9, 2, 16, "cookin", Data);
        await RefreshedAsync();
        // Beside it may stand what the audit has found before.
        Assert.Single(await PulledAsync(), diagnostic => ((string?)diagnostic["message"])!.Contains("'cookin'", StringComparison.Ordinal));
        await editor.NotifyAsync("textDocument/didClose", new { textDocument = new { uri = Data } });
        await RefreshedAsync();
        Assert.DoesNotContain(await PulledAsync(), diagnostic => ((string?)diagnostic["message"])!.Contains("'cookin'", StringComparison.Ordinal));

        async Task RefreshedAsync()
        {
            await editor.AskAsync("textDocument/foldingRange", Spec);
            editor.Time.Advance(TimeSpan.FromSeconds(1));
            await editor.NextAsync("workspace/diagnostic/refresh");
        }

        async Task<IEnumerable<JToken>> PulledAsync() =>
            (await editor.RequestAsync("workspace/diagnostic", new { previousResultIds = Array.Empty<object>() }))["items"]!.SelectMany(item => item["items"]!);
    }

    [Fact]
    public async Task A_data_file_is_no_spec()
    {
        await using var editor = await OpenAsync(Right);
        await OpenDataAsync(editor, Right);
        Assert.Null(await editor.AskAsync("textDocument/foldingRange", Data));
        Assert.Equal("", editor.Log.ToString());
    }

    [Theory]
    [InlineData("utf-16", 10)]
    [InlineData("utf-8", 11)]
    public async Task From_a_row_one_comes_back_to_the_spec(string units, int character)
    {
        await using var editor = await OpenAsync(Right, new { general = new { positionEncodings = new[] { units } } });
        var label = Assert.Single(await editor.AskAtAsync("textDocument/definition", 1, character, Data));
        Assert.Equal((Spec, 3, 4), ((string?)label["uri"], (int)label["range"]!["start"]!["line"]!, (int)label["range"]!["start"]!["character"]!));
        var path = Assert.Single(await editor.AskAtAsync("textDocument/definition", 1, 2, Data));
        Assert.Equal((Spec, 20), ((string?)path["uri"], (int)path["range"]!["start"]!["line"]!));

        var references = await editor.RequestAsync("textDocument/references", new
        {
            textDocument = new { uri = Data }, position = new { line = 1, character }, context = new { includeDeclaration = true },
        });
        Assert.Equal(4, references.Count(place => (string?)place["uri"] == Spec));
        Assert.Equal(1, references.Count(place => (string?)place["uri"] == Data));
        Assert.Null(await editor.AskAtAsync("textDocument/definition", 1, character, _work.Uri("other.csv")));
    }

    [Fact]
    public async Task A_label_is_renamed_in_what_the_editor_has_and_not_in_what_the_disk_has()
    {
        await using var editor = await OpenAsync(Right, new { workspace = new { applyEdit = true } });
        await OpenDataAsync(editor, "text,label\n\n\nIt rains.,weather\n");
        await editor.RequestAsync("workspace/executeCommand", new { command = CommandNames.RenameWithData, arguments = new object[] { Spec, new { line = 3, character = 6 }, "skies" } });
        var changes = (await editor.NextAsync("workspace/applyEdit"))["edit"]!["changes"]!;
        Assert.Equal((3, 10), ((int)changes[Data]![0]!["range"]!["start"]!["line"]!, (int)changes[Data]![0]!["range"]!["start"]!["character"]!));
    }

    [Theory]
    [InlineData("data.csv", Right + "boil it,weather\r\n", 8, 15)]
    [InlineData("data.jsonl", "{\"text\":\"It räins.\",\"label\":\"weather\"}\n{\"text\":\"Boil it.\",\"label\":\"cooking\"}\n\n{\"label\":\"weather\",\"text\":\"boil it\"}\n", 9, 18)]
    public async Task A_row_is_mended_in_its_own_file_from_there_and_from_the_spec(string name, string text, int start, int end)
    {
        _work.Write(name, text);
        var data = _work.Uri(name);
        await using var editor = await Editor.OpenAsync(new { textDocument = new { codeAction = JObject.Parse("""{ "codeActionLiteralSupport": {} }""") } });
        await editor.OpenDocumentAsync(Workplace.WithFile(name), Spec);
        var told = (await editor.QuietAsync(data, diagnostics => diagnostics.Count(diagnostic => (string?)diagnostic["code"] == "ADAPT3001") == 2))
            .Where(diagnostic => (string?)diagnostic["code"] == "ADAPT3001").MaxBy(diagnostic => (int)diagnostic["range"]!["start"]!["line"]!)!;
        var relabel = $"Change the label to 'cooking' ({name}:4)";

        var atRow = await ActionsAsync(data, told["range"]!, told);
        Assert.Equal([relabel, $"Remove this row ({name}:4)", $"Silence ADAPT3001 at {name}:4"], atRow.Select(action => (string?)action["title"]));
        Assert.All(atRow, action => Assert.Equal((string?)told["message"], (string?)Assert.Single(action["diagnostics"]!)["message"]));
        Assert.Contains("allow ADAPT3001 at \"boil it\"", (string?)atRow[2]["edit"]!["changes"]![Spec]![0]!["newText"]);
        var atPath = Assert.Single(await ActionsAsync(Spec, JObject.Parse("""{ "start": { "line": 20, "character": 22 }, "end": { "line": 20, "character": 22 } }"""), null), action => (string?)action["title"] == relabel);
        foreach (var action in new[] { atRow[0], atPath })
        {
            var edit = Assert.Single(action["edit"]!["changes"]![data]!);
            Assert.Equal((3, start, 3, end), ((int)edit["range"]!["start"]!["line"]!, (int)edit["range"]!["start"]!["character"]!, (int)edit["range"]!["end"]!["line"]!, (int)edit["range"]!["end"]!["character"]!));
            Assert.Equal("cooking", ((string)edit["newText"]!).Trim('"'));
        }

        // What is typed there counts: the row has moved, and the mend with it.
        await editor.NotifyAsync("textDocument/didOpen", new { textDocument = new { uri = data, languageId = "rows", version = 1, text = text.Replace("oil it", "oil it up", StringComparison.Ordinal) } });
        Assert.DoesNotContain(await ActionsAsync(data, told["range"]!, told), action => (string?)action["title"] == relabel);

        async Task<JArray> ActionsAsync(string uri, JToken range, JToken? diagnostic) => (JArray)await editor.RequestAsync("textDocument/codeAction", new
        {
            textDocument = new { uri }, range, context = new { diagnostics = diagnostic is null ? [] : new[] { diagnostic } },
        });
    }

    [Fact]
    public async Task What_is_not_saved_is_not_run()
    {
        await using var editor = await OpenAsync(Right);
        await OpenDataAsync(editor, Right.Replace("Boil", "Fry", StringComparison.Ordinal));
        var refusal = await Assert.ThrowsAnyAsync<RemoteRpcException>(() =>
            editor.RequestAsync("workspace/executeCommand", new { command = CommandNames.Compare, arguments = new object[] { Spec } }));
        Assert.Equal("Save data.csv first: a run reads it from the disk.", refusal.Message);
    }

    private async Task<Editor> OpenAsync(string data, object? capabilities = null)
    {
        _work.Write("data.csv", data);
        var editor = await Editor.OpenAsync(capabilities);
        await editor.OpenDocumentAsync(Workplace.WithFile("data.csv"), Spec);
        return editor;
    }

    private Task OpenDataAsync(Editor editor, string text) =>
        editor.NotifyAsync("textDocument/didOpen", new { textDocument = new { uri = Data, languageId = "csv", version = 1, text } });
}
