using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>Features as a client asks for them; what they say in detail is tested where it is worked out.</summary>
public sealed class FeatureTests : IDisposable
{
    private const string Untidy = "task   topics:classify {\n    labels: [a,b]\n}\n\nexamples few {\n\"One.\"=>a\n\"Two.\"   => b\n}\n";

    private readonly Workplace _work = new();

    private string Spec => _work.Uri("topics.adapt");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task What_may_be_written_is_explained_once_somebody_looks_at_it()
    {
        await using var editor = await OpenAsync();
        var list = await editor.AskAtAsync("textDocument/completion", 21, 16);
        var item = list["items"]!.First(item => (string?)item["label"] == "epochs");
        Assert.Null(item["documentation"]);
        var resolved = await editor.RequestAsync("completionItem/resolve", item);
        Assert.Contains("epoch", (string?)resolved["documentation"]!["value"], StringComparison.OrdinalIgnoreCase);
        item["label"] = "nothing";
        Assert.Null((await editor.RequestAsync("completionItem/resolve", item))["documentation"]);
    }

    [Fact]
    public async Task Names_are_found_in_every_spec_by_letters_in_their_order()
    {
        _work.Write("more/other.adapt", Workplace.Topics.Replace("weather", "warming", StringComparison.Ordinal));
        await using var editor = await OpenAsync();
        Assert.Equal("weather", await FoundAsync(editor, "WTHR"));

        await editor.NotifyAsync("workspace/didChangeWorkspaceFolders", new { @event = new { added = new[] { Folder("more") }, removed = Array.Empty<object>() } });
        // A folder is read beside whatever is asked meanwhile.
        for (var i = 0; i < 1000 && await FoundAsync(editor, "w") == "weather"; i++)
            await editor.AskAsync("textDocument/foldingRange");
        Assert.Equal("warming weather", await FoundAsync(editor, "w"));

        await editor.NotifyAsync("workspace/didChangeWorkspaceFolders", new { @event = new { added = Array.Empty<object>(), removed = new[] { Folder("more") } } });
        Assert.Equal("weather", await FoundAsync(editor, "w"));

        object Folder(string name) => new { uri = _work.Uri(name), name };
    }

    [Fact]
    public async Task A_spec_is_laid_out_as_a_whole_in_part_or_as_it_is_typed()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync(Untidy);
        Assert.Equal("0 1 5 6", Lines(await editor.AskAsync("textDocument/formatting")));
        var part = await editor.RequestAsync("textDocument/rangeFormatting", new
        {
            textDocument = new { uri = Editor.Uri }, range = new { start = new { line = 5, character = 0 }, end = new { line = 5, character = 3 } }, options = new { tabSize = 8 },
        });
        Assert.Equal("5", Lines(part));
        var typed = await editor.RequestAsync("textDocument/onTypeFormatting", new
        {
            textDocument = new { uri = Editor.Uri }, position = new { line = 7, character = 1 }, ch = "}", options = new { tabSize = 8 },
        });
        Assert.Equal("5 6", Lines(typed));

