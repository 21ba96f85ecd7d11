using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Tests;

public sealed class ConcurrencyTests
{
    /// <summary>Nothing is awaited in between: hundreds of requests are on their way while the text changes under them.</summary>
    [Fact]
    public async Task Requests_among_edits_see_exactly_their_version()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync("task v0: classify {}");
        var asked = new List<(int Version, Task<JToken> Symbols, Task<JToken> Folding)>();
        for (var version = 1; version <= 1000; version++)
        {
            await editor.ChangeAsync(Text(version));
            asked.Add((version, editor.AskAsync("textDocument/documentSymbol"), editor.AskAsync("textDocument/foldingRange")));
        }

        foreach (var (version, symbols, folding) in asked)
        {
            Assert.Equal($"v{version}", (string?)(await symbols)[0]!["name"]);
            Assert.Equal(version % 7 + 1, (int?)Assert.Single(await folding)["endLine"]);
        }

        static string Text(int version) => $"task v{version}: classify {{\n{new string('\n', version % 7)}\n}}";
    }

    [Fact]
    public async Task Two_documents_do_not_mix()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync("task a: classify {}", "untitled:a");
        await editor.OpenDocumentAsync("task b: classify {}", "untitled:b");
        var (a, b) = (editor.AskAsync("textDocument/documentSymbol", "untitled:a"), editor.AskAsync("textDocument/documentSymbol", "untitled:b"));
        Assert.Equal(("a", "b"), ((string?)(await a)[0]!["name"], (string?)(await b)[0]!["name"]));
    }
}
