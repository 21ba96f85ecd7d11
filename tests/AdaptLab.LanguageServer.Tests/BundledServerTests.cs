using System.Diagnostics;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>The program that editors bundle, as a process: it checks, and says why it does not run.</summary>
public sealed class BundledServerTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task It_checks_and_refuses_to_run_in_one_sentence()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "adaptlab-server.dll")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        using var rpc = new JsonRpc(new HeaderDelimitedMessageHandler(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, new JsonMessageFormatter()));
        // Whatever it says of its own accord is of no interest here.
        rpc.StartListening();
        var uri = _work.Uri("topics.adapt");
        var answer = await rpc.InvokeWithParameterObjectAsync<JToken>("initialize", new { processId = Environment.ProcessId, capabilities = new { textDocument = new { diagnostic = new { } } } });
        Assert.Equal("adaptlab", (string?)answer["serverInfo"]!["name"]);
        await rpc.NotifyWithParameterObjectAsync("initialized", new { });
        await rpc.NotifyWithParameterObjectAsync("textDocument/didOpen", new { textDocument = new { uri, languageId = "adapt", version = 1, text = Workplace.Topics.Replace("shots", "shoots", StringComparison.Ordinal) } });
        var report = await rpc.InvokeWithParameterObjectAsync<JToken>("textDocument/diagnostic", new { textDocument = new { uri } });
        Assert.Contains(report["items"]!, item => (string?)item["code"] == "ADAPT2101");

        await rpc.NotifyWithParameterObjectAsync("textDocument/didChange", new { textDocument = new { uri, version = 2 }, contentChanges = new[] { new { text = Workplace.Topics } } });
        var run = await rpc.InvokeWithParameterObjectAsync<JToken>("workspace/executeCommand", new { command = "adaptlab.compare", arguments = new[] { uri } });
        Assert.Equal(("failed", true), ((string?)run["status"], ((string?)run["message"])!.Contains("adaptlab command", StringComparison.Ordinal)));

        await rpc.InvokeAsync<object?>("shutdown");
        await rpc.NotifyAsync("exit");
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
