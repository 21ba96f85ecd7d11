using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

public sealed class CodeActionTests
{
    private static readonly string Faulty = Workplace.Topics.Replace("rank", "rnak", StringComparison.Ordinal);

    [Fact]
    public async Task A_client_that_resolves_is_given_the_edit_of_the_action_that_was_chosen()
    {
        await using var editor = await OpenAsync(resolves: true);
        var actions = await ActionsAsync(editor);
        Assert.All(actions, action => Assert.Null(action["edit"]));
        var chosen = await editor.RequestAsync("codeAction/resolve", actions.Single(action => (string?)action["title"] == "Change to 'rank'"));
        Assert.Equal("rank", (string?)chosen["edit"]!["changes"]![Editor.Uri]![0]!["newText"]);

        await editor.ChangeAsync(Faulty + "\n");
        var refusal = await Assert.ThrowsAnyAsync<RemoteRpcException>(() => editor.RequestAsync("codeAction/resolve", actions[0]));
        Assert.Contains("changed", refusal.Message);
        await Assert.ThrowsAnyAsync<RemoteRpcException>(() => editor.RequestAsync("codeAction/resolve", new { title = "x", kind = "quickfix" }));
    }

    [Fact]
    public async Task Any_other_client_has_the_edits_at_once()
    {
        await using var editor = await OpenAsync(resolves: false);
        Assert.All(await ActionsAsync(editor), action => Assert.NotNull(action["edit"]));
    }

    private static async Task<Editor> OpenAsync(bool resolves)
    {
        var codeAction = JObject.Parse("""{ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } }""");
        if (resolves)
            codeAction.Merge(JObject.Parse("""{ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } }"""));
        var editor = await Editor.OpenAsync(new { textDocument = new { codeAction } });
        await editor.OpenDocumentAsync(Faulty);
        return editor;
    }

    private static async Task<JArray> ActionsAsync(Editor editor)
    {
        var place = new { line = 21, character = 18 };
        return (JArray)await editor.RequestAsync("textDocument/codeAction", new
        {
            textDocument = new { uri = Editor.Uri }, range = new { start = place, end = place }, context = new { diagnostics = Array.Empty<object>() },
        });
    }
}
