using Newtonsoft.Json.Linq;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Tests;

public sealed class DiagnosticsTests
{
    private static readonly object Rich = new
    {
        textDocument = new { publishDiagnostics = new { relatedInformation = true, codeDescriptionSupport = true, versionSupport = true, tagSupport = new { valueSet = new[] { 1, 2 } } } },
    };

    private static readonly object Pulls = new { textDocument = new { diagnostic = new { } }, workspace = new { diagnostics = new { refreshSupport = true } } };

    [Fact]
    public async Task They_are_pushed_after_a_quiet_period_with_code_place_and_page()
    {
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.Topics.Replace("rank", "rnak", StringComparison.Ordinal), "untitled:1");
        await editor.AskAsync("textDocument/foldingRange", "untitled:1");
        Assert.False(editor.HasMore("textDocument/publishDiagnostics"));
        var published = await editor.QuietAsync();
        Assert.Equal(("untitled:1", 1), ((string?)published["uri"], (int?)published["version"]));
        var diagnostic = Assert.Single(published["diagnostics"]!);
        Assert.Equal("ADAPT2101", (string?)diagnostic["code"]);
        Assert.Equal("https://help/docs/diagnostics/ADAPT2101.md", (string?)diagnostic["codeDescription"]!["href"]);
        Assert.Equal(("adaptlab", 1), ((string?)diagnostic["source"], (int?)diagnostic["severity"]));
        Assert.Equal((21, 16, 21, 20), Range(diagnostic["range"]!));
    }

    [Fact]
    public async Task Typing_on_begins_the_quiet_period_anew()
    {
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync("task t: clasify {}");
        await editor.AskAsync("textDocument/foldingRange");
        editor.Time.Advance(TimeSpan.FromMilliseconds(150));
        await editor.ChangeAsync("task t: clasify {} // more");
        await editor.AskAsync("textDocument/foldingRange");
        editor.Time.Advance(TimeSpan.FromMilliseconds(150));
        var published = await editor.QuietAsync();
        Assert.Equal(2, (int?)published["version"]);
        Assert.False(editor.HasMore("textDocument/publishDiagnostics"));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_pushed_again()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync("task t: clasify {}");
        await editor.QuietAsync();
        await editor.ChangeAsync("task t: clasify {} // a comment");
        await editor.AskAsync("textDocument/foldingRange");
        editor.Time.Advance(TimeSpan.FromSeconds(1));
        await editor.ChangeAsync("task t: classify {}");
        // One more, and it is about the last text: nothing came of the comment.
        var published = await editor.QuietAsync();
        Assert.DoesNotContain(published["diagnostics"]!, diagnostic => ((string)diagnostic["message"]!).Contains("clasify", StringComparison.Ordinal));
        Assert.False(editor.HasMore("textDocument/publishDiagnostics"));
    }

    [Fact]
    public async Task A_faulty_row_of_a_data_file_is_shown_there_and_where_it_is_read()
    {
        using var work = new Workplace();
        work.Write("data.csv", "text,label\nIt räins.,weather\n\"Früh 😀\",cookin\n");
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.WithFile("data.csv"), work.Uri("topics.adapt"));
        var ofSpec = await editor.QuietAsync();
        var ofData = await editor.NextAsync("textDocument/publishDiagnostics");
        Assert.Equal((work.Uri("topics.adapt"), work.Uri("data.csv")), ((string?)ofSpec["uri"], (string?)ofData["uri"]));
        var (inSpec, inData) = (Assert.Single(ofSpec["diagnostics"]!), Assert.Single(ofData["diagnostics"]!));
        Assert.Equal(("ADAPT2306", "ADAPT2306"), ((string?)inSpec["code"], (string?)inData["code"]));
        Assert.Equal((2, 10, 2, 16), Range(inData["range"]!));
        Assert.Equal((work.Uri("data.csv"), work.Uri("topics.adapt")), (RelatedUri(inSpec), RelatedUri(inData)));

        await editor.NotifyAsync("textDocument/didClose", new { textDocument = new { uri = work.Uri("topics.adapt") } });
        JToken[] last = [await editor.NextAsync("textDocument/publishDiagnostics"), await editor.NextAsync("textDocument/publishDiagnostics")];
        Assert.All(last, published => Assert.Empty(published["diagnostics"]!));
        Assert.Equal(new[] { work.Uri("data.csv"), work.Uri("topics.adapt") }, last.Select(published => (string?)published["uri"]).Order());
    }

    [Fact]
    public async Task In_bytes_a_row_is_where_its_bytes_are()
    {
        using var work = new Workplace();
        work.Write("data.csv", "text,label\n\"Früh 😀\",cookin\n");
        await using var editor = await Editor.OpenAsync(new { general = new { positionEncodings = new[] { "utf-8", "utf-16" } } });
        await editor.OpenDocumentAsync(Workplace.WithFile("data.csv"), work.Uri("topics.adapt"));
        await editor.QuietAsync();
        var inData = Assert.Single((await editor.NextAsync("textDocument/publishDiagnostics"))["diagnostics"]!);
        Assert.Equal((1, 13, 1, 19), Range(inData["range"]!));
    }

    [Fact]
    public async Task A_data_file_that_is_mended_is_read_again()
    {
        using var work = new Workplace();
        work.Write("data.csv", "text,label\nIt rains.,weathr\n");
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.WithFile("data.csv"), work.Uri("topics.adapt"));
        Assert.NotEmpty((await editor.QuietAsync())["diagnostics"]!);
        Assert.NotEmpty((await editor.NextAsync("textDocument/publishDiagnostics"))["diagnostics"]!);
        work.Write("data.csv", "text,label\nIt rains.,weather\n");
        await editor.NotifyAsync("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = work.Uri("data.csv"), type = 2 } } });
        // What remains is what the audit says of so few examples, and what is advised.
        Assert.All((await editor.QuietAsync())["diagnostics"]!, diagnostic => Assert.Matches("^ADAPT(3|4009)", (string?)diagnostic["code"]));
        Assert.Empty((await editor.NextAsync("textDocument/publishDiagnostics"))["diagnostics"]!);
    }

    [Fact]
    public async Task Contradicting_examples_are_told_each_with_the_other()
    {
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.Topics.Replace(
            "examples few {", "examples few {\n  \"Snow lay on the pan.\" => weather\n  \"snow lay on the pan\" => cooking", StringComparison.Ordinal));
        var told = (await editor.QuietAsync(Editor.Uri, diagnostics => diagnostics.Count(IsContradiction) == 2)).Where(IsContradiction);
        Assert.All(told, diagnostic => Assert.Single(diagnostic["relatedInformation"]!));

        static bool IsContradiction(JToken diagnostic) => (string?)diagnostic["code"] == "ADAPT3001";
    }

    [Fact]
    public async Task Nobody_who_types_waits_for_the_audit_and_what_it_has_found_moves_with_the_text()
    {
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.Topics.Replace("rank", "rnak", StringComparison.Ordinal).Replace(
            "examples few {", "examples few {\n  \"Snow lay on the pan.\" => weather\n  \"snow lay on the pan\" => cooking", StringComparison.Ordinal));
        var first = await editor.QuietAsync();
        Assert.Equal(["ADAPT2101"], Codes(first));
        var second = await editor.NextAsync("textDocument/publishDiagnostics");
        Assert.Equal(["ADAPT2101", "ADAPT3001", "ADAPT3001"], Codes(second).Where(code => code is "ADAPT2101" or "ADAPT3001").Order());

        await editor.ChangeAsync(0, 0, 0, 0, "// Which topic?\n");
        var moved = await editor.QuietAsync();
        Assert.Equal(Places(second, by: 1), Places(moved));

        static IEnumerable<string?> Codes(JToken published) => published["diagnostics"]!.Select(diagnostic => (string?)diagnostic["code"]);

        static IEnumerable<string> Places(JToken published, int by = 0) => published["diagnostics"]!
            .Select(diagnostic => $"{diagnostic["code"]} {(int)diagnostic["range"]!["start"]!["line"]! + by}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_nobody_needs_is_faded_and_what_is_allowed_is_not_told()
    {
        await using var editor = await Editor.OpenAsync(Rich);
        await editor.OpenDocumentAsync(Workplace.Topics + """
            model base = embedded("nano")
            model big = ollama("big")
            model other = ollama("other") // adapt: allow ADAPT2017
            strategy head // adapt: allow ADAPT2017

            """, "untitled:1");
        var told = (await editor.QuietAsync())["diagnostics"]!;
        Assert.Equal(["ADAPT2017", "ADAPT2401"], told.Select(diagnostic => (string?)diagnostic["code"]));
        Assert.All(told, diagnostic => Assert.Equal([1], diagnostic["tags"]!.Values<int>()));
    }

    [Fact]
    public async Task What_the_client_cannot_show_is_left_out()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync(Workplace.Topics + "\nstrategy lora { rank: 4 }\n", "untitled:1");
        var published = await editor.QuietAsync();
        Assert.Null(published["version"]);
        Assert.NotEmpty(published["diagnostics"]!);
        Assert.All(published["diagnostics"]!, diagnostic => Assert.True(
            diagnostic["relatedInformation"] is null && diagnostic["codeDescription"] is null && diagnostic["tags"] is null));
    }

    [Fact]
    public async Task A_client_that_pulls_is_told_when_it_asks_and_only_then()
    {
        await using var editor = await Editor.OpenAsync(Pulls);
        await editor.OpenDocumentAsync("task t: clasify {}");
        var first = await editor.AskAsync("textDocument/diagnostic");
        Assert.Equal("full", (string?)first["kind"]);
        Assert.NotEmpty(first["items"]!);
        var again = await PullAsync(editor, (string)first["resultId"]!);
        Assert.Equal(("unchanged", null), ((string?)again["kind"], again["items"]));
        await editor.ChangeAsync("task t: classify {}");
        var changed = await PullAsync(editor, (string)first["resultId"]!);
        Assert.Equal("full", (string?)changed["kind"]);
        editor.Time.Advance(TimeSpan.FromSeconds(1));
        await editor.AskAsync("textDocument/diagnostic");
        Assert.False(editor.HasMore("textDocument/publishDiagnostics"));
    }

    [Fact]
    public async Task Pulled_diagnostics_hold_what_the_data_files_say()
    {
        using var work = new Workplace();
        await using var editor = await Editor.OpenAsync(Pulls);
        await editor.OpenDocumentAsync(Workplace.WithFile("nowhere.csv"), work.Uri("topics.adapt"));
        var report = await editor.AskAsync("textDocument/diagnostic", work.Uri("topics.adapt"));
        Assert.Equal("ADAPT2301", (string?)Assert.Single(report["items"]!)["code"]);
    }

    [Fact]
    public async Task The_workspace_is_pulled_with_the_specs_that_are_not_open()
    {
        using var work = new Workplace();
        work.Write("specs/good.adapt", Workplace.Topics);
        work.Write("specs/bad.adapt", "\uFEFFtask t: clasify {}");
        work.Write("node_modules/x/skipped.adapt", "task");
        await using var editor = new Editor();
        await editor.RequestAsync("initialize", new { capabilities = new { textDocument = new { diagnostic = new { } }, window = new { workDoneProgress = true } }, workspaceFolders = new[] { new { uri = work.Uri(), name = "work" } } });
        await editor.NotifyAsync("initialized", new { });
        var progress = new List<string?>();
        do
            progress.Add((string?)(await editor.NextAsync("$/progress"))["value"]!["kind"]);
        while (progress[^1] != "end");
        Assert.Equal("begin", progress[0]);

        var report = await editor.RequestAsync("workspace/diagnostic", new { previousResultIds = Array.Empty<object>() });
        Assert.Equal(new[] { work.Uri("specs/bad.adapt"), work.Uri("specs/good.adapt") }, report["items"]!.Select(item => (string?)item["uri"]));
        Assert.All(report["items"]!, item => Assert.Equal(JTokenType.Null, item["version"]!.Type));
        // The mark at the beginning is no character to an editor.
        Assert.Equal(8, (int?)report["items"]![0]!["items"]!.First(item => ((string)item["message"]!).Contains("clasify", StringComparison.Ordinal))["range"]!["start"]!["character"]);
        Assert.All(report["items"]![1]!["items"]!, item => Assert.Equal("ADAPT4009", (string?)item["code"]));

        var again = await editor.RequestAsync("workspace/diagnostic", new
        {
            previousResultIds = report["items"]!.Select(item => new { uri = (string?)item["uri"], value = (string?)item["resultId"] }),
        });
        Assert.All(again["items"]!, item => Assert.Equal("unchanged", (string?)item["kind"]));
    }

    private static Task<JToken> PullAsync(Editor editor, string previous) =>
        editor.RequestAsync("textDocument/diagnostic", new { textDocument = new { uri = Editor.Uri }, previousResultId = previous });

    private static string? RelatedUri(JToken diagnostic) => (string?)Assert.Single(diagnostic["relatedInformation"]!)["location"]!["uri"];

    private static (int, int, int, int) Range(JToken range) =>
        ((int)range["start"]!["line"]!, (int)range["start"]!["character"]!, (int)range["end"]!["line"]!, (int)range["end"]!["character"]!);
}
