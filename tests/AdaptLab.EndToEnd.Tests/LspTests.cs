using System.Text.Json.Nodes;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>The language server as editors start it.</summary>
public sealed class LspTests
{
    private static JsonObject Capabilities() => JsonNode.Parse("""
        {
          "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true },
            "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true }
          },
          "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
          "window": { "workDoneProgress": true }
        }
        """)!.AsObject();

    [Fact]
    public async Task An_editor_opens_a_spec_is_told_of_a_mistake_and_mends_it()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        var hello = await client.InitializeAsync(Capabilities(), work.Folder);
        Assert.Equal("adaptlab", (string?)hello["serverInfo"]!["name"]);
        var uri = new Uri(work.Path("topics.adapt")).AbsoluteUri;
        await OpenAsync(client, uri, Workplace.Topics.Replace("shots", "shotz", StringComparison.Ordinal));

        var published = await client.NextAsync("textDocument/publishDiagnostics");
        var diagnostic = Assert.Single(published!["diagnostics"]!.AsArray())!;
        Assert.Equal("ADAPT2101", (string?)diagnostic["code"]);
        Assert.True(File.Exists(new Uri((string)diagnostic["codeDescription"]!["href"]!).LocalPath), "the code's page lies where the link leads");

        var actions = await client.RequestAsync("textDocument/codeAction", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri },
            ["range"] = diagnostic["range"]!.DeepClone(),
            ["context"] = new JsonObject { ["diagnostics"] = new JsonArray(diagnostic.DeepClone()) },
        });
        var fix = actions!.AsArray().Single(action => (string)action!["title"]! == "Change to 'shots'")!;
        Assert.True((bool?)fix["isPreferred"]);
        var edit = fix["edit"]!["documentChanges"]![0]!["edits"]![0]!;
        await client.NotifyAsync("textDocument/didChange", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = 2 },
            ["contentChanges"] = new JsonArray(new JsonObject { ["range"] = edit["range"]!.DeepClone(), ["text"] = (string)edit["newText"]! }),
        });
        Assert.All((await client.NextAsync("textDocument/publishDiagnostics"))!["diagnostics"]!.AsArray(), told => Assert.Equal("ADAPT4009", (string?)told!["code"]));

        var hover = await client.RequestAsync("textDocument/hover", At(uri, 20, 20));
        Assert.Equal("markdown", (string?)hover!["contents"]!["kind"]);
        Assert.NotEmpty((await client.RequestAsync("textDocument/completion", At(uri, 19, 0)))!["items"]!.AsArray());
        var renamed = await client.RequestAsync("textDocument/rename", Rename(uri, 3, 6, "skies"));
        Assert.Equal(4, renamed!["documentChanges"]![0]!["edits"]!.AsArray().Count);
        var lenses = await client.RequestAsync("textDocument/codeLens", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });
        Assert.NotNull(lenses);
        Assert.Equal(0, await client.ShutDownAsync());
        Assert.Equal(("", ""), (client.Strays, await client.ErrorsAsync()));
    }

    [Fact]
    public async Task What_cannot_be_renamed_says_why()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        await client.InitializeAsync(Capabilities());
        await OpenAsync(client, "untitled:1", Workplace.Topics);
        var refusal = await Assert.ThrowsAsync<LspException>(() => client.RequestAsync("textDocument/rename", Rename("untitled:1", 3, 6, "cooking")));
        Assert.Contains("cooking", refusal.Message);
        Assert.Equal(0, await client.ShutDownAsync());
    }

    [Fact]
    public async Task It_ends_when_the_editor_goes_away_without_a_word()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        await client.InitializeAsync(Capabilities());
        client.Process.StandardInput.Close();
        Assert.Equal(1, await client.EndAsync());
    }

    [Fact]
    public async Task It_loads_nothing_of_Torch()
    {
        using var work = new Workplace();
        var list = work.Path("assemblies.txt");
        await using var client = Command.Serve(
            work.Folder, new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location, [StartupHook.ListVariable] = list });
        await client.InitializeAsync(Capabilities());
        await OpenAsync(client, "untitled:1", Workplace.Topics.Replace("shots", "shotz", StringComparison.Ordinal));
        await client.NextAsync("textDocument/publishDiagnostics");
        await client.ShutDownAsync();
        var loaded = await File.ReadAllLinesAsync(list);
        Assert.Contains("AdaptLab.LanguageServer", loaded);
        Assert.DoesNotContain("TorchSharp", loaded);
    }

    private static Task OpenAsync(LspClient client, string uri, string text) => client.NotifyAsync("textDocument/didOpen", new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = "adapt", ["version"] = 1, ["text"] = text },
    });

    private static JsonObject At(string uri, int line, int character) => new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri },
        ["position"] = new JsonObject { ["line"] = line, ["character"] = character },
    };

    private static JsonObject Rename(string uri, int line, int character, string name)
    {
        var parameters = At(uri, line, character);
        parameters["newName"] = name;
        return parameters;
    }
}
