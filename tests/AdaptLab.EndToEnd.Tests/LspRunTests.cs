using System.Diagnostics;
using System.Text.Json.Nodes;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>Runs that an editor asks for, by the real worker and the real model.</summary>
public sealed class LspRunTests
{
    private static readonly JsonObject Capabilities = JsonNode.Parse("""
        {
          "textDocument": { "publishDiagnostics": {}, "hover": { "contentFormat": ["markdown"] } },
          "workspace": { "codeLens": { "refreshSupport": true } },
          "window": { "workDoneProgress": true }
        }
        """)!.AsObject();

    /// <summary>Long enough to be met at work.</summary>
    private static readonly string Long = Workplace.Topics.Replace("strategy prompt { shots: 2 }", "strategy lora { rank: 4, epochs: 50 }\ncompare { seeds: 10 }", StringComparison.Ordinal);

    [Fact]
    public async Task Results_of_a_run_are_shown_and_a_changed_spec_makes_them_stale()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        var uri = await OpenAsync(client, work, Workplace.Topics);
        var summary = await ExecuteAsync(client, "adaptlab.compare", uri);
        Assert.Equal("finished", (string?)summary!["status"]);
        Assert.Equal("begin", (string?)(await client.NextAsync("$/progress"))!["value"]!["kind"]);
        await client.NextAsync("workspace/codeLens/refresh");
        Assert.Contains(await LensesAsync(client, uri), title => title.Contains('%', StringComparison.Ordinal));
        var report = await ExecuteAsync(client, "adaptlab.openReport", uri);
        Assert.Contains("prompt", await File.ReadAllTextAsync(new Uri((string)report!["uri"]!).LocalPath));

        await client.NotifyAsync("textDocument/didChange", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = 2 },
            ["contentChanges"] = new JsonArray(new JsonObject { ["text"] = Workplace.Topics.Replace("shots: 2", "shots: 3", StringComparison.Ordinal) }),
        });
        JsonNode[] stale;
        do
            stale = [.. (await client.NextAsync("textDocument/publishDiagnostics"))!["diagnostics"]!.AsArray().OfType<JsonNode>()];
        while (!stale.Any(diagnostic => (string?)diagnostic["code"] == "ADAPT4006"));
        Assert.Equal(0, await client.ShutDownAsync());
        Assert.Equal("", client.Strays);
    }

    [Fact]
    public async Task A_prompt_is_the_one_that_the_command_prints()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        var uri = await OpenAsync(client, work, Workplace.Topics);
        var shown = (string?)(await ExecuteAsync(client, "adaptlab.showPrompt", uri, "prompt"))!["text"];
        var printed = await work.RunAsync("prompt", "topics.adapt", "--strategy", "prompt");
        Assert.Equal(0, printed.ExitCode);
        // The command's heading is its first line; whose line below it is the editor's alone.
        Assert.Equal(
            printed.Output.TrimEnd().Split('\n'),
            shown!.TrimEnd().Split('\n').Where(line => !line.StartsWith("───", StringComparison.Ordinal)));
        Assert.Equal(0, await client.ShutDownAsync());
    }

    [Fact]
    public async Task A_run_is_cancelled_within_its_training()
    {
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        var uri = await OpenAsync(client, work, Long);
        var run = ExecuteAsync(client, "adaptlab.compare", uri);
        var token = await TrainingAsync(client);
        await client.NotifyAsync("window/workDoneProgress/cancel", new JsonObject { ["token"] = token.DeepClone() });
        Assert.Equal("stopped", (string?)(await run)!["status"]);
        Assert.Equal(0, await client.ShutDownAsync());
    }

    [SkippableFact]
    public async Task Killing_the_worker_is_one_diagnostic_and_the_next_run_works()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Children of a process are found in /proc here.");
        using var work = new Workplace();
        await using var client = Command.Serve(work.Folder);
        var uri = await OpenAsync(client, work, Long);
        var run = ExecuteAsync(client, "adaptlab.compare", uri);
        await TrainingAsync(client);
        using (var worker = Process.GetProcessById(ChildOf(client.Process.Id)))
            worker.Kill();
        Assert.Equal("failed", (string?)(await run)!["status"]);
        JsonNode[] told;
        do
            told = [.. (await client.NextAsync("textDocument/publishDiagnostics"))!["diagnostics"]!.AsArray().OfType<JsonNode>()];
        while (!told.Any(diagnostic => (string?)diagnostic["code"] == "ADAPT4008")); // What the examples' audit says comes when it is ready.
        Assert.Single(told, diagnostic => (string?)diagnostic["code"] == "ADAPT4008");

        await client.NotifyAsync("textDocument/didChange", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = 2 },
            ["contentChanges"] = new JsonArray(new JsonObject { ["text"] = Workplace.Topics }),
        });
        Assert.Equal("finished", (string?)(await ExecuteAsync(client, "adaptlab.compare", uri))!["status"]);
        Assert.Equal(0, await client.ShutDownAsync());
    }

    private static async Task<string> OpenAsync(LspClient client, Workplace work, string text)
    {
        work.Write("topics.adapt", text);
        var uri = new Uri(work.Path("topics.adapt")).AbsoluteUri;
        // Not as a folder: its progress is not the run's.
        await client.InitializeAsync(Capabilities.DeepClone());
        await client.NotifyAsync("textDocument/didOpen", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = "adapt", ["version"] = 1, ["text"] = text },
        });
        return uri;
    }

    /// <summary>The token of the progress, once it tells of an epoch.</summary>
    private static async Task<JsonNode> TrainingAsync(LspClient client)
    {
        JsonNode progress;
        do
            progress = (await client.NextAsync("$/progress"))!;
        while ((string?)progress["value"]!["message"] is not { } message || !message.Contains("epoch", StringComparison.Ordinal));
        return progress["token"]!;
    }

    private static async Task<string[]> LensesAsync(LspClient client, string uri)
    {
        var lenses = await client.RequestAsync("textDocument/codeLens", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });
        return [.. lenses!.AsArray().Select(lens => (string)lens!["command"]!["title"]!)];
    }

    private static Task<JsonNode?> ExecuteAsync(LspClient client, string command, params string[] arguments) =>
        client.RequestAsync("workspace/executeCommand", new JsonObject { ["command"] = command, ["arguments"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]) });

    // A child belongs to the thread that has started it.
    private static int ChildOf(int process) => int.Parse(Directory.EnumerateDirectories($"/proc/{process}/task")
        .Select(thread => File.ReadAllText(Path.Combine(thread, "children")).Trim())
        .First(children => children.Length > 0).Split(' ')[0]);
}
