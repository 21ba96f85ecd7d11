using AdaptLab.LanguageServer.Features;
using AdaptLab.LanguageServer.Protocol;
using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

public sealed class LifeTests
{
    [Fact]
    public async Task Shutdown_and_exit_end_the_server_with_0()
    {
        await using var editor = await Editor.OpenAsync();
        Assert.Equal(0, await editor.ExitAsync());
    }

    [Fact]
    public async Task Exit_without_shutdown_ends_it_with_1()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.NotifyAsync("exit");
        Assert.Equal(1, await editor.Server);
    }

    [Fact]
    public async Task A_client_that_vanishes_ends_it()
    {
        await using var editor = await Editor.OpenAsync();
        editor.Vanish();
        Assert.Equal(1, await editor.Server);
    }

    [Fact]
    public async Task A_client_whose_process_has_died_ends_it()
    {
        await using var editor = new Editor();
        using var gone = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
        await gone.WaitForExitAsync();
        // It may not live long enough to answer.
        await Record.ExceptionAsync(() => editor.RequestAsync("initialize", new { processId = gone.Id, capabilities = new { } }));
        Assert.Equal(1, await editor.Server);
    }

    [Fact]
    public async Task Before_initialize_nothing_is_answered()
    {
        await using var editor = new Editor();
        var refusal = await Assert.ThrowsAsync<RemoteInvocationException>(() => editor.AskAtAsync("textDocument/hover", 0, 0));
        Assert.Equal(-32002, refusal.ErrorCode);
        await editor.OpenDocumentAsync("task t: classify {}");
        await editor.RequestAsync("initialize", new { capabilities = new { } });
        Assert.Equal(JTokenType.Null, (await editor.AskAsync("textDocument/foldingRange"))?.Type ?? JTokenType.Null);
    }

    [Fact]
    public async Task After_shutdown_nothing_is_answered()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.RequestAsync("shutdown");
        var refusal = await Assert.ThrowsAsync<RemoteInvocationException>(() => editor.AskAtAsync("textDocument/hover", 0, 0));
        Assert.Equal(-32600, refusal.ErrorCode);
    }

    [Fact]
    public async Task It_is_initialized_once()
    {
        await using var editor = await Editor.OpenAsync();
        var refusal = await Assert.ThrowsAsync<RemoteInvocationException>(() => editor.RequestAsync("initialize", new { capabilities = new { } }));
        Assert.Equal(-32600, refusal.ErrorCode);
    }

    [Fact]
    public async Task A_method_that_there_is_not_is_said()
    {
        await using var editor = await Editor.OpenAsync();
        await Assert.ThrowsAsync<RemoteMethodNotFoundException>(() => editor.RequestAsync("textDocument/nothing", new { }));
    }

    [Fact]
    public async Task Parameters_that_cannot_be_read_are_an_error_of_the_client()
    {
        await using var editor = await Editor.OpenAsync();
        var refusal = await Assert.ThrowsAnyAsync<RemoteRpcException>(() => editor.RequestAsync("textDocument/hover", new { textDocument = 3, position = "here" }));
        Assert.Equal("The parameters of textDocument/hover cannot be read.", refusal.Message);
        Assert.Equal(0, await editor.ExitAsync());
    }

    [Fact]
    public async Task A_handler_that_fails_answers_a_short_error_and_the_server_lives()
    {
        var faulty = Feature.Read<DocumentParams, object>("test/faulty", _ => throw new InvalidOperationException("secret path"));
        await using var editor = await Editor.OpenAsync(features: [.. FeatureList.All, faulty]);
        await editor.OpenDocumentAsync("task t: classify {}");
        var failure = await Assert.ThrowsAsync<RemoteInvocationException>(() => editor.AskAsync("test/faulty"));
        Assert.Equal(-32603, failure.ErrorCode);
        Assert.Equal("test/faulty failed unexpectedly (InvalidOperationException). The server's log says more.", failure.Message);
        Assert.Contains("secret path", await editor.Log.NextAsync());
        Assert.NotEmpty(await editor.AskAsync("textDocument/documentSymbol"));
    }

    [Fact]
    public async Task A_notification_that_fails_changes_nothing_and_the_server_lives()
    {
        var faulty = Feature.Change<DocumentParams>("test/faulty", (_, _) => throw new InvalidOperationException("no"));
        await using var editor = await Editor.OpenAsync(features: [.. FeatureList.All, faulty]);
        await editor.OpenDocumentAsync("task t: classify {}");
        await editor.NotifyAsync("test/faulty", new { textDocument = new { uri = Editor.Uri } });
        Assert.NotEmpty(await editor.AskAsync("textDocument/documentSymbol"));
        Assert.Contains("test/faulty failed", await editor.Log.NextAsync());
    }

    [Fact]
    public async Task A_request_that_is_cancelled_says_so()
    {
        var begun = new TaskCompletionSource();
        var slow = Feature.ReadAsync<DocumentParams, int>("test/slow", async request =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, request.Cancellation);
            return 1;
        });
        await using var editor = await Editor.OpenAsync(features: [.. FeatureList.All, slow]);
        using var cancellation = new CancellationTokenSource();
        var asked = editor.RequestAsync("test/slow", new { textDocument = new { uri = Editor.Uri } }, cancellation.Token);
        await begun.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, await editor.ExitAsync());
    }

    [Fact]
    public async Task A_change_of_a_document_that_is_not_open_is_logged_and_harms_nothing()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.ChangeAsync(0, 0, 0, 0, "x", "file:///other.adapt");
        await editor.OpenDocumentAsync("task t: classify {}");
        Assert.NotNull(await editor.AskAsync("textDocument/documentSymbol"));
        Assert.Contains("other.adapt is not open", await editor.Log.NextAsync());
    }
}