        static string Lines(JToken edits) => string.Join(' ', edits.Select(edit => (int)edit["range"]!["start"]!["line"]!).Distinct().Order());
    }

    [Fact]
    public async Task What_can_be_renamed_is_told_before_a_name_is_asked_for()
    {
        await using var editor = await OpenAsync();
        var target = await editor.AskAtAsync("textDocument/prepareRename", 9, 36);
        Assert.Equal(("weather", 9, 33), ((string?)target["placeholder"], (int)target["range"]!["start"]!["line"]!, (int)target["range"]!["start"]!["character"]!));
        Assert.Equal(JTokenType.Null, (await editor.AskAtAsync("textDocument/prepareRename", 9, 8))?.Type ?? JTokenType.Null);
    }

    [Fact]
    public async Task Places_of_a_name_are_highlighted_and_what_is_selected_grows()
    {
        await using var editor = await OpenAsync();
        var places = await editor.AskAtAsync("textDocument/documentHighlight", 3, 6);
        Assert.Equal(["3 3", "9 2", "10 2", "16 2"], places.Select(place => $"{place["range"]!["start"]!["line"]} {place["kind"]}"));

        var ranges = await editor.RequestAsync("textDocument/selectionRange", new
        {
            textDocument = new { uri = Editor.Uri }, positions = new[] { new { line = 9, character = 4 }, new { line = 21, character = 17 } },
        });
        Assert.Equal(2, ranges.Count());
        foreach (var widest in ranges.Select(range => Outermost(range)))
            Assert.Equal((0, 24), ((int)widest["range"]!["start"]!["line"]!, (int)widest["range"]!["end"]!["line"]!));

        static JToken Outermost(JToken range) => range["parent"] is { HasValues: true } parent ? Outermost(parent) : range;
    }

    [Fact]
    public async Task Colours_of_a_part_are_those_of_the_whole()
    {
        await using var editor = await OpenAsync();
        var whole = (await editor.AskAsync("textDocument/semanticTokens/full"))["data"]!.Count();
        var part = (await editor.RequestAsync("textDocument/semanticTokens/range", new
        {
            textDocument = new { uri = Editor.Uri }, range = new { start = new { line = 20, character = 0 }, end = new { line = 20, character = 28 } },
        }))["data"]!.Values<int>().ToArray();
        Assert.InRange(part.Length, 5, whole - 5);
        Assert.Equal(20, part[0]);
    }

    [Fact]
    public async Task Of_colours_only_what_has_changed_is_sent_and_all_to_who_names_none_that_are_known()
    {
        await using var editor = await OpenAsync();
        var whole = await editor.AskAsync("textDocument/semanticTokens/full");
        Assert.Empty((await DeltaAsync((string)whole["resultId"]!))["edits"]!);
        var unknown = await DeltaAsync("of another server");
        Assert.Equal(whole["data"]!.Values<int>(), unknown["data"]!.Values<int>());

        Task<JToken> DeltaAsync(string known) =>
            editor.RequestAsync("textDocument/semanticTokens/full/delta", new { textDocument = new { uri = Editor.Uri }, previousResultId = known });
    }

    [Fact]
    public async Task Rows_of_a_file_are_counted_beside_its_path_which_is_a_link_and_counted_anew_once_the_spec_is_saved()
    {
        _work.Write("data.csv", "text,label\nIt rains.,weather\nBoil it.,cooking\n");
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync(Workplace.WithFile("data.csv"), Spec);
        Assert.Equal("2 rows", await SizeAsync());
        var link = Assert.Single(await editor.AskAsync("textDocument/documentLink", Spec));
        Assert.Equal(_work.Uri("data.csv"), (string?)link["target"]);

        // Not every client watches files.
        _work.Write("data.csv", "text,label\nIt rains.,weather\nBoil it.,cooking\nIt snows.,weather\n");
        await editor.NotifyAsync("textDocument/didSave", new { textDocument = new { uri = Spec } });
        Assert.Equal("3 rows", await SizeAsync());

        async Task<string?> SizeAsync()
        {
            // Asked for as a panel asks: the answer waits until the files have been read.
            await editor.AskAsync("adaptlab/tests", Spec);
            var hints = await editor.RequestAsync("textDocument/inlayHint", new
            {
                textDocument = new { uri = Spec }, range = new { start = new { line = 0, character = 0 }, end = new { line = 99, character = 0 } },
            });
            return (string?)Assert.Single(hints, hint => ((string?)hint["label"])!.EndsWith("rows", StringComparison.Ordinal))["label"];
        }
    }

    private static async Task<Editor> OpenAsync()
    {
        var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync(Workplace.Topics);
        return editor;
    }

    private static async Task<string> FoundAsync(Editor editor, string query) => string.Join(
        ' ', (await editor.RequestAsync("workspace/symbol", new { query })).Select(symbol => (string)symbol["name"]!).Where(name => name.StartsWith('w')).Order(StringComparer.Ordinal));
}
