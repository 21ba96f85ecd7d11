using System.Runtime.CompilerServices;
using AdaptLab.LanguageServer.Features;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Tests;

public sealed class NegotiationTests
{
    /// <summary>A client that can do everything that the server looks for.</summary>
    private static readonly JObject Everything = JObject.Parse("""
        {
          "general": { "positionEncodings": ["utf-8", "utf-16"] },
          "window": { "workDoneProgress": true, "showDocument": { "support": true } },
          "workspace": {
            "applyEdit": true, "configuration": true, "workspaceFolders": true,
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
            "didChangeWatchedFiles": { "dynamicRegistration": true }, "didChangeConfiguration": { "dynamicRegistration": true },
            "diagnostics": { "refreshSupport": true }, "codeLens": { "refreshSupport": true }, "inlayHint": { "refreshSupport": true }
          },
          "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true, "tagSupport": { "valueSet": [1, 2] } },
            "diagnostic": { "dynamicRegistration": true },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"], "resolveSupport": { "properties": ["documentation"] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "synchronization": { "dynamicRegistration": true },
            "codeAction": {
              "dynamicRegistration": true, "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } }, "isPreferredSupport": true,
              "dataSupport": true, "resolveSupport": { "properties": ["edit"] }
            },
            "rename": { "prepareSupport": true },
            "foldingRange": { "lineFoldingOnly": true },
            "documentLink": { "tooltipSupport": true },
            "semanticTokens": { "multilineTokenSupport": true }
          }
        }
        """);

    [Fact]
    public async Task What_the_server_can_do_is_as_in_the_baseline()
    {
        var baseline = Path.Combine(Folder(), "Baselines", "initialize.json");
        var actual = (await InitializeAsync(Everything)).ToString(Formatting.Indented).ReplaceLineEndings("\n") + "\n";
        if (!File.Exists(baseline) || Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
        {
            var isNew = !File.Exists(baseline);
            Directory.CreateDirectory(Path.GetDirectoryName(baseline)!);
            await File.WriteAllTextAsync(baseline, actual);
            Assert.False(isNew, "The baseline was missing and has been written. Look at it.");
        }

        Assert.Equal(await File.ReadAllTextAsync(baseline), actual);
    }

    /// <summary>Each part of what a client offers stands for itself: any of them may be missing, whatever else is there.</summary>
    [Fact]
    public async Task Any_combination_of_what_a_client_offers_can_be_worked_with()
    {
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var capabilities = (JObject)Everything.DeepClone();
            Thin(capabilities, random);
            await using var editor = await Editor.OpenAsync(capabilities);
            await editor.OpenDocumentAsync(Workplace.Topics);
            foreach (var method in new[] { "documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink", "formatting", "diagnostic" })
                await editor.AskAsync("textDocument/" + method);
            await editor.AskAtAsync("textDocument/hover", 21, 17);
            await editor.AskAtAsync("textDocument/completion", 21, 0);
            Assert.Equal(0, await editor.ExitAsync());
            Assert.Equal("", editor.Log.ToString());
        }
    }

    [Theory]
    [InlineData("utf-16", null)]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-16", "utf-32", "utf-16")]
    [InlineData("utf-8", "utf-8", "utf-16")]
    [InlineData("utf-16", "utf-16", "utf-8")]
    [InlineData("utf-16", "utf-32")]
    public async Task The_first_encoding_that_both_know_is_taken(string agreed, params string?[]? offered)
    {
        var result = await InitializeAsync(JObject.FromObject(new { general = new { positionEncodings = offered?.OfType<string>() } }));
        Assert.Equal(agreed, (string?)result["capabilities"]!["positionEncoding"]);
    }

    [Fact]
    public async Task Symbols_are_nested_only_for_who_can_show_that()
    {
        await using var plain = await Editor.OpenAsync();
        await plain.OpenDocumentAsync(Workplace.Topics);
        var flat = await plain.AskAsync("textDocument/documentSymbol");
        Assert.All(flat, symbol => Assert.NotNull(symbol["location"]));
        Assert.Contains(flat, symbol => (string?)symbol["name"] == "weather" && (string?)symbol["containerName"] == "topics");

        await using var rich = await Editor.OpenAsync(Everything);
        await rich.OpenDocumentAsync(Workplace.Topics);
        var nested = await rich.AskAsync("textDocument/documentSymbol");
        Assert.Contains(nested[0]!["children"]!, symbol => (string?)symbol["name"] == "weather");
    }

    [Fact]
    public async Task Snippets_and_Markdown_are_sent_only_to_who_takes_them()
    {
        await using var plain = await Editor.OpenAsync();
        await plain.OpenDocumentAsync(Workplace.Topics);
        var items = (await plain.AskAtAsync("textDocument/completion", 21, 0))["items"]!;
        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.True(item["insertTextFormat"] is null && !((string)item["textEdit"]!["newText"]!).Contains('$', StringComparison.Ordinal)));
        Assert.Equal("plaintext", (string?)(await plain.AskAtAsync("textDocument/hover", 20, 19))["contents"]!["kind"]);

