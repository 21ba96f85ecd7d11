using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Editing.Rename;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Running;
using AdaptLab.LanguageServer.Workspace;
using AdaptLab.Reporting;
using AdaptLab.Results.Store;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`workspace/executeCommand`: what lenses offer, and what a client's own menus may.</summary>
internal static class CommandFeature
{
    public static Feature Feature { get; } = Feature.ReadAsync<ExecuteCommandParams, object?>("workspace/executeCommand", async request => request.Params.Name switch
    {
        CommandNames.Compare => await RunAsync(request, request.Params.Arguments is [_, JArray names, ..] ? [.. names.Values<string>().OfType<string>()] : []),
        CommandNames.RunStrategy => await RunAsync(request, [Argument(request, 1).Value<string>()!]),
        CommandNames.Cancel => await CancelAsync(request),
        CommandNames.OpenReport => await ReportAsync(request),
        CommandNames.RenameWithData => await RenameAsync(request),
        CommandNames.ClearResults => await ClearAsync(request),
        CommandNames.ShowPrompt => await PromptAsync(request),
        var unknown => throw Life.Refused(ErrorCodes.InvalidParams, $"There is no command '{unknown}'."),
    })
    with { Announce = (all, _) => all with { ExecuteCommandProvider = new CommandOptions(CommandNames.All, WorkDoneProgress: true) } };

    private static async Task<object?> RunAsync(Request<ExecuteCommandParams> request, ImmutableArray<string> strategies)
    {
        var (spec, session) = (Spec(request), request.Session);
        // A run outlives neither the request that it answers nor the server.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation, session.End);
        var summary = await session.Progress.RunAsync(
            strategies is [var only] ? $"Running {only}" : $"Comparing {spec.Document.Compilation.Spec.Task.Name}",
            request.Params.WorkDoneToken, cancellable: true,
            (report, cancellation) => session.Runs.CompareAsync(spec.Document, strategies, report, cancellation), either.Token);
        if (summary.Status == "failed")
            await session.Client.ShowAsync(MessageType.Error, summary.Message);
        return summary;
    }

    private static async Task<object?> CancelAsync(Request<ExecuteCommandParams> request)
    {
        await request.Session.Runs.CancelAsync(new DocumentUri(Argument(request, 0).Value<string>()!));
        return null;
    }

    /// <summary>Writes the last run's report beside the results and has the client show it; answers where it lies.</summary>
    private static async Task<object?> ReportAsync(Request<ExecuteCommandParams> request)
    {
        var spec = Spec(request);
        if (spec.Snapshot.Results is not { } results || spec.Document.Uri.Path is not { } path)
            throw Life.Refused(ErrorCodes.RequestFailed, "There is no result to report yet. Run the comparison first.");
        var file = Path.Combine(StorePlace.Of(path), "reports", Path.GetFileNameWithoutExtension(path) + ".html");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, new HtmlReportWriter().Write(results.Comparison), request.Cancellation);
        var uri = DocumentUri.OfFile(file).ToString();
        if (request.State.Client.ShowsDocuments)
            await request.Session.Client.RequestAsync<JToken>("window/showDocument", new ShowDocumentParams(uri, External: true, TakeFocus: true), request.Cancellation);
        return new { uri };
    }

    /// <summary>Answers a title and the text: who shows them is the client's to know.</summary>
    private static async Task<object?> PromptAsync(Request<ExecuteCommandParams> request)
    {
        var (spec, session) = (Spec(request), request.Session);
        var (strategy, row) = (Optional(request, 1), Optional(request, 2));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation, session.End);
        var text = await session.Progress.RunAsync(
            "Writing the prompt", request.Params.WorkDoneToken, cancellable: true,
            (_, cancellation) => session.Runs.PromptAsync(spec.Document, strategy, row, cancellation), either.Token);
        return new { title = $"{spec.Document.Compilation.Spec.Task.Name}: prompt{(strategy is null ? "s" : $" of {strategy}")}", text };
    }

    private static async Task<object?> ClearAsync(Request<ExecuteCommandParams> request)
    {
        var (spec, session) = (Spec(request), request.Session);
        var uri = spec.Document.Uri;
        if (spec.Snapshot.Run is not null)
            throw Life.Refused(ErrorCodes.RequestFailed, "This spec is being run. Stop that run first.");
        if (uri.Path is { } path && StorePlace.Of(path) is var place && Directory.Exists(place))
            RunStore.Open(place).Forget(path);
        await session.Queue.Change(state => state.Find(uri) is { } now ? state.With(now.WithoutResults(state.OpenFiles)) : state);
        await session.Diagnostics.ReadAgainAsync(uri);
        return null;
    }

    private static async Task<object?> RenameAsync(Request<ExecuteCommandParams> request)
    {
        var spec = Spec(request);
        if (!request.State.Client.AppliesEdits)
            throw Life.Refused(ErrorCodes.RequestFailed, "This editor lets nobody else change files.");
        var position = Argument(request, 1).ToObject<Position>()!;
        var texts = new DataTexts(spec.Document);
        var result = Renaming.Apply(spec.Snapshot, spec.Offset(position), Argument(request, 2).Value<string>()!, includeDataFiles: true, texts.Of);
        if (result.Problem is { } problem)
            throw Life.Refused(ErrorCodes.RequestFailed, problem);
        return await request.Session.Client.RequestAsync<JToken>(
            "workspace/applyEdit", new ApplyEditParams("Rename in the spec and its data files", spec.Edit(result.Edits, texts)!), request.Cancellation);
    }

    private static Conversions Spec(Request<ExecuteCommandParams> request) =>
        request.Spec(new TextDocumentIdentifier(Argument(request, 0).Value<string>()!))
        ?? throw Life.Refused(ErrorCodes.InvalidParams, "The server does not know this spec. Open it first.");

    private static string? Optional(Request<ExecuteCommandParams> request, int index) =>
        request.Params.Arguments is { } all && index < all.Count && all[index] is { Type: JTokenType.String } argument ? argument.Value<string>() : null;

    private static JToken Argument(Request<ExecuteCommandParams> request, int index) =>
        request.Params.Arguments is { } all && index < all.Count && all[index] is { Type: not JTokenType.Null } argument
            ? argument
            : throw Life.Refused(ErrorCodes.InvalidParams, $"The command {request.Params.Name} lacks its argument {index + 1}.");
}