        await using var rich = await Editor.OpenAsync(Everything);
        await rich.OpenDocumentAsync(Workplace.Topics);
        Assert.Contains((await rich.AskAtAsync("textDocument/completion", 21, 0))["items"]!, item => (int?)item["insertTextFormat"] == 2);
        Assert.Equal("markdown", (string?)(await rich.AskAtAsync("textDocument/hover", 20, 19))["contents"]!["kind"]);
    }

    [Fact]
    public async Task Files_and_configuration_are_asked_for_where_the_client_can_be_asked()
    {
        await using var editor = new Editor();
        editor.Answer("workspace/configuration", _ => JArray.Parse("""[{ "codeLens": { "enabled": false } }]"""));
        await editor.RequestAsync("initialize", new { capabilities = Everything });
        await editor.NotifyAsync("initialized", new { });
        var registrations = (await editor.NextAsync("client/registerCapability"))["registrations"]!;
        Assert.Equal(
            [
                "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration",
                "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/definition", "textDocument/references",
                "textDocument/codeAction",
            ],
            registrations.Select(one => (string?)one["method"]));
        Assert.Contains(registrations[3]!["registerOptions"]!["documentSelector"]!, filter => (string?)filter["pattern"] == "**/*.csv");
        Assert.Equal("quickfix", (string?)registrations[7]!["registerOptions"]!["codeActionKinds"]![0]);
        Assert.Equal(2, (int?)registrations[3]!["registerOptions"]!["syncKind"]);
        Assert.Contains(registrations[0]!["registerOptions"]!["watchers"]!, watcher => (string?)watcher["globPattern"] == "**/*.jsonl");
        Assert.Equal("adaptlab", (string?)(await editor.NextAsync("workspace/configuration"))["items"]![0]!["section"]);
        // The client is told to ask again, once the settings are those that it gave.
        await editor.NextAsync("workspace/codeLens/refresh");
        await editor.OpenDocumentAsync(Workplace.Topics);
        Assert.Equal(JTokenType.Null, (await editor.AskAsync("textDocument/codeLens"))?.Type ?? JTokenType.Null);
        editor.Answer("workspace/configuration", _ => new JArray(JValue.CreateNull()));
        await editor.NotifyAsync("workspace/didChangeConfiguration", new { settings = new { adaptlab = new { codeLens = new { enabled = true } } } });
        Assert.NotEmpty(await editor.AskAsync("textDocument/codeLens"));
    }

    /// <summary>Against the protocol's own description, which lies in a folder beside the repository.</summary>
    [SkippableFact]
    public async Task Methods_and_capabilities_are_those_of_the_protocol()
    {
        var path = Path.GetFullPath(Path.Combine(Folder(), "..", "..", "..", "shared", "fixtures", "lsp", "3.17", "metaModel.json"));
        Skip.IfNot(File.Exists(path), "the protocol's meta model is not on this machine");
        var model = JObject.Parse(await File.ReadAllTextAsync(path));
        var methods = model["requests"]!.Concat(model["notifications"]!).Select(one => (string)one["method"]!).ToHashSet(StringComparer.Ordinal);
        // What the protocol does not have is told from it by our own prefix.
        Assert.Empty(FeatureList.All.Select(feature => feature.Method).Where(method => !method.StartsWith("adaptlab/", StringComparison.Ordinal)).Except(methods));

        var capabilities = model["structures"]!.Single(one => (string?)one["name"] == "ServerCapabilities")["properties"]!.Select(one => (string)one["name"]!);
        Assert.Empty(((JObject)(await InitializeAsync(Everything))["capabilities"]!).Properties().Select(one => one.Name).Except(capabilities));
        var tokens = model["enumerations"]!.Single(one => (string?)one["name"] == "SemanticTokenTypes")["values"]!.Select(one => (string)one["value"]!);
        Assert.Empty(TokenLegend.Legend.TokenTypes.Except(tokens));
    }

    private static async Task<JToken> InitializeAsync(JObject capabilities)
    {
        await using var editor = new Editor();
        return await editor.RequestAsync("initialize", new { processId = (int?)null, capabilities });
    }

    private static void Thin(JObject all, Random random)
    {
        foreach (var property in all.Properties().ToList())
        {
            if (random.Next(4) == 0)
                property.Remove();
            else if (property.Value is JObject inner)
                Thin(inner, random);
            else if (property.Value is JValue { Type: JTokenType.Boolean } && random.Next(3) == 0)
                property.Value = false;
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
